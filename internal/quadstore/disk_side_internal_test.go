package quadstore

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/quadstore/faultdisk"
	"onrecord/internal/record"
	"onrecord/internal/review"
)

// sideFile is a file beside the store, seen as the steps that each of its entries has
// come to.
type sideFile interface {
	// step makes the n-th entry, as step 0, or brings it one step further.
	step(ctx context.Context, n, step int) error
	steps(ctx context.Context) (map[int]int, error)
	Close() error
}

func entryID(n int) uuid.UUID { return uuid.UUID{8: 0x80, 15: byte(n)} }

// dayOf tells steps by their days.
func dayOf(step int) time.Time { return time.Date(2026, 1, 1+step, 0, 0, 0, 0, time.UTC) }

// tokenSteps are making a token, using it on one day after another, and, at the third
// step, revoking it.
type tokenSteps struct{ *Tokens }

func (f tokenSteps) step(ctx context.Context, n, step int) error {
	switch step {
	case 0:
		return f.Add(ctx, record.Token{ID: entryID(n), Hash: record.HashOf(fmt.Sprint(n)), Name: "Ada", Role: record.Editor, Created: dayOf(0)})
	case 3:
		return f.Revoke(ctx, entryID(n), dayOf(step))
	}
	return f.Used(ctx, entryID(n), dayOf(step))
}

func (f tokenSteps) steps(ctx context.Context) (map[int]int, error) {
	all, err := f.All(ctx, 1<<10)
	found := map[int]int{}
	for _, token := range all {
		last := token.Used
		if token.Revoked.After(last) {
			last = token.Revoked
		}
		step := 0
		for !last.IsZero() && dayOf(step).Before(last) {
			step++
		}
		found[int(token.ID[15])] = step
	}
	return found, err
}

// proposalSteps are suggesting something and judging it.
type proposalSteps struct{ *Proposals }

func (f proposalSteps) step(ctx context.Context, n, step int) error {
	p := record.Proposal{ID: entryID(n), Mutation: "createTopic", Input: []byte(`{}`), Author: "Ada", At: dayOf(0)}
	if step == 0 {
		_, err := f.Add(ctx, p, review.MostWaiting)
		return err
	}
	p.State, p.Judge, p.JudgedAt = record.ProposalRejected, "Bea", dayOf(1)
	return f.Judge(ctx, p)
}

func (f proposalSteps) steps(ctx context.Context) (map[int]int, error) {
	all, _, err := f.Proposals.Proposals(ctx, nil, uuid.Nil, 1<<10)
	found := map[int]int{}
	for _, p := range all {
		found[int(p.ID[15])] = int(p.State / record.ProposalRejected)
	}
	return found, err
}

// sideKind is how a file is opened, and how far its entries go.
type sideKind struct {
	last int
	open func(d disk, path string) (sideFile, error)
}

func sideKinds() map[string]sideKind {
	return map[string]sideKind{
		"tokens": {5, func(d disk, path string) (sideFile, error) {
			f, err := openTokens(d, path)
			return tokenSteps{f}, err
		}},
		"proposals": {1, func(d disk, path string) (sideFile, error) {
			f, err := openProposals(d, path)
			return proposalSteps{f}, err
		}},
	}
}

// sideLedger is what a side file was asked and what it answered.
type sideLedger struct {
	kept map[int]int
	// shown is what was seen last.
	shown map[int]int
	// unknown are the entries whose next step may have been made, as nobody can tell:
	// that of one of them at most, because each was written over the others.
	unknown map[int]bool
}

func (l *sideLedger) answered(t *testing.T, n, step int, err error) {
	t.Helper()
	switch {
	case err == nil:
		// What was seen before it is durable with it.
		l.kept = maps.Clone(l.shown)
		l.kept[n] = step
		clear(l.unknown)
	case errors.Is(err, record.ErrUncertain):
		l.unknown[n] = true
	case !errors.Is(err, record.ErrUnavailable) && !errors.Is(err, record.ErrLocked):
		t.Errorf("a disk that fails makes %v", err)
	}
}

// next is the step that an entry has before it.
func (l *sideLedger) next(n int) int {
	have, made := l.kept[n]
	if !made {
		return 0
	}
	return have + 1
}

// expect compares what is found with what was acknowledged.
func (l *sideLedger) expect(t *testing.T, found map[int]int) {
	t.Helper()
	if maps.Equal(found, l.kept) {
		return
	}
	for n := range l.unknown {
		want := maps.Clone(l.kept)
		want[n] = l.next(n)
		if maps.Equal(found, want) {
			return
		}
	}
	t.Fatalf("found %v, acknowledged were %v, unknown are %v", found, l.kept, l.unknown)
}

// run uses two handles on one file, as a server and a command do.
func (l *sideLedger) run(t *testing.T, kind sideKind, d *faultdisk.Disk, path string, random *rand.Rand) {
	t.Helper()
	var files []sideFile
	for range 1 + random.IntN(2) {
		f, err := kind.open(on(d), path)
		if err == nil {
			files = append(files, f)
		} else if !errors.Is(err, record.ErrUnavailable) && !errors.Is(err, record.ErrUncertain) {
			t.Errorf("opening it on a disk that fails: %v", err)
		}
	}
	for range random.IntN(60) {
		if len(files) == 0 {
			return
		}
		f := files[random.IntN(len(files))]
		if !l.look(t, f, d) {
			continue
		}
		n := random.IntN(30)
		step := l.next(n)
		if step > kind.last || l.unknown[n] {
			continue // it goes no further, or nobody knows how far it went
		}
		l.answered(t, n, step, f.step(t.Context(), n, step))
	}
	for _, f := range files {
		if err := f.Close(); err != nil && !errors.Is(err, record.ErrUnavailable) {
			t.Errorf("closing: %v", err)
		}
	}
}

// look reads a file, and compares it.
func (l *sideLedger) look(t *testing.T, f sideFile, d *faultdisk.Disk) bool {
	t.Helper()
	found, err := f.steps(t.Context())
	if err != nil {
		if !d.Dead() {
			t.Errorf("a read: %v", err)
		}
		return false
	}
	l.expect(t, found)
	l.shown = found
	return true
}

func TestSideFilesWhateverTheDiskDoes(t *testing.T) {
	for name, kind := range sideKinds() {
		for seed := range uint64(trials(t, 20)) {
			t.Run(fmt.Sprint(name, seed), func(t *testing.T) { sideTrial(t, kind, seed) })
			if t.Failed() {
				return
			}
		}
	}
}

func sideTrial(t *testing.T, kind sideKind, seed uint64) {
	d := failingDisk(t, seed)
	random := rand.New(rand.NewPCG(seed, 5))
	l := &sideLedger{kept: map[int]int{}, unknown: map[int]bool{}}
	path := filepath.Join(t.TempDir(), "side.db")
	sky := newWeather(rand.New(rand.NewPCG(seed, 6)))
	sky.cut = 1 + random.IntN(600)
	for n := range 4 {
		d.Fail(nil)
		if n > 0 || seed%2 == 0 {
			d.Fail(sky.of)
		}
		l.run(t, kind, d, path, random)
	}
	d.Cut()
	for n := range uint64(3) {
		folder := t.TempDir()
		if err := d.Survivors(folder, rand.New(rand.NewPCG(seed, 20+n))); err != nil {
			t.Fatal(err)
		}
		f, err := kind.open(disk{}, filepath.Join(folder, "side.db"))
		if err != nil {
			t.Fatal(err)
		}
		found, err := f.steps(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		l.expect(t, found)
		if err := errors.Join(f.step(t.Context(), 99, 0), f.Close()); err != nil {
			t.Errorf("the next change: %v", err)
		}
	}
}
