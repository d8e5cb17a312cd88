package quadstore_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

func oneTopic(n int) (*record.Changeset, record.Change) {
	slug := fmt.Sprint("topic-", n)
	by := &record.Changeset{ID: record.ChangesetID(record.DeclaredID("changeset", slug)), Author: "Ada", Message: slug, At: time.Unix(int64(n+1), 0)}
	topic := &record.Topic{ID: record.TopicID(record.DeclaredID("topic", slug)), Slug: slug, Names: record.Texts{{Language: "en", Text: slug}}}
	return by, record.Change{Put: []record.Record{topic}}
}

// records are everything in a store.
func recordsOf(t *testing.T, path string) (all map[string]record.Record, revision record.Revision) {
	t.Helper()
	s, err := quadstore.Open(t.Context(), path, quadstore.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := s.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	all = map[string]record.Record{}
	revision, err = quadstore.NewRecords(s).Load(t.Context(), func(r record.Record) error {
		all[r.Ref().String()] = r
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, revision
}

// A copy that is made while somebody writes holds one revision, all of it and
// nothing of the next.
func TestBackupHoldsOneRevision(t *testing.T) {
	path := filepath.Join(t.TempDir(), "onrecord.db")
	s, err := quadstore.Open(t.Context(), path, quadstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	commit := func(n int) {
		by, change := oneTopic(n)
		if _, err := quadstore.NewRecords(s).Commit(t.Context(), by, change); err != nil {
			t.Error(err)
		}
	}
	commit(0)
	var writing sync.WaitGroup
	writing.Go(func() {
		for n := range 60 {
			commit(n + 1)
		}
	})
	for n := range 5 {
		copied := filepath.Join(t.TempDir(), fmt.Sprint(n))
		if err := s.Backup(t.Context(), copied); err != nil {
			t.Fatal(err)
		}
		all, revision := recordsOf(t, copied)
		// Each revision has a topic and a changeset.
		if len(all) != 2*int(revision) || revision < 1 {
			t.Errorf("a copy of revision %d holds %d records", revision, len(all))
		}
		for n := range int(revision) {
			_, change := oneTopic(n)
			if got := all[change.Put[0].Ref().String()]; !reflect.DeepEqual(got, change.Put[0]) {
				t.Errorf("the copy of revision %d holds %+v", revision, got)
			}
		}
		if err := s.Backup(t.Context(), copied); err == nil {
			t.Error("a file that is there was written over")
		}
	}
	writing.Wait()
}

// A backup that is damaged takes nobody's place.
func TestRestoreRefusesDamage(t *testing.T) {
	folder := t.TempDir()
	path, copied := filepath.Join(folder, "onrecord.db"), filepath.Join(folder, "copy")
	s, err := quadstore.Open(t.Context(), path, quadstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 20 {
		by, change := oneTopic(n)
		if _, err := quadstore.NewRecords(s).Commit(t.Context(), by, change); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(s.Backup(t.Context(), copied), s.Close()); err != nil {
		t.Fatal(err)
	}
	before, _ := recordsOf(t, path)
	whole, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string][]byte{"cut": whole[:len(whole)/2], "another file": []byte("not a store at all"), "pages of nothing": append(append([]byte{}, whole[:8192]...), make([]byte, len(whole)-8192)...)} {
		if err := os.WriteFile(copied, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := quadstore.Restore(t.Context(), copied, path, true); !errors.Is(err, record.ErrCorrupt) {
			t.Errorf("%s: %v, want record.ErrCorrupt", name, err)
		}
		if after, _ := recordsOf(t, path); !reflect.DeepEqual(after, before) {
			t.Errorf("%s: the store that was there has changed", name)
		}
	}
	if err := os.WriteFile(copied, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	aside, err := quadstore.Restore(t.Context(), copied, path, true)
	if err != nil || !strings.HasPrefix(aside, path+".before-") {
		t.Fatalf("restored beside %q, %v", aside, err)
	}
	for _, file := range []string{path, aside} {
		if after, _ := recordsOf(t, file); !reflect.DeepEqual(after, before) {
			t.Errorf("%s holds something else", file)
		}
	}
	if left, err := filepath.Glob(path + ".restoring*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// Space that is given back was nobody's.
func TestCompactKeepsEverything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "onrecord.db")
	s, err := quadstore.Open(t.Context(), path, quadstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 30 {
		by, change := oneTopic(n)
		if _, err := quadstore.NewRecords(s).Commit(t.Context(), by, change); err != nil {
			t.Fatal(err)
		}
	}
	past := func() []record.Record {
		_, change := oneTopic(3)
		all, err := quadstore.NewRecords(s).RecordsAt(t.Context(), []uuid.UUID{change.Put[0].Ref().ID}, 4)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	want := past()
	if _, after, err := s.Compact(t.Context()); err != nil || after <= 0 {
		t.Fatalf("compact: %d bytes, %v", after, err)
	}
	by, change := oneTopic(99)
	if _, err := quadstore.NewRecords(s).Commit(t.Context(), by, change); err != nil {
		t.Errorf("a commit after it: %v", err)
	}
	if !reflect.DeepEqual(past(), want) {
		t.Error("the past has changed")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if all, revision := recordsOf(t, path); revision != 31 || len(all) != 62 {
		t.Errorf("revision %d with %d records", revision, len(all))
	}
}
