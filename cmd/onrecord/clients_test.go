package main

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestClients lets the clients that people use talk to a running server: the
// audits of GraphQL over HTTP, graphql-request, Apollo, urql, Relay, graphql-sse,
// ESLint and the code generator. make test installs them.
func TestClients(t *testing.T) {
	const folder = "../../internal/graphqlapi/clients"
	if _, err := os.Stat(folder + "/node_modules"); err != nil {
		t.Fatalf("the clients are not installed: run make setup (%v)", err)
	}
	data := t.TempDir()
	url, secret := startServer(t, "--data", data), editorToken(t, data)
	npm := exec.CommandContext(t.Context(), "npm", "test")
	npm.Dir = folder
	npm.Env = append(os.Environ(), "ONRECORD_URL="+url, "ONRECORD_TOKEN="+secret)
	if out, err := npm.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// editorToken makes a token as its user would.
func editorToken(t testing.TB, data string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"token", "create", "--data", data, "--name", "Ada Editor", "--role", "editor"}, &console{out: &out, err: &errs}); code != exitDone {
		t.Fatalf("token create: %s", errs.String())
	}
	return strings.TrimSpace(out.String())
}
