package quadstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cayleygraph/quad"
	"zombiezen.com/go/sqlite"

	"onrecord/internal/quadstore/faultdisk"
	"onrecord/internal/record"
)

// someQuads is a load.
type someQuads struct{ next int }

func (r *someQuads) ReadQuad() (quad.Quad, error) {
	if r.next++; r.next > 300 {
		return quad.Quad{}, io.EOF
	}
	return quad.Make(quad.IRI(fmt.Sprint("urn:some:", r.next)), quad.IRI("urn:is"), quad.Int(r.next), nil), nil
}

// What is durable is not reported as failed because tidying up after it fails.
func TestALoadThatIsDurableSucceeds(t *testing.T) {
	d := failingDisk(t, 1)
	var log bytes.Buffer
	path := filepath.Join(t.TempDir(), "graph.db")
	s, err := Open(t.Context(), path, Options{disk: on(d), Logger: slog.New(slog.NewTextHandler(&log, nil)), again: time.Hour, tidyAfter: 100})
	if err != nil {
		t.Fatal(err)
	}
	d.Fail(func(op faultdisk.Op) faultdisk.Fate {
		if op.OnLog() {
			return faultdisk.Done
		}
		return faultdisk.Broken
	})
	if rev, changed, err := s.Load(t.Context(), &someQuads{}, "load", time.Time{}); err != nil || !changed || rev.Added != 300 {
		t.Errorf("a load that is durable: %+v, %t, %v", rev, changed, err)
	}
	bulk, err := NewRecords(s).Bulk(t.Context(), BulkOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := importTopics(t.Context(), bulk, 100); err != nil {
		t.Errorf("an import that is durable: %v", err)
	}
	if !s.Suspect() {
		t.Error("a file that could not be written is trusted")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	d.Cut()
	if n := strings.Count(log.String(), "the disk fails"); n != 1 {
		t.Errorf("the log tells of the disk %d times, want once: %s", n, &log)
	}
	for seed := range uint64(5) {
		if found := changesetsIn(t, afterCut(t, d, seed)); len(found) != 2 {
			t.Errorf("after a power cut %v are found", found)
		}
	}
}

// importTopics is an import of so many records.
func importTopics(ctx context.Context, b *Bulk, n int) error {
	for i := range n {
		slug := fmt.Sprint("topic-", i)
		topic := &record.Topic{ID: record.TopicID(record.DeclaredID("topic", slug)), Slug: slug, Names: record.Texts{{Language: "en", Text: slug}}}
		if err := b.Put(ctx, topic); err != nil {
			return errors.Join(err, b.Close())
		}
	}
	by := &record.Changeset{ID: record.ChangesetID(record.DeclaredID("changeset", fmt.Sprint(n, " topics"))), Author: "Ada", Message: "import", At: time.Unix(1, 0)}
	_, err := b.Commit(ctx, by)
	return errors.Join(err, b.Close())
}

// An import meets whatever the disk does like a commit: all of it is there, or nothing.
func TestImportsWhateverTheDiskDoes(t *testing.T) {
	for seed := range uint64(trials(t, 16)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			d := failingDisk(t, seed)
			s := failingStore(t, d)
			random := rand.New(rand.NewPCG(seed, 7))
			sky := newWeather(rand.New(rand.NewPCG(seed, 8)))
			sky.cut = d.Operations() + 1 + random.IntN(300)
			want := map[string]bool{}
			var maybe string
			d.Fail(sky.of)
			for n := range 8 {
				if maybe != "" {
					break
				}
				name, err := "", error(nil)
				if n%2 == 0 {
					name = numberedBatch(n).Changeset
					_, _, err = s.Commit(t.Context(), numberedBatch(n))
				} else {
					name = record.ChangesetID(record.DeclaredID("changeset", fmt.Sprint(n*50, " topics"))).String()
					var bulk *Bulk
					if bulk, err = NewRecords(s).Bulk(t.Context(), BulkOptions{Memory: 1 << 12}); err == nil {
						err = importTopics(t.Context(), bulk, n*50)
					}
				}
				switch {
				case err == nil:
					want[name] = true
				case errors.Is(err, record.ErrUncertain):
					maybe = name
				case !errors.Is(err, record.ErrUnavailable):
					t.Errorf("a disk that fails makes %v", err)
				}
				if random.IntN(2) == 0 {
					s.writer.emptyLog(t.Context(), 1<<20)
				}
			}
			d.Cut()
			for n := range uint64(3) {
				found := changesetsIn(t, afterCut(t, d, seed+n))
				delete(found, maybe)
				if fmt.Sprint(found) != fmt.Sprint(want) {
					t.Errorf("after a power cut %v are found, %v were acknowledged, %q is unknown", found, want, maybe)
				}
			}
		})
	}
}

// A backup that is reported as made survives a power cut, and one that is not says whose
// disk is at fault and leaves the store alone.
func TestBackupsWhateverTheDiskDoes(t *testing.T) {
	made, failed := 0, 0
	for seed := range uint64(trials(t, 24)) {
		d := failingDisk(t, seed)
		s := failingStore(t, d)
		commitNumbered(t, s, 1, 2, 3)
		random := rand.New(rand.NewPCG(seed, 9))
		left, fate := random.IntN(100), []faultdisk.Fate{faultdisk.NoSpace, faultdisk.Broken}[random.IntN(2)]
		d.Fail(func(op faultdisk.Op) faultdisk.Fate {
			if left--; left < 0 && strings.Contains(op.Path, "copy") {
				return fate
			}
			return faultdisk.Done
		})
		to := filepath.Join(filepath.Dir(s.path), "copy")
		err := s.Backup(t.Context(), to)
		if err != nil && (!errors.Is(err, record.ErrUnavailable) || !strings.Contains(err.Error(), to) || strings.Contains(err.Error(), "graph.db")) {
			t.Errorf("%d: a copy that fails: %v", seed, err)
		}
		d.Fail(nil)
		commitNumbered(t, s, 4)
		d.Cut()
		store := afterCut(t, d, seed)
		if found := changesetsIn(t, store); len(found) != 4 {
			t.Errorf("%d: after a power cut %v are found", seed, found)
		}
		if err != nil {
			failed++
			continue
		}
		made++
		if found := changesetsIn(t, filepath.Join(filepath.Dir(store), "copy")); len(found) != 3 {
			t.Errorf("%d: a backup that was made holds %v after a power cut", seed, found)
		}
	}
	if made == 0 || failed == 0 {
		t.Errorf("%d backups were made and %d failed, which shows half of it", made, failed)
	}
}

// Files whose making was cut short are made anew; what is somebody's stays.
func TestFilesThatWereBegunAreMadeAnew(t *testing.T) {
	opened := map[string]func(path string) error{
		"store": func(path string) error {
			s, err := Open(t.Context(), path, Options{})
			if err != nil {
				return err
			}
			return s.Close()
		},
	}
	for name, kind := range sideKinds() {
		opened[name] = func(path string) error {
			f, err := kind.open(disk{}, path)
			if err != nil {
				return err
			}
			return f.Close()
		}
	}
	for name, open := range opened {
		for begun, sql := range map[string]string{
			"pages":      "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;",
			"a table":    "CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1);",
			"their mark": "PRAGMA application_id = 77;",
		} {
			path := filepath.Join(t.TempDir(), "file.db")
			c, err := disk{}.open(path, sqlite.OpenReadWrite, sqlite.OpenCreate)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(c.script(sql), c.Close()); err != nil {
				t.Fatal(err)
			}
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			err = open(path)
			if begun == "pages" {
				if err != nil {
					t.Errorf("%s, of which %s were made: %v", name, begun, err)
				}
				continue
			}
			after, errRead := os.ReadFile(path)
			if !errors.Is(err, record.ErrCorrupt) || errRead != nil || !bytes.Equal(before, after) {
				t.Errorf("%s over %s of another program: %v; it stays: %t", name, begun, err, bytes.Equal(before, after))
			}
		}
	}
}
