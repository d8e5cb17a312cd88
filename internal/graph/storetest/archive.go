package storetest

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// remembersEveryRevision commits random changes and then asks for each revision
// what a plain list of maps knows of it, before and after the store is opened
// again.
func remembersEveryRevision(t *testing.T, s *session) {
	random := rand.New(rand.NewPCG(3, 4))
	past := []map[uuid.UUID]record.Record{{}}
	made := []record.Made{{}}
	for step := range 12 {
		next := maps.Clone(past[len(past)-1])
		change, good := randomChange(random, next)
		by := changeset(fmt.Sprint("step ", step))
		by.At = by.At.Add(time.Duration(step) * time.Hour)
		change.Normalize()
		if _, err := s.store.Commit(t.Context(), by, change); err != nil && good {
			t.Fatal(err)
		} else if err != nil {
			continue
		}
		next[uuid.UUID(by.ID)] = by
		past = append(past, next)
		made = append(made, record.Made{Revision: record.Revision(len(past) - 1), At: by.At, Changeset: by.ID})
	}
	m := &memory{t, s, past, made}
	m.agrees()
	s.reopen()
	m.agrees()
}

// memory is what a store should remember.
type memory struct {
	t    *testing.T
	s    *session
	past []map[uuid.UUID]record.Record
	made []record.Made
}

func (m *memory) agrees() {
	m.t.Helper()
	var ids []uuid.UUID
	for id := range m.everything() {
		ids = append(ids, id)
	}
	for n := range m.past {
		got, err := m.s.store.RecordsAt(m.t.Context(), ids, record.Revision(n))
		if err != nil {
			m.t.Fatal(err)
		}
		for i, id := range ids {
			if want := m.past[n][id]; !reflect.DeepEqual(got[i], want) {
				m.t.Errorf("%v at revision %d is %+v, want %+v", id, n, got[i], want)
			}
		}
	}
	for _, id := range ids {
		m.wasTouched(id)
	}
	m.counted()
	m.spans()
}

func (m *memory) everything() map[uuid.UUID]bool {
	all := map[uuid.UUID]bool{record.DeclaredID("quote", "never-there"): true}
	for _, records := range m.past {
		for id := range records {
			all[id] = true
		}
	}
	return all
}

func (m *memory) changes(n int, id uuid.UUID) bool {
	return !reflect.DeepEqual(m.past[n-1][id], m.past[n][id])
}

func (m *memory) wasTouched(id uuid.UUID) {
	var want []record.Revision
	for n := len(m.past) - 1; n > 0; n-- {
		if m.changes(n, id) {
			want = append(want, record.Revision(n))
		}
	}
	got, err := m.s.store.TouchedBy(m.t.Context(), id, 0, 100)
	if err != nil || !slices.Equal(got, want) {
		m.t.Errorf("%v was touched by %v, %v; want %v", id, got, err, want)
	}
	if len(want) > 1 {
		if got, err := m.s.store.TouchedBy(m.t.Context(), id, want[0], 1); err != nil || !slices.Equal(got, want[1:2]) {
			m.t.Errorf("%v was touched before %d by %v, %v; want %v", id, want[0], got, err, want[1])
		}
	}
}

// counted asks for revisions by number, changeset and time.
func (m *memory) counted() {
	ctx, newest := m.t.Context(), len(m.made)-1
	got, err := m.s.store.Revisions(ctx, 0, 2)
	if err != nil || !slices.Equal(got, []record.Made{m.made[newest], m.made[newest-1]}) {
		m.t.Errorf("the newest revisions are %v, %v; want %v", got, err, m.made[newest])
	}
	if got, err = m.s.store.Revisions(ctx, 2, 5); err != nil || !slices.Equal(got, m.made[1:2]) {
		m.t.Errorf("before revision 2 are %v, %v", got, err)
	}
	for _, want := range m.made[1:] {
		if n, err := m.s.store.RevisionOf(ctx, want.Changeset); err != nil || n != want.Revision {
			m.t.Errorf("changeset %s made revision %d, %v; want %d", want.Changeset, n, err, want.Revision)
		}
		for _, later := range []time.Duration{0, time.Minute} {
			if n, err := m.s.store.RevisionAt(ctx, want.At.Add(later)); err != nil || n != want.Revision {
				m.t.Errorf("at %v it was revision %d, %v; want %d", want.At.Add(later), n, err, want.Revision)
			}
		}
	}
	if n, err := m.s.store.RevisionAt(ctx, m.made[1].At.Add(-time.Second)); err != nil || n != 0 {
		m.t.Errorf("before the first revision it was %d, %v; want 0", n, err)
	}
	if _, err := m.s.store.RevisionOf(ctx, record.ChangesetID(record.DeclaredID("changeset", "never"))); !errors.Is(err, record.ErrNotFound) {
		m.t.Errorf("a changeset that was never made: %v, want record.ErrNotFound", err)
	}
}

// spans asks what changed between any two revisions.
func (m *memory) spans() {
	for from := range m.past {
		for to := from; to < len(m.past); to++ {
			want := map[uuid.UUID]bool{}
			for n := from + 1; n <= to; n++ {
				for id := range m.everything() {
					if m.changes(n, id) {
						want[id] = true
					}
				}
			}
			got, err := m.s.store.Touched(m.t.Context(), record.Revision(from), record.Revision(to), 1000)
			have := map[uuid.UUID]bool{}
			for _, id := range got {
				have[id] = true
			}
			if err != nil || !maps.Equal(have, want) || len(got) != len(want) {
				m.t.Errorf("from %d to %d %d records were touched, %v; want %d", from, to, len(got), err, len(want))
			}
		}
	}
	last := record.Revision(len(m.past) - 1)
	if _, err := m.s.store.Touched(m.t.Context(), 0, last, 2); !errors.Is(err, record.ErrTooLarge) {
		m.t.Errorf("more records than the bound: %v, want record.ErrTooLarge", err)
	}
}
