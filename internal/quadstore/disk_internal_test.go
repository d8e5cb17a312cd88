package quadstore

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/cayleygraph/quad"

	"onrecord/internal/quadstore/faultdisk"
	"onrecord/internal/record"
)

// failingDisk is a disk that does what the test says, under a name of the test's own.
func failingDisk(t *testing.T, seed uint64) *faultdisk.Disk {
	t.Helper()
	d, err := faultdisk.New(fmt.Sprint(t.Name(), "-", seed), seed)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func on(d *faultdisk.Disk) disk { return disk{vfs: d.Name(), sync: d.Sync, renew: d.Renew} }

// failingStore is a new store on such a disk.
func failingStore(t *testing.T, d *faultdisk.Disk) *Store {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"), Options{Readers: 2, disk: on(d)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // on a dead disk there is nothing left to tell
	return s
}

// numberedBatch is the n-th batch of a test: a few quads that no other has.
func numberedBatch(n int) Batch {
	subject := quad.IRI(fmt.Sprint("urn:batch:", n))
	b := Batch{Changeset: fmt.Sprint("changeset-", n)}
	for part := range 5 {
		b.Add = append(b.Add, quad.Make(subject, quad.IRI("urn:part"), quad.String(fmt.Sprint("part ", part, " of ", n)), nil))
	}
	return b
}

func commitNumbered(t *testing.T, s *Store, numbers ...int) {
	t.Helper()
	for _, n := range numbers {
		if _, _, err := s.Commit(t.Context(), numberedBatch(n)); err != nil {
			t.Fatalf("batch %d: %v", n, err)
		}
	}
}

// changesetsIn reads which batches are in a file, each of them whole.
func changesetsIn(t *testing.T, path string) map[string]bool {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	revisions, err := s.Revisions(t.Context(), 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, r := range revisions {
		found[r.Changeset] = true
	}
	return found
}

// afterCut is a folder with what a power cut leaves.
func afterCut(t *testing.T, d *faultdisk.Disk, seed uint64) string {
	t.Helper()
	folder := t.TempDir()
	if err := d.Survivors(folder, rand.New(rand.NewPCG(seed, 2))); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(folder, "graph.db")
}

// nthSync fails the n-th sync of the file or of its log, from 1.
func nthSync(n int, onLog bool) func(faultdisk.Op) faultdisk.Fate {
	return func(op faultdisk.Op) faultdisk.Fate {
		if op.Kind != faultdisk.Sync || op.OnLog() != onLog {
			return faultdisk.Done
		}
		if n--; n == 0 {
			return faultdisk.Broken
		}
		return faultdisk.Done
	}
}

// What was reported as failed must not come back with the next process.
func TestACommitWhoseSyncFailedIsGoneForGood(t *testing.T) {
	d := failingDisk(t, 1)
	s := failingStore(t, d)
	commitNumbered(t, s, 1, 2)
	d.Fail(nthSync(1, true))
	if _, _, err := s.Commit(t.Context(), numberedBatch(3)); err == nil {
		t.Fatal("a sync that failed was passed over")
	}
	d.Cut()
	folder := t.TempDir()
	if err := d.Killed(folder); err != nil {
		t.Fatal(err)
	}
	if found := changesetsIn(t, filepath.Join(folder, "graph.db")); len(found) != 2 || found["changeset-3"] {
		t.Errorf("after a kill %v are found", found)
	}
	for seed := range uint64(20) {
		if found := changesetsIn(t, afterCut(t, d, seed)); len(found) != 2 || found["changeset-3"] {
			t.Errorf("after a power cut %v are found", found)
		}
	}
}

// A commit of unknown outcome is found by the next process, in the memory of the system
// alone. What that process writes behind it must not be lost with it.
func TestNothingIsWrittenBehindALogThatIsNotOnTheDisk(t *testing.T) {
	d := failingDisk(t, 1)
	s := failingStore(t, d)
	commitNumbered(t, s, 1, 2)
	d.Fail(brokenSyncsAndThenAll())
	if _, _, err := s.Commit(t.Context(), numberedBatch(3)); !errors.Is(err, record.ErrUncertain) {
		t.Fatalf("a commit that cannot be undone: %v", err)
	}
	if _, _, err := s.Commit(t.Context(), numberedBatch(4)); !errors.Is(err, record.ErrUnavailable) || errors.Is(err, record.ErrUncertain) {
		t.Errorf("a commit before that is settled: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
	// The log cannot be copied into the file when that is opened, or it would be durable
	// there.
	d.Fail(func(op faultdisk.Op) faultdisk.Fate {
		if op.OnLog() {
			return faultdisk.Done
		}
		return faultdisk.Refused
	})
	s, err := Open(t.Context(), s.path, Options{disk: on(d), again: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	if found, err := s.Revisions(t.Context(), 0, 10); err != nil || len(found) != 3 {
		t.Fatalf("the next process finds %v, %v, which is not what this test is about", found, err)
	}
	commitNumbered(t, s, 5, 6)
	d.Cut()
	_ = s.Close() // the disk is dead
	for seed := range uint64(20) {
		if found := changesetsIn(t, afterCut(t, d, seed)); !found["changeset-1"] || !found["changeset-2"] || !found["changeset-5"] || !found["changeset-6"] || found["changeset-4"] {
			t.Errorf("after a power cut %v are found", found)
		}
	}
}

// brokenSyncsAndThenAll lets a commit be written and not synced, and nothing after it.
func brokenSyncsAndThenAll() func(faultdisk.Op) faultdisk.Fate {
	broken := false
	return func(op faultdisk.Op) faultdisk.Fate {
		if broken = broken || op.Kind == faultdisk.Sync; broken {
			return faultdisk.Refused
		}
		return faultdisk.Done
	}
}

// Pages that the engine counts as copied were lost by a sync that failed; the next one
// to succeed would let the log begin anew over the only copy of them.
func TestACheckpointThatFailedIsMadeAnew(t *testing.T) {
	d := failingDisk(t, 1)
	s := failingStore(t, d)
	commitNumbered(t, s, 1, 2)
	// A reader keeps the log from being copied whole.
	reading, held, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		done <- s.read(t.Context(), func(c *conn) error {
			_, err := c.state()
			close(reading)
			<-held
			return err
		})
	}()
	<-reading
	commitNumbered(t, s, 3, 4)
	s.writer.log.copy()
	close(held)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	d.Fail(nthSync(1, false))
	s.writer.log.turn()
	if s.writer.suspect.Load() {
		t.Fatal("the file is still suspect")
	}
	commitNumbered(t, s, 5, 6)
	d.Cut()
	for seed := range uint64(20) {
		if found := changesetsIn(t, afterCut(t, d, seed)); len(found) != 6 {
			t.Errorf("after a power cut %v are found", found)
		}
	}
}
