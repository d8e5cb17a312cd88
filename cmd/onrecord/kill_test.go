package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// onrecord is the program as a process of its own: the test binary under the
// program's name.
func onrecord(ctx context.Context, t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(ctx, self)
	c.Args = append([]string{"onrecord"}, args...)
	return c
}

// largeDossier writes a dossier whose import takes long enough to be killed in
// the middle of it.
func largeDossier(t *testing.T, quotes int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("onrecord: 1\ndossier: large\ndocument: annals\ndocuments:\n  annals: {title: The Annals, language: en, published: 2020}\n")
	b.WriteString("people:\n  cy-old: {name: Cy Old}\nclaims:\n  tides-rise: {text: The tides rise., kind: FACTUAL}\nquotes:\n")
	for i := range quotes {
		fmt.Fprintf(&b, "  q%d:\n    speaker: cy-old\n    mode: INDIRECT\n    gist: Of the tides of day %d he says that they rise.\n    stances: {a: {claim: tides-rise, position: SUPPORTS}}\n", i, i)
	}
	name := filepath.Join(t.TempDir(), "large.yaml")
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func exported(t *testing.T, data string) []byte {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"export", "--data", data}, &console{out: &out, err: &errs}); code != exitDone {
		t.Fatalf("export: %s", errs.String())
	}
	return out.Bytes()
}

func imported(t *testing.T, data, file string) {
	t.Helper()
	var errs bytes.Buffer
	if code := run(t.Context(), []string{"import", "--data", data, file}, &console{out: &errs, err: &errs}); code != exitDone {
		t.Fatalf("import: %s", errs.String())
	}
}

// largeStream is such a record stream.
func largeStream(t *testing.T, quotes int) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "large.jsonl")
	var errs bytes.Buffer
	if code := run(t.Context(), []string{"generate", "--quotes", fmt.Sprint(quotes), "--seed", "1", "-o", name}, &console{out: &errs, err: &errs}); code != exitDone {
		t.Fatalf("generate: %s", errs.String())
	}
	return name
}

func TestKilledImportLeavesAllOrNothing(t *testing.T) {
	killImports(t, largeDossier(t, 1500))
}

func TestKilledImportOfAStreamLeavesAllOrNothing(t *testing.T) {
	killImports(t, largeStream(t, 2000))
}

// killImports kills an import, without warning, at ever later moments, until one
// gets through: after each the store opens, holds the changeset before whole, and
// of the killed one either everything or nothing; the next import takes away its
// temporary files.
func killImports(t *testing.T, large string) {
	t.Helper()
	const before = "../../seeds/extra/lighthouse.yaml"
	complete := filepath.Join(t.TempDir(), "complete")
	imported(t, complete, before)
	nothing := exported(t, complete)
	imported(t, complete, large)
	everything := exported(t, complete)

	killed := 0
	for patience := 20 * time.Millisecond; ; patience += patience/2 + 10*time.Millisecond {
		data := filepath.Join(t.TempDir(), "data")
		imported(t, data, before)
		if !killedImport(t, data, large, patience) {
			break
		}
		killed++
		if now := exported(t, data); !bytes.Equal(now, nothing) && !bytes.Equal(now, everything) {
			t.Fatalf("killed after %v, the store holds a part of the import: %d bytes of %d", patience, len(now), len(everything))
		}
		imported(t, data, large)
		if !bytes.Equal(exported(t, data), everything) {
			t.Fatalf("killed after %v, the import repeated does not give the whole graph", patience)
		}
		if left, err := filepath.Glob(filepath.Join(data, "*.import*")); len(left) > 0 || err != nil {
			t.Fatalf("killed after %v, temporary files are left: %q, %v", patience, left, err)
		}
	}
	if killed == 0 {
		t.Error("the import ended before it could be killed once")
	}
}

// killedImport reports whether the import was killed before it ended.
func killedImport(t *testing.T, data, file string, after time.Duration) bool {
	t.Helper()
	c := onrecord(t.Context(), t, "import", "--data", data, file)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	end := time.AfterFunc(after, func() {
		if err := c.Process.Signal(syscall.SIGKILL); err != nil {
			t.Logf("kill: %v", err)
		}
	})
	defer end.Stop()
	return c.Wait() != nil
}
