package quadstore_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"onrecord/internal/graph"
	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

// town is a paper, a speaker and many quotes, which come before both.
func town(quotes int) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		paper, mayor := named[record.Document]("document", 0), named[record.Person]("actor", 0)
		for n := range quotes {
			q := &record.Quote{ID: named[record.Quote]("quote", n), Speaker: record.ActorID(mayor), Mode: record.Indirect, Gists: english(fmt.Sprintf("Of tide %d the mayor says that it rises, whatever the harbour may charge.", n)), Language: "en", Document: paper}
			if !yield(q, nil) {
				return
			}
		}
		_ = yield(&record.Document{ID: paper, Slug: "paper", Titles: english("The Paper"), Language: "en"}, nil) &&
			yield(&record.Person{ID: mayor, Profile: record.Profile{Slug: "mayor", Names: []record.Name{{Text: "The Mayor", Kind: record.PrimaryName}}}}, nil)
	}
}

func importTown(ctx context.Context, s *quadstore.Store, quotes int, opts quadstore.BulkOptions) (graph.Imported, error) {
	return importAll(ctx, s, town(quotes), opts)
}

// importAll imports a stream as its own changeset and cleans up.
func importAll(ctx context.Context, s *quadstore.Store, records iter.Seq2[record.Record, error], opts quadstore.BulkOptions) (done graph.Imported, err error) {
	b, err := quadstore.NewRecords(s).Bulk(ctx, opts)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	id, err := record.NewID()
	if err != nil {
		return done, err
	}
	by := &record.Changeset{ID: record.ChangesetID(id), Author: "a test", Message: "import", At: time.Now()}
	return graph.Import(ctx, b, by, records)
}

// leftovers are the temporary files beside a store.
func leftovers(t *testing.T, path string) []string {
	t.Helper()
	found, err := filepath.Glob(path + ".import*")
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// expectTown makes sure that the store holds what it was given first and nothing
// else, now, after a later commit and after it was opened again.
func expectTown(t *testing.T, s *quadstore.Store, path string, quotes int) {
	t.Helper()
	if found := leftovers(t, path); len(found) > 0 {
		t.Errorf("temporary files are left: %q", found)
	}
	for _, when := range []string{"at once", "after a later import"} {
		if n := townIn(t, s); n != quotes {
			t.Errorf("%s the store has %d quotes, want %d", when, n, quotes)
		}
		if found, err := quadstore.NewRecords(s).Search(t.Context(), "tide", 10*quotes); err != nil || len(found) != quotes {
			t.Errorf("%s a search finds %d quotes (%v), want %d", when, len(found), err, quotes)
		}
		if err := s.Verify(t.Context()); err != nil {
			t.Errorf("%s: %v", when, err)
		}
		if when == "at once" {
			quotes++
			if _, err := importTown(t.Context(), s, quotes, quadstore.BulkOptions{}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// townIn counts the quotes of a store.
func townIn(t *testing.T, s *quadstore.Store) (quotes int) {
	t.Helper()
	_, err := quadstore.NewRecords(s).Load(t.Context(), func(r record.Record) error {
		if r.Ref().Kind == record.KindQuote {
			quotes++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return quotes
}

func TestBulkImportMayComeInAnyOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	s := openAt(t, path, quadstore.Options{})
	done, err := importTown(t.Context(), s, 3_000, quadstore.BulkOptions{Memory: 1 << 10})
	if want := (graph.Imported{Revision: 1, Read: 3_002, Put: 3_002}); err != nil || done != want {
		t.Fatalf("%+v, %v; want %+v", done, err, want)
	}
	expectTown(t, s, path, 3_000)
}

// TestCancelledBulkImportLeavesNoTrace ends the context while records are read
// and at each step of writing them.
func TestCancelledBulkImportLeavesNoTrace(t *testing.T) {
	var steps []string
	s := openAt(t, filepath.Join(t.TempDir(), "graph.db"), quadstore.Options{})
	note := func(doing string) { steps = append(steps, doing) }
	if _, err := importTown(t.Context(), s, 10, quadstore.BulkOptions{Progress: note}); err != nil {
		t.Fatal(err)
	}
	steps = slices.DeleteFunc(steps, func(doing string) bool { return !strings.HasPrefix(doing, "writing") })
	if len(steps) < 5 {
		t.Fatalf("an import writes in the steps %q", steps)
	}
	for _, step := range append(steps, "reading") {
		t.Run(step, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "graph.db")
			s := openAt(t, path, quadstore.Options{})
			if _, err := importTown(t.Context(), s, 20, quadstore.BulkOptions{}); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			opts := quadstore.BulkOptions{Memory: 1 << 10, Progress: func(doing string) {
				if doing == step {
					cancel()
				}
			}}
			stream := func(yield func(record.Record, error) bool) {
				for r := range town(2_000) {
					if !yield(r, nil) {
						return
					}
				}
				if step == "reading" {
					cancel()
					yield(nil, ctx.Err())
				}
			}
			if _, err := importAll(ctx, s, stream, opts); !errors.Is(err, context.Canceled) {
				t.Fatalf("a cancelled import ends with %v", err)
			}
			expectTown(t, s, path, 20)
		})
	}
}

// TestBulkImportOntoAFullDisk meets first the limit of any file, which the
// temporary ones reach, and then that of the store alone.
func TestBulkImportOntoAFullDisk(t *testing.T) {
	t.Run("temporary files", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "graph.db")
		s := openAt(t, path, quadstore.Options{})
		if _, err := importTown(t.Context(), s, 20, quadstore.BulkOptions{}); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		out, err := inRole(t, "import", path).Output()
		if err != nil || !strings.Contains(string(out), "result unavailable") || !strings.Contains(string(out), "make room on the disk") {
			t.Errorf("it ends with %v, %s", err, out)
		}
		expectTown(t, openAt(t, path, quadstore.Options{}), path, 20)
	})
	t.Run("store", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "graph.db")
		s := openAt(t, path, quadstore.Options{MaxBytes: 1 << 20})
		if _, err := importTown(t.Context(), s, 20, quadstore.BulkOptions{}); err != nil {
			t.Fatal(err)
		}
		_, err := importTown(t.Context(), s, 5_000, quadstore.BulkOptions{})
		expectRefusal(t, err, record.ErrUnavailable, "graph.db", "full")
		expectTown(t, s, path, 20)
	})
}

// TestStaleTemporaryFilesAreRemoved is about an import that was killed.
func TestStaleTemporaryFilesAreRemoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	stale := path + ".import"
	mkdir(t, stale)
	writeBytes("half a run")(t, filepath.Join(stale, "sorted-1"))
	reader, err := quadstore.Open(t.Context(), path, quadstore.Options{ReadOnly: true})
	if !errors.Is(err, record.ErrNotFound) {
		t.Fatalf("%v, %v", reader, err)
	}
	if len(leftovers(t, path)) == 0 {
		t.Error("who only reads has removed the files of somebody who may be writing")
	}
	openAt(t, path, quadstore.Options{})
	if found := leftovers(t, path); len(found) > 0 {
		t.Errorf("left are %q", found)
	}
}

// TestBulkImportIsToOneRevision refuses to write what was held against another.
func TestBulkImportIsToOneRevision(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	s := openAt(t, path, quadstore.Options{})
	between := func(yield func(record.Record, error) bool) {
		for r := range town(5) {
			if !yield(r, nil) {
				return
			}
		}
		commit(t, s, quadstore.Batch{Add: claimQuads(1)})
	}
	_, err := importAll(t.Context(), s, between, quadstore.BulkOptions{})
	expectRefusal(t, err, record.ErrConflict, "graph.db", "repeat the import")
	expectLive(t, s, claimQuads(1)...)
	if found := leftovers(t, path); len(found) > 0 {
		t.Errorf("left are %q", found)
	}
}

func TestReadOnlyStoreTakesNoBulk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	if err := openAt(t, path, quadstore.Options{}).Close(); err != nil {
		t.Fatal(err)
	}
	s := openAt(t, path, quadstore.Options{ReadOnly: true})
	_, err := quadstore.NewRecords(s).Bulk(t.Context(), quadstore.BulkOptions{})
	expectRefusal(t, err, record.ErrUnsupported, "graph.db")
	if _, err := os.Stat(path + ".import"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder was made: %v", err)
	}
}
