package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A store of the first released layout, with a history of two revisions, as the
// program of that time wrote it: every later one opens it, brings it to its own
// layout, and finds in it what was there.
func TestStoresOfTheFirstLayoutAreRead(t *testing.T) {
	data := t.TempDir()
	unpack(t, "testdata/layout1/onrecord.db.gz", filepath.Join(data, "onrecord.db"))
	// Opening it to write is what brings it forward.
	url := startServer(t, "--data", data, "--no-seeds")
	want, err := os.ReadFile("testdata/layout1/export.nq")
	if err != nil {
		t.Fatal(err)
	}
	if got := exported(t, data); !bytes.Equal(got, want) {
		t.Errorf("it exports %d bytes, and exported %d in its time", len(got), len(want))
	}
	command := func(args ...string) string {
		var out, errs bytes.Buffer
		if code := run(t.Context(), append(args, "--data", data), &console{out: &out, err: &errs}); code != exitDone {
			t.Errorf("%v: code %d: %s", args, code, errs.String())
		}
		return out.String()
	}
	command("check")
	for _, part := range []string{"2  2026-", "changed by an editor", `"Sailor." -> "Pilot."`, "1  2026-", "created by an editor"} {
		if history := command("history", "ada-low"); !strings.Contains(history, part) {
			t.Errorf("the history of Ada Low has no %q:\n%s", part, history)
		}
	}
	for query, part := range map[string]string{
		`{ search(text: "lower dues", kinds: [QUOTE]) { totalCount } }`:                            `"totalCount":1`,
		`{ person(slug: "bo-high") { positions { edges { node { position claim { slug } } } } } }`: `{"position":"UNDECIDED","claim":{"slug":"dues-fall"}}`,
	} {
		if got := string(ask(t, url, query)); !strings.Contains(got, part) {
			t.Errorf("%s\nanswers %s, want %s", query, got, part)
		}
	}
}

func unpack(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	unzipped, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := io.ReadAll(unzipped)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, whole, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Tokens and proposals of the first released layout are read by every later program,
// which brings their files to its own.
func TestSideFilesOfTheFirstLayoutAreRead(t *testing.T) {
	data := t.TempDir()
	imported(t, data, "../../seeds/extra/lighthouse.yaml")
	unpack(t, "testdata/layout1/tokens.db.gz", filepath.Join(data, "tokens.db"))
	unpack(t, "testdata/layout1/proposals.db.gz", filepath.Join(data, "proposals.db"))
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"token", "list", "--data", data}, &console{out: &out, err: &errs}); code != exitDone || !strings.Contains(out.String(), "Cy Contributor") {
		t.Errorf("the tokens are %s, code %d: %s", out.String(), code, errs.String())
	}
	secret := editorToken(t, data)
	url := startServer(t, "--data", data, "--no-seeds")
	body, err := json.Marshal(map[string]string{"query": `{ proposals { edges { node { state author changes { record } } } } }`})
	if err != nil {
		t.Fatal(err)
	}
	if got := string(postAs(t, url, secret, body)); !strings.Contains(got, `"author":"Cy Contributor"`) || !strings.Contains(got, "OPEN") {
		t.Errorf("the proposals are %s", got)
	}
}
