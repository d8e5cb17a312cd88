package graph

import (
	"fmt"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// admit checks a change against the graph it is to change: every reference must
// lead to a record of the right kind that is there afterwards, and what is
// removed must be there before. Changesets are what a commit adds, never what it
// changes: who said when and why must stay as it was.
func (s *Snapshot) admit(change record.Change) error {
	after := func(id uuid.UUID) (record.Kind, bool) { p, ok := s.placeOf(id); return p.kind, ok }
	changed := make(map[uuid.UUID]record.Kind, len(change.Put)+len(change.Remove))
	const removed = record.Kind(0)
	invalid := &record.ChangeError{Kind: record.ErrInvalid}
	conflict := &record.ChangeError{Kind: record.ErrConflict}
	for _, ref := range change.Remove {
		if k, ok := after(ref.ID); !ok || k != ref.Kind {
			conflict.Add(ref, "", "cannot be removed: it is not in the graph")
		}
		changed[ref.ID] = removed
		if ref.Kind == record.KindChangeset {
			conflict.Add(ref, "", "cannot be removed: it is the history of the graph")
		}
	}
	for _, r := range change.Put {
		ref := r.Ref()
		if k, ok := after(ref.ID); ok && k != ref.Kind {
			conflict.Add(ref, "id", fmt.Sprintf("already belongs to a %s", k))
		}
		changed[ref.ID] = ref.Kind
		if ref.Kind == record.KindChangeset {
			conflict.Add(ref, "", "cannot be put: a commit adds its own and changes no other")
		}
	}
	for _, r := range change.Put {
		r.References(func(want record.Reference) {
			k, inChange := changed[want.ID]
			if !inChange {
				k, _ = after(want.ID)
			}
			if !want.Want.Accepts(k) || k == removed {
				invalid.Add(r.Ref(), want.Field, fmt.Sprintf("there is no %s %s", want.Want, want.ID))
			}
		})
	}
	for _, ref := range change.Remove {
		s.checkReferrers(ref, changed, conflict)
	}
	if err := conflict.Err(); err != nil {
		return err
	}
	return invalid.Err()
}

// checkReferrers refuses to remove what something else still refers to. It
// relies on there being an edge for every field that refers to anything. What
// the change itself puts was checked for references to removed records.
func (s *Snapshot) checkReferrers(ref record.Ref, changed map[uuid.UUID]record.Kind, conflict *record.ChangeError) {
	p, ok := s.placeOf(ref.ID)
	if !ok {
		return
	}
	for e := noEdge + 1; e < edgeCount; e++ {
		// What a derived list holds refers by way of its quote, which has an edge
		// of its own and may be changed while its stances are not.
		if targetOf(e) != p.group() || derived(e) {
			continue
		}
		for _, n := range s.lists[e].at(p.number) {
			r := record.Ref{Kind: s.kindAt(itemsOf(e), n), ID: s.tables[itemsOf(e)].ids.at(n)}
			if _, leaves := changed[r.ID]; !leaves {
				conflict.Add(ref, "", fmt.Sprintf("cannot be removed: %v still refers to it", r))
				return
			}
		}
	}
}
