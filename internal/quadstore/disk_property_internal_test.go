package quadstore

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/cayleygraph/quad"
	"zombiezen.com/go/sqlite"

	"onrecord/internal/quadstore/faultdisk"
	"onrecord/internal/record"
)

// trialsVar asks for more trials of each property than a test run has time for.
const trialsVar = "ONRECORD_DISK_TRIALS"

func trials(t *testing.T, otherwise int) int {
	text := os.Getenv(trialsVar)
	if text == "" && racing {
		return otherwise / 4 // the engine is ten times as slow
	}
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s=%q is no number", trialsVar, text)
	}
	return n
}

// weather is what a disk does in one trial: mostly it works, then for a while it
// fails in one way, and at some moment the power may be cut.
type weather struct {
	random     *rand.Rand
	fate       faultdisk.Fate
	kinds      map[faultdisk.Kind]bool
	log, file  bool // which files it is about
	rarely     int  // one in so many operations fails while it lasts
	until, cut int  // numbers of operations
}

func newWeather(random *rand.Rand) *weather {
	return &weather{random: random, cut: 1 + random.IntN(4000)}
}

// change begins another spell, from an operation on.
func (w *weather) change(now int) {
	w.until = now + 1 + w.random.IntN(60)
	w.fate = []faultdisk.Fate{faultdisk.Done, faultdisk.Done, faultdisk.NoSpace, faultdisk.Broken, faultdisk.Broken}[w.random.IntN(5)]
	w.kinds = map[faultdisk.Kind]bool{}
	for kind := faultdisk.Write; kind <= faultdisk.Delete; kind++ {
		w.kinds[kind] = w.random.IntN(2) == 0
	}
	if w.fate == faultdisk.NoSpace {
		w.kinds = map[faultdisk.Kind]bool{faultdisk.Write: true}
	}
	w.log, w.file = w.random.IntN(3) > 0, w.random.IntN(3) > 0
	w.rarely = []int{1, 1, 3, 10}[w.random.IntN(4)]
}

func (w *weather) of(op faultdisk.Op) faultdisk.Fate {
	if op.Number >= w.cut {
		return faultdisk.Cut
	}
	if op.Number >= w.until {
		w.change(op.Number)
	}
	concerned := op.OnLog() && w.log || !op.OnLog() && w.file
	if concerned && w.kinds[op.Kind] && w.random.IntN(w.rarely) == 0 {
		return w.fate
	}
	return faultdisk.Done
}

// ledger is what the store was asked and what it answered.
type ledger struct {
	// kept are the changes that were acknowledged, in order; maybe is the one after
	// them whose outcome nobody knows.
	kept  []Batch
	maybe *Batch
	// shown is set once a store that was opened again shows that change.
	shown bool
	next  int
}

// batch is the next change: quads that no other adds, and one of an earlier change taken
// back, now and then.
func (l *ledger) batch(random *rand.Rand) Batch {
	l.next++
	b := numberedBatch(l.next)
	for range random.IntN(40) {
		b.Add = append(b.Add, quad.Make(quad.IRI(fmt.Sprint("urn:batch:", l.next)), quad.IRI("urn:number"), quad.Int(len(b.Add)), nil))
	}
	if seen := l.seen(); len(seen) > 0 && random.IntN(2) == 0 {
		earlier := seen[random.IntN(len(seen))].Add
		gone := earlier[random.IntN(len(earlier))]
		if !slices.ContainsFunc(seen, func(b Batch) bool { return slices.Contains(b.Remove, gone) }) {
			b.Remove = append(b.Remove, gone)
		}
	}
	return b
}

// answered notes what became of a change.
func (l *ledger) answered(t *testing.T, b Batch, err error) {
	t.Helper()
	switch {
	case err == nil:
		// A change that nobody knew the outcome of was settled before this one was made.
		if l.shown {
			l.kept = append(l.kept, *l.maybe)
		}
		l.kept, l.maybe, l.shown = append(l.kept, b), nil, false
	case errors.Is(err, record.ErrUncertain):
		l.maybe, l.shown = &b, false
	case !errors.Is(err, record.ErrUnavailable):
		t.Errorf("a disk that fails makes %v", err)
	}
}

func quadsOf(batches []Batch) map[quad.Quad]bool {
	live := map[quad.Quad]bool{}
	for _, b := range batches {
		for _, q := range b.Remove {
			delete(live, q)
		}
		for _, q := range b.Add {
			live[q] = true
		}
	}
	return live
}

// expect compares a file with the ledger. Whether the change of unknown outcome is in it
// is for the file to say, but then it is there whole.
func (l *ledger) expect(t *testing.T, path string) {
	t.Helper()
	s, err := Open(t.Context(), path, Options{Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	want := l.kept
	if n := l.compare(t, s); n == len(l.kept)+1 && l.maybe != nil {
		want = append(slices.Clone(want), *l.maybe)
	} else if n != len(l.kept) {
		t.Fatalf("%d changes are found, %d were acknowledged, and one is unknown: %t", n, len(l.kept), l.maybe != nil)
	}
	found := map[quad.Quad]bool{}
	for q, err := range s.Live(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		found[q] = true
	}
	if !maps.Equal(found, quadsOf(want)) {
		t.Fatalf("%d quads are live after %d changes, want %d", len(found), len(want), len(quadsOf(want)))
	}
	expectSound(t, s)
	// It goes on without a hand.
	if _, _, err := s.Commit(t.Context(), numberedBatch(l.next+1)); err != nil {
		t.Errorf("the next change: %v", err)
	}
}

// compare counts the changes in a store and makes sure that they are those that were
// acknowledged, in their order.
func (l *ledger) compare(t *testing.T, s *Store) int {
	t.Helper()
	made, err := s.Revisions(t.Context(), 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for n, r := range made {
		switch {
		case n < len(l.kept) && r.Changeset == l.kept[n].Changeset:
		case n == len(l.kept) && l.maybe != nil && r.Changeset == l.maybe.Changeset:
		default:
			t.Fatalf("revision %d is %q, which was not acknowledged there", r.Number, r.Changeset)
		}
	}
	return len(made)
}

// expectSound goes through all of a file, each order of the quads by itself.
func expectSound(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := s.readOnce(t.Context(), func(c *conn) error {
		for _, sql := range []string{
			"PRAGMA integrity_check",
			"SELECT 'ok' WHERE NOT EXISTS (SELECT s, p, o, g FROM quad_spog WHERE removed = 0 EXCEPT SELECT s, p, o, g FROM quad_opsg)",
			"SELECT 'ok' WHERE NOT EXISTS (SELECT s, p, o, g FROM quad_spog WHERE removed = 0 EXCEPT SELECT s, p, o, g FROM quad_psog)",
		} {
			verdict := ""
			if err := c.query(sql, func(row *sqlite.Stmt) error { verdict = row.ColumnText(0); return nil }); err != nil || verdict != "ok" {
				return fmt.Errorf("%s: %q, %v", sql, verdict, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// openAnyhow opens a store on a disk that may fail; what was asked of a store that
// could not even be made is nothing.
func openAnyhow(t *testing.T, d *faultdisk.Disk, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, Options{Readers: 2, disk: on(d), patience: 20 * time.Millisecond, again: time.Millisecond})
	if err != nil {
		if !errors.Is(err, record.ErrUnavailable) {
			t.Errorf("opening it on a disk that fails: %v", err)
		}
		return nil
	}
	return s
}

// reader holds a revision while others go on, which keeps the log from being copied.
type reader struct {
	store *Store
	conn  *conn
}

func (r *reader) toggle(t *testing.T) {
	t.Helper()
	if r.conn != nil {
		if err := r.conn.exec(sqlCommit); err != nil {
			t.Error(err)
		}
		r.store.readers.release(r.conn)
		r.conn = nil
		return
	}
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	c, err := r.store.readers.acquire(ctx)
	if err != nil {
		return // the log of a dead disk cannot be opened
	}
	_, err = c.state()
	if err := errors.Join(err, c.exec(sqlBeginRead)); err != nil {
		r.store.readers.release(c)
		return
	}
	if _, err = c.state(); err != nil {
		t.Error(err)
	}
	r.conn = c
}

func (r *reader) end(t *testing.T) {
	t.Helper()
	if r.conn != nil {
		r.toggle(t)
	}
}

// live runs a store in some weather, and closes it.
func (l *ledger) live(t *testing.T, s *Store, d *faultdisk.Disk, random *rand.Rand, steps int) {
	t.Helper()
	l.reopened(t, s, d)
	held := &reader{store: s}
	for range steps {
		switch random.IntN(8) {
		case 0:
			held.toggle(t)
		case 1, 2:
			<-s.writer.turn
			s.writer.log.awake()
			s.writer.turn <- struct{}{}
		case 3:
			held.end(t) // which it would wait for
			s.writer.emptyLog(t.Context(), 1<<20)
		default:
			b := l.batch(random)
			_, _, err := s.Commit(t.Context(), b)
			l.answered(t, b, err)
		}
		if random.IntN(4) == 0 {
			l.read(t, s, d)
		}
	}
	held.end(t)
}

// seen are the changes that reads show.
func (l *ledger) seen() []Batch {
	if !l.shown {
		return l.kept
	}
	return append(slices.Clone(l.kept), *l.maybe)
}

// reopened asks a store that was opened again for the change that nobody knew the
// outcome of. A power cut may still change it, until something else is written.
func (l *ledger) reopened(t *testing.T, s *Store, d *faultdisk.Disk) {
	t.Helper()
	made, err := s.Revisions(t.Context(), int64(len(l.kept)), 2)
	if err != nil && !d.Dead() {
		t.Errorf("a read: %v", err)
	}
	l.shown = l.maybe != nil && len(made) == 1 && made[0].Changeset == l.maybe.Changeset
}

// read shows that reads go on, and see what was acknowledged and nothing else.
func (l *ledger) read(t *testing.T, s *Store, d *faultdisk.Disk) {
	t.Helper()
	made, err := s.Revisions(t.Context(), 0, 1<<20)
	if err != nil {
		if !d.Dead() {
			t.Errorf("a read: %v", err)
		}
		return
	}
	if want := len(l.seen()); len(made) != want {
		t.Errorf("%d changes are seen, want %d, of which %d were acknowledged", len(made), want, len(l.kept))
	}
}

func TestWhateverTheDiskDoes(t *testing.T) {
	for seed := range uint64(trials(t, 24)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { trial(t, seed) })
		if t.Failed() {
			return
		}
	}
}

func trial(t *testing.T, seed uint64) {
	d := failingDisk(t, seed)
	random := rand.New(rand.NewPCG(seed, 3))
	l := &ledger{}
	path := filepath.Join(t.TempDir(), "graph.db")
	sky := newWeather(rand.New(rand.NewPCG(seed, 4)))
	if seed%3 == 0 {
		sky.cut = 1 << 30 // nothing but failures, which end
	}
	if seed%4 == 0 { // a store that is not even made yet
		d.Fail(sky.of)
	}
	for range 4 { // it is closed and opened again
		s := openAnyhow(t, d, path)
		if s == nil {
			continue
		}
		if random.IntN(2) == 0 { // let it get something done first
			d.Fail(nil)
			l.live(t, s, d, random, random.IntN(20))
		}
		d.Fail(sky.of)
		l.live(t, s, d, random, random.IntN(60))
		if err := s.Close(); err != nil && !errors.Is(err, record.ErrUnavailable) {
			t.Errorf("closing: %v", err)
		}
	}
	if !d.Dead() {
		d.Fail(nil)
		if s := openAnyhow(t, d, path); s == nil {
			t.Fatal("a disk that works again does not help")
		} else {
			l.live(t, s, d, random, 20)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		d.Cut()
		l.expectAfter(t, func(folder string) error { return d.Killed(folder) })
	}
	for n := range uint64(4) {
		l.expectAfter(t, func(folder string) error { return d.Survivors(folder, rand.New(rand.NewPCG(seed, 10+n))) })
	}
}

// expectAfter compares what is left with the ledger.
func (l *ledger) expectAfter(t *testing.T, leave func(folder string) error) {
	t.Helper()
	folder := t.TempDir()
	if err := leave(folder); err != nil {
		t.Fatal(err)
	}
	l.expect(t, filepath.Join(folder, "graph.db"))
}
