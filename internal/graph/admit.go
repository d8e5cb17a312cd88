package graph

import (
	"fmt"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// admit checks a change against the graph it is to change: every reference must
// lead to a record of the right kind that is there afterwards, and what is
// removed must be there before.
func (s *Snapshot) admit(change record.Change) error {
	after := func(id uuid.UUID) (record.Kind, bool) { p, ok := s.places.get(id); return p.kind, ok }
	changed := make(map[uuid.UUID]record.Kind, len(change.Put)+len(change.Remove))
	const removed = record.Kind(0)
	invalid := &record.ChangeError{Kind: record.ErrInvalid}
	conflict := &record.ChangeError{Kind: record.ErrConflict}
	for _, ref := range change.Remove {
		if k, ok := after(ref.ID); !ok || k != ref.Kind {
			conflict.Add(ref, "", "cannot be removed: it is not in the graph")
		}
		changed[ref.ID] = removed
	}
	for _, r := range change.Put {
		ref := r.Ref()
		if k, ok := after(ref.ID); ok && k != ref.Kind {
			conflict.Add(ref, "id", fmt.Sprintf("already belongs to a %s", k))
		}
		changed[ref.ID] = ref.Kind
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
	p, ok := s.places.get(ref.ID)
	if !ok {
		return
	}
	for e := noEdge + 1; e < edgeCount; e++ {
		if targetOf(e) != groupOf(p.kind) {
			continue
		}
		for _, n := range s.lists[e].at(p.number) {
			r := s.tables[itemsOf(e)].at(n).Ref()
			if _, leaves := changed[r.ID]; !leaves {
				conflict.Add(ref, "", fmt.Sprintf("cannot be removed: %v still refers to it", r))
				return
			}
		}
	}
}

// consistent checks, in the snapshot that a change leads to, what no record
// says alone: that words stay with who said them.
func (s *Snapshot) consistent(change record.Change) error {
	e := &record.ChangeError{Kind: record.ErrConflict}
	for _, r := range change.Put {
		s.checkSpeaker(r, e)
	}
	return e.Err()
}

func (s *Snapshot) checkSpeaker(r record.Record, e *record.ChangeError) {
	switch r := r.(type) {
	case *record.Quote:
		s.checkQuote(r, e)
	case *record.Utterance:
		for q := range list[record.Quote](s, quotesOfUtterance, uuid.UUID(r.ID)).All() {
			s.checkQuote(q, e)
		}
	}
}

// checkQuote keeps a shared utterance from carrying one speaker's words to
// another, and an unnamed source within its document.
func (s *Snapshot) checkQuote(q *record.Quote, e *record.ChangeError) {
	if !q.Utterance.IsZero() {
		if u := Find(s, q.Utterance); u != nil && u.Speaker != q.Speaker {
			e.Add(q.Ref(), "utterance", "its speaker is another than the quote's")
		}
	}
	var home record.DocumentID
	switch a := s.Actor(q.Speaker).(type) {
	case *record.UnnamedSource:
		home = a.Document
	case *record.Collective:
		home = a.Document
	default:
		return
	}
	d := Find(s, q.Document)
	if q.Document != home && (d == nil || d.RepublicationOf != home) {
		e.Add(q.Ref(), "speaker", "belongs to another document: unnamed sources and collectives are never shared between documents")
	}
}
