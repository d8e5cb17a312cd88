package dossier

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"onrecord/internal/record"
)

// FuzzRead: whatever the file, it is either read, into records that are valid
// and read the same again, or refused with a kind and places.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"harbour.yaml", "mistakes.yaml"} {
		f.Add(testFile(f, name))
	}
	f.Add([]byte("onrecord: 1\ndossier: d\npeople: {ann: {name: Ann}}\n"))
	f.Add([]byte("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"))
	f.Add([]byte("[[[[[[[[[[[[[[[[[[[[[[[[["))
	f.Add([]byte("\xff\xfeo\x00n\x00"))
	f.Add([]byte("? ? ? ?\n: - - - -\n"))
	f.Add([]byte("onrecord: 1\ndossier: \"\\u202E\"\n--- !!binary aGk="))
	texts := os.DirFS("testdata")
	f.Fuzz(func(t *testing.T, content []byte) {
		source := Source{Name: "fuzz.yaml", Content: content, Texts: texts}
		file, err := Read(source, nil)
		if err != nil {
			checkErrors(t, content, err)
			return
		}
		if err := (record.Change{Put: file.Records()}).Validate(); err != nil {
			t.Errorf("records of a file without errors are invalid: %v", err)
		}
		graph := newShelf()
		graph.apply(t, file)
		again := mustRead(t, source)
		if change, err := Difference(graph, again); err != nil || !change.Empty() {
			t.Errorf("reading twice differs: %v %+v", err, change)
		}
	})
}

func checkErrors(t *testing.T, content []byte, err error) {
	var wrong Errors
	if !errors.As(err, &wrong) || len(wrong) == 0 {
		t.Fatalf("want Errors, got %v", err)
	}
	lines := bytes.Count(content, []byte("\n")) + bytes.Count(content, []byte("\r")) +
		strings.Count(string(content), "\u0085") + strings.Count(string(content), "\u2028") + strings.Count(string(content), "\u2029") + 2
	for _, e := range wrong {
		if e.Line < 1 || e.Column < 1 || e.Line > lines || e.Message == "" {
			t.Errorf("an error without a place in the file: %v", e)
		}
	}
}

// TestHostileFiles holds the bounds; run with -v they also show their speed.
func TestHostileFiles(t *testing.T) {
	laughs := "onrecord: 1\na: &a [x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c <= 'z'; c++ {
		laughs += string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+", ", 8) + "x]\n"
	}
	var wrongKeys strings.Builder
	wrongKeys.WriteString(head + doc + "claims:\n")
	for i := range 20_000 {
		fmt.Fprintf(&wrongKeys, "  c%s%d: {question: %s, events: [e]}\n", strings.Repeat("x", i%70), i, strings.Repeat("y", 70))
	}
	cases := map[string]struct{ content, want string }{
		"a billion laughs": {laughs, "an alias"},
		"too long":         {strings.Repeat("#", MaxSize+1), "is longer than 8 MiB"},
		"deep":             {strings.Repeat("[", 1_000_000), "has more than 300000 entries"},
		"less deep":        {strings.Repeat("[", 9_000), "is not YAML"},
		"deep and closed":  {strings.Repeat("[", 5_000) + strings.Repeat("]", 5_000), "is nested more than 20 levels deep"},
		"many items":       {"a: [" + strings.Repeat("a,", 1_000_000) + "]", "has more than 300000 entries"},
		"many keys":        {head + strings.Repeat("a: b\n", 250_000), "and "},
		"long scalar":      {head + "title: " + strings.Repeat("a", 7<<20), "is longer than 300 characters"},
		"many wrong slugs": {wrongKeys.String(), "more errors"},
		"quotes unclosed":  {head + strings.Repeat("a: \"\n", 199_999), "is not YAML"},
		"comments":         {strings.Repeat("# a\n", 1_000_000) + "onrecord: 2\n", "this build reads version 1"},
		"not UTF-8":        {head + "title: \xff\n", "f:4:1: is not UTF-8"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Read(Source{Name: "f", Content: []byte(c.content)}, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %.300v, want %s", err, c.want)
			}
		})
	}
}
