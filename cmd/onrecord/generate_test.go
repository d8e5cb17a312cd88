package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onrecord/internal/record"
)

func TestGenerateTellsTheHashOfWhatItWrote(t *testing.T) {
	var out, told bytes.Buffer
	g := generateCommand{Quotes: 100, Seed: 3}
	if err := g.Run(t.Context(), &console{out: &out, err: &told}); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("100 quotes, seed 3: %d lines, %d bytes, SHA-256 %x\n", bytes.Count(out.Bytes(), []byte("\n")), out.Len(), sha256.Sum256(out.Bytes()))
	if told.String() != want {
		t.Errorf("told %q, want %q", told.String(), want)
	}
	g.Output = filepath.Join(t.TempDir(), "g.jsonl")
	if err := g.Run(t.Context(), &console{out: &told, err: &told}); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(g.Output); err != nil || !bytes.Equal(content, out.Bytes()) {
		t.Errorf("a file of %d bytes, want the %d of standard output (%v)", len(content), out.Len(), err)
	}
}

func TestGenerateLeavesNoFileBehindWhenItFails(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, c := range []struct {
		ctx    context.Context
		quotes int
		want   error
	}{{t.Context(), 0, record.ErrInvalid}, {stopped, 100, context.Canceled}} {
		folder := t.TempDir()
		g := generateCommand{Quotes: c.quotes, Output: filepath.Join(folder, "g.jsonl")}
		if err := g.Run(c.ctx, &console{out: &strings.Builder{}, err: &strings.Builder{}}); !errors.Is(err, c.want) {
			t.Errorf("%d quotes: %v, want %v", c.quotes, err, c.want)
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Errorf("%d quotes: left %v (%v)", c.quotes, left, err)
		}
	}
}
