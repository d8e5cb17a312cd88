package main

import (
	"os"
	"os/exec"
	"testing"
)

// TestClients lets the clients that people use talk to a running server: the
// audits of GraphQL over HTTP, graphql-request, Apollo, urql, Relay, ESLint and
// the code generator. make test installs them.
func TestClients(t *testing.T) {
	const folder = "../../internal/graphqlapi/clients"
	if _, err := os.Stat(folder + "/node_modules"); err != nil {
		t.Fatalf("the clients are not installed: run make setup (%v)", err)
	}
	npm := exec.CommandContext(t.Context(), "npm", "test")
	npm.Dir = folder
	npm.Env = append(os.Environ(), "ONRECORD_URL="+startServer(t))
	if out, err := npm.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
