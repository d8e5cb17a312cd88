package storetest

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// Revisions implements graph.Archive.
func (m *Reference) Revisions(_ context.Context, before record.Revision, limit int) (all []record.Made, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for n := m.revision; n > 0 && len(all) < limit; n-- {
		if before == 0 || n < before {
			all = append(all, m.made[n])
		}
	}
	return all, nil
}

// RevisionOf implements graph.Archive.
func (m *Reference) RevisionOf(_ context.Context, by record.ChangesetID) (record.Revision, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, made := range m.made[1:] {
		if made.Changeset == by {
			return made.Revision, nil
		}
	}
	return 0, fmt.Errorf("%w: no revision was made by changeset %s", record.ErrNotFound, by)
}

// RevisionAt implements graph.Archive.
func (m *Reference) RevisionAt(_ context.Context, at time.Time) (found record.Revision, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, made := range m.made[1:] {
		if !made.At.After(at) {
			found = made.Revision
		}
	}
	return found, nil
}

// Touched implements graph.Archive.
func (m *Reference) Touched(_ context.Context, after, last record.Revision, limit int) ([]uuid.UUID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	seen := map[uuid.UUID]bool{}
	var all []uuid.UUID
	for n := after + 1; n <= last; n++ {
		for id := range m.differs(n) {
			if !seen[id] {
				seen[id] = true
				all = append(all, id)
			}
		}
	}
	if len(all) > limit {
		return nil, fmt.Errorf("%w distance: more than %d records were changed", record.ErrTooLarge, limit)
	}
	return all, nil
}

// differs are the ids under which a revision differs from the one before it.
func (m *Reference) differs(n record.Revision) map[uuid.UUID]bool {
	before, after := m.past[n-1], m.past[n]
	ids := map[uuid.UUID]bool{}
	for id, r := range after {
		if !reflect.DeepEqual(before[id], r) {
			ids[id] = true
		}
	}
	for id := range before {
		if after[id] == nil {
			ids[id] = true
		}
	}
	return ids
}

// TouchedBy implements graph.Archive.
func (m *Reference) TouchedBy(_ context.Context, id uuid.UUID, before record.Revision, limit int) (all []record.Revision, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for n := m.revision; n > 0 && len(all) < limit; n-- {
		if (before == 0 || n < before) && m.differs(n)[id] {
			all = append(all, n)
		}
	}
	return all, nil
}

// RecordsAt implements graph.Archive.
func (m *Reference) RecordsAt(_ context.Context, ids []uuid.UUID, at record.Revision) ([]record.Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := make([]record.Record, len(ids))
	for i, id := range ids {
		if r := m.past[at][id]; r != nil {
			all[i] = record.Copied(r)
		}
	}
	return all, nil
}
