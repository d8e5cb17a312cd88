package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onrecord/internal/dossier"
)

func TestReadmeShowsTheTestedQuestions(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/questions/*.graphql")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d questions, %v", len(files), err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		title, query, _ := strings.Cut(string(content), "\n")
		if !strings.Contains(string(readme), strings.TrimSpace(strings.TrimPrefix(title, "#"))) || !strings.Contains(string(readme), query) {
			t.Errorf("the README does not show %s as it is tested: run .ci/questions", file)
		}
	}
}

func TestReadmeShowsAWorkingDossier(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "```yaml\n")
	example, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("the README shows no dossier")
	}
	if _, err := dossier.Read(dossier.Source{Name: "README.md", Content: []byte(example)}, nil); err != nil {
		t.Error(err)
	}
}
