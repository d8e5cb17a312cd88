package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestQuestions asks what fact-checkers ask of the coalition graph and holds
// the answers to golden files, which are read by people when they change.
func TestQuestions(t *testing.T) {
	questions, err := filepath.Glob("testdata/questions/*.graphql")
	if err != nil || len(questions) < 20 {
		t.Fatalf("%d questions, %v; want at least 20", len(questions), err)
	}
	url := startServer(t)
	for _, file := range questions {
		t.Run(filepath.Base(file), func(t *testing.T) {
			query, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			answer := ask(t, url, string(query))
			if bytes.Contains(answer, []byte(`"errors"`)) {
				t.Fatalf("%s", answer)
			}
			checkGolden(t, strings.TrimSuffix(file, ".graphql")+".json", indented(t, bytes.ReplaceAll(answer, []byte(url), []byte("http://localhost"))))
		})
	}
}

func indented(t *testing.T, answer []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, answer, "", "  "); err != nil {
		t.Fatalf("%v: %s", err, answer)
	}
	out.WriteByte('\n')
	return out.Bytes()
}

// checkGolden compares with a golden file; UPDATE_GOLDEN=1 writes it instead.
func checkGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(name, got, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v; write it with UPDATE_GOLDEN=1 and read it", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; got\n%s", name, got)
	}
}
