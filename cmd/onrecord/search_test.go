package main

import (
	"io"
	"path/filepath"
	"testing"

	"onrecord/internal/graph"
	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

// TestNamesAreFoundAsReadersTypeThem searches the coalition graph: other
// spellings, beginnings, and Arabic with and without vowel marks and article.
func TestNamesAreFoundAsReadersTypeThem(t *testing.T) {
	store, err := quadstore.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"), quadstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	g, err := graph.Open(t.Context(), quadstore.NewRecords(store))
	if err != nil {
		t.Fatal(err)
	}
	if err := seed(t.Context(), &console{io.Discard, io.Discard, false}, g); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"Hemo": "tariq-hemo", "hamo": "tariq-hemo", "Qabakiibo": "nawar-shaban", "coop": "brad-cooper", "Bradley": "brad-cooper",
		"طارق حمو": "tariq-hemo", "طَارِق حَمُو": "tariq-hemo", "مصطفى": "hamza-al-mustafa", "المصطفى": "hamza-al-mustafa", "المُصْطَفَى": "hamza-al-mustafa",
		"انس شواخ": "anas-shawakh", "Müstafa": "hamza-al-mustafa",
	} {
		matches, _ := g.Snapshot().Search(text, []record.Kind{record.KindPerson}, 5)
		if matches.Len() == 0 || matches.At(0).Record.(*record.Person).Slug != want {
			t.Errorf("%q finds %v, want %s first", text, matches, want)
		}
	}
}
