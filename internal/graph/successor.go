package graph

import (
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// formerID is the slug under which an actor that was merged into another is still
// found: its id, which clients, links and dossiers hold.
func formerID(id record.ActorID) string { return uuid.UUID(id).String() }

// Successor is the actor into which the one with this id was merged, itself or by
// way of others; nil where none was. It has an id of its own: who asks by the old
// one finds out in this way that the two are one.
func (s *Snapshot) Successor(id uuid.UUID) record.Actor {
	r, found := s.BySlug(record.AnyActor, formerID(record.ActorID(id)))
	if !found {
		return nil
	}
	a, _ := r.(record.Actor)
	return a
}

// Following are records that were written without knowledge of mergers, such as
// those of a dossier, as they stand where some of their actors are one: what is said
// of one that was merged is said of the other, whose record keeps the names and slugs
// that the merger brought it. Records of merged actors themselves are left out, as
// long as the merger stands: put again, they would take the words of half a person
// from it. The others come in their order, those that nothing concerns as they are.
func (s *Snapshot) Following(records []record.Record) []record.Record {
	gone := map[uuid.UUID]record.Actor{}
	for _, r := range records {
		if a, ok := r.(record.Actor); ok && !s.Has(a.Ref()) {
			if by := s.Successor(a.Ref().ID); by != nil && by.Ref().Kind == a.Ref().Kind {
				gone[a.Ref().ID] = by
			}
		}
	}
	followed := make([]record.Record, 0, len(records))
	for _, r := range records {
		if gone[r.Ref().ID] == nil {
			followed = append(followed, s.following(r, records, gone))
		}
	}
	return followed
}

func (s *Snapshot) following(r record.Record, records []record.Record, gone map[uuid.UUID]record.Actor) record.Record {
	if a, ok := r.(record.Actor); ok {
		r = s.withMerged(a, records, gone)
	}
	for _, merged := range records {
		if by := gone[merged.Ref().ID]; by != nil && record.RefersTo(r, merged.Ref().ID) {
			r = moved(r, merged.(record.Actor), by.ActorID())
		}
	}
	return r
}

// withMerged is an actor with what mergers brought the one on record.
func (s *Snapshot) withMerged(a record.Actor, records []record.Record, gone map[uuid.UUID]record.Actor) record.Actor {
	if stored := s.Actor(a.ActorID()); stored != nil && slices.ContainsFunc(stored.About().FormerSlugs, isFormerID) {
		a = united(a, stored)
	}
	// In the order of the records: of two that bring the same name the first tells its kind.
	for _, merged := range records {
		if by := gone[merged.Ref().ID]; by != nil && by.Ref() == a.Ref() {
			a = united(a, merged.(record.Actor))
		}
	}
	return a
}

func isFormerID(slug string) bool {
	id, err := uuid.Parse(slug)
	return err == nil && formerID(record.ActorID(id)) == slug
}
