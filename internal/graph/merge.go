package graph

import (
	"fmt"
	"iter"
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// Merging is the change that makes one of two actors: all that refers to the
// second refers to the first, under which the second's names are aliases and its
// slugs and its id lead on. A quote keeps the name that its document prints. People and
// institutions alone are merged, and none of them with one of whom it is on record
// that it is another: these are problems of a *record.ChangeError.
func (s *Snapshot) Merging(keep, merge record.ActorID) (record.Change, error) {
	a, b := s.Actor(keep), s.Actor(merge)
	if err := mergeable(a, b); err != nil {
		return record.Change{}, err
	}
	one := united(a, b)
	change := record.Change{Put: []record.Record{one}, Remove: []record.Ref{b.Ref()}}
	for r := range s.referrers(b.Ref()) {
		if r.Ref() == a.Ref() {
			continue
		}
		change.Put = append(change.Put, moved(r, b, keep))
	}
	return change, nil
}

// moved is a record with its references to one actor leading to another. A quote
// keeps the name that its document prints.
func moved(r record.Record, from record.Actor, to record.ActorID) record.Record {
	redirected := record.Redirected(r, from.Ref().ID, uuid.UUID(to))
	if q, ok := redirected.(*record.Quote); ok && q.Speaker == to && r.(*record.Quote).Speaker != to && q.PrintedName == "" {
		q.PrintedName = from.About().Name([]string{"en"})
	}
	return redirected
}

func mergeable(a, b record.Actor) error {
	e := &record.ChangeError{Kind: record.ErrConflict}
	switch {
	case a == nil || b == nil:
		return fmt.Errorf("%w: both actors of a merger must be on record", record.ErrNotFound)
	case a.Ref() == b.Ref():
		e.Add(a.Ref(), "", "cannot be merged with itself")
	case a.Ref().Kind != b.Ref().Kind:
		e.Add(b.Ref(), "", fmt.Sprintf("is a %s, the other a %s", b.Ref().Kind, a.Ref().Kind))
	case a.Ref().Kind != record.KindPerson && a.Ref().Kind != record.KindInstitution:
		e.Add(b.Ref(), "", "belongs to one document: only people and institutions are merged")
	case knownDistinct(a, b) || knownDistinct(b, a):
		e.Add(b.Ref(), "", fmt.Sprintf("is known to be distinct from %s", a.About().Name([]string{"en"})))
	}
	return e.Err()
}

func knownDistinct(a, b record.Actor) bool {
	p, ok := a.(*record.Person)
	return ok && slices.Contains(p.DistinctFrom, record.PersonID(b.ActorID()))
}

// united is the first actor with the names, slugs and addresses of both. The second
// may be the same one, as it stood otherwise.
func united(a, b record.Actor) record.Actor {
	one := record.Redirected(a, b.Ref().ID, a.Ref().ID).(record.Actor)
	about := one.About()
	for _, n := range b.About().Names {
		if n.Kind == record.PrimaryName {
			n.Kind = record.Alias
		}
		if !slices.ContainsFunc(about.Names, func(have record.Name) bool { return have.Text == n.Text && have.Language == n.Language }) {
			about.Names = append(about.Names, n)
		}
	}
	about.FormerSlugs = slices.DeleteFunc(append(about.FormerSlugs, slugsBrought(b)...), func(slug string) bool {
		return slug == about.Slug || slug == formerID(one.ActorID())
	})
	switch one := one.(type) {
	case *record.Person:
		other := b.(*record.Person)
		one.SameAs = append(one.SameAs, other.SameAs...)
		one.DistinctFrom = append(one.DistinctFrom, other.DistinctFrom...)
	case *record.Institution:
		other := b.(*record.Institution)
		one.SameAs = append(one.SameAs, other.SameAs...)
		one.Parents = append(one.Parents, other.Parents...)
		own := func(l record.InstitutionLink) bool { return l.Institution == one.ID }
		one.Parents = slices.DeleteFunc(one.Parents, own)
	}
	one.Normalize()
	return one
}

// slugsBrought are all under which an actor is found where it was merged into another.
func slugsBrought(a record.Actor) []string {
	return append([]string{a.About().Slug, formerID(a.ActorID())}, a.About().FormerSlugs...)
}

// referrers visits every record that refers to one, each once.
func (s *Snapshot) referrers(ref record.Ref) iter.Seq[record.Record] {
	return func(yield func(record.Record) bool) {
		p, ok := s.placeOf(ref.ID)
		if !ok {
			return
		}
		seen := map[uuid.UUID]bool{}
		for e := noEdge + 1; e < edgeCount; e++ {
			if targetOf(e) != p.group() || derived(e) {
				continue
			}
			for _, n := range s.lists[e].at(p.number) {
				r := s.recordAt(itemsOf(e), n)
				if id := r.Ref().ID; !seen[id] && record.RefersTo(r, ref.ID) {
					seen[id] = true
					if !yield(r) {
						return
					}
				}
			}
		}
	}
}

// Separating is the change that undoes a merger: before and after are what its
// changeset changed. The actor that it removed is there again, and what was moved
// leads to it again, unless it was changed to lead elsewhere since; what was said
// of the one that stayed after the merger stays with it. With distinct two people
// are known to be others from then on.
func (s *Snapshot) Separating(merger []Changed, distinct bool) (record.Change, error) {
	kept, restored, err := Parties(merger)
	if err != nil {
		return record.Change{}, err
	}
	now := s.Actor(kept.ActorID())
	if now == nil {
		return record.Change{}, fmt.Errorf("%w: the actor that the merger kept is no longer there", record.ErrConflict)
	}
	if _, there := s.Record(restored.Ref().ID); there {
		return record.Change{}, fmt.Errorf("%w: the merger is undone already", record.ErrConflict)
	}
	kept = now
	change := record.Change{}
	for _, c := range merger {
		now, there := s.recordOf(c)
		if !there || c.Before == nil || c.After == nil || now.Ref() == kept.Ref() || !record.RefersTo(c.Before, restored.Ref().ID) {
			continue
		}
		undone, err := record.Undone(c.Before, c.After, now)
		if err != nil {
			return record.Change{}, err
		}
		change.Put = append(change.Put, undone)
	}
	one := parted(kept, restored, merger)
	if p, ok := restored.(*record.Person); ok && distinct {
		apart := record.Copied(p).(*record.Person)
		apart.DistinctFrom = append(apart.DistinctFrom, record.PersonID(kept.ActorID()))
		restored = apart
	}
	change.Put = append(change.Put, one, restored)
	return change, nil
}

func (s *Snapshot) recordOf(c Changed) (record.Record, bool) {
	if c.Before == nil {
		return nil, false
	}
	return s.Record(c.Before.Ref().ID)
}

// Parties are the actor that a merger kept, as it stood after it, and the one that
// it removed, as that stood before.
func Parties(merger []Changed) (kept, restored record.Actor, err error) {
	slug := slugRemoved(merger)
	for _, c := range merger {
		before, wasActor := c.Before.(record.Actor)
		after, isActor := c.After.(record.Actor)
		switch {
		case wasActor && c.After == nil:
			restored = before
		case wasActor && isActor && slices.Contains(after.About().FormerSlugs, slug):
			kept = after
		}
	}
	if restored == nil || kept == nil {
		return nil, nil, fmt.Errorf("%w: the changeset merged no two actors", record.ErrInvalid)
	}
	return kept, restored, nil
}

// slugRemoved is the slug of the actor that a merger removed.
func slugRemoved(merger []Changed) string {
	for _, c := range merger {
		if a, ok := c.Before.(record.Actor); ok && c.After == nil {
			return a.About().Slug
		}
	}
	return ""
}

// parted is the actor that a merger kept, less what the other brought.
func parted(kept, restored record.Actor, merger []Changed) record.Actor {
	one := record.Copied(kept).(record.Actor)
	for _, c := range merger {
		if c.Before == nil || c.Before.Ref() != kept.Ref() {
			continue
		}
		before := c.Before.(record.Actor)
		own, about := before.About(), one.About()
		theirs := func(n record.Name) bool {
			return !slices.ContainsFunc(own.Names, func(have record.Name) bool { return have == n }) &&
				slices.ContainsFunc(restored.About().Names, func(m record.Name) bool { return m.Text == n.Text && m.Language == n.Language })
		}
		about.Names = slices.DeleteFunc(about.Names, theirs)
		brought := slugsBrought(restored)
		about.FormerSlugs = slices.DeleteFunc(about.FormerSlugs, func(slug string) bool {
			return slices.Contains(brought, slug) && !slices.Contains(own.FormerSlugs, slug)
		})
		withoutBrought(one, before, restored)
	}
	one.Normalize()
	return one
}

// withoutBrought takes away addresses, distinctions and parents that only the
// other had.
func withoutBrought(one, before, restored record.Actor) {
	switch one := one.(type) {
	case *record.Person:
		own, theirs := before.(*record.Person), restored.(*record.Person)
		one.SameAs = lessBrought(one.SameAs, own.SameAs, theirs.SameAs)
		one.DistinctFrom = lessBrought(one.DistinctFrom, own.DistinctFrom, theirs.DistinctFrom)
	case *record.Institution:
		own, theirs := before.(*record.Institution), restored.(*record.Institution)
		one.SameAs = lessBrought(one.SameAs, own.SameAs, theirs.SameAs)
		one.Parents = lessBrought(one.Parents, own.Parents, theirs.Parents)
	}
}

func lessBrought[T comparable](now, own, theirs []T) []T {
	return slices.DeleteFunc(now, func(x T) bool { return slices.Contains(theirs, x) && !slices.Contains(own, x) })
}
