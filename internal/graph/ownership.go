package graph

import (
	"iter"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// owners leads from every declared record to the dossier that is its home.
func (s *Snapshot) owners() map[uuid.UUID]*record.Dossier {
	return once(s.names, ownersKey{}, func() map[uuid.UUID]*record.Dossier {
		owners := map[uuid.UUID]*record.Dossier{}
		for r := range s.Each(record.KindDossier) {
			d := r.(*record.Dossier)
			for _, id := range d.Declares {
				owners[id] = d
			}
		}
		return owners
	})
}

type ownersKey struct{}

// Owner is the slug of the dossier whose home a record is; ok is false for what
// was created otherwise.
func (s *Snapshot) Owner(id uuid.UUID) (dossier string, ok bool) {
	d, ok := s.owners()[id]
	if !ok {
		return "", false
	}
	return d.Slug, true
}

// Declared is everything whose home is a dossier, and its own record.
func (s *Snapshot) Declared(dossier string) ([]record.Record, error) {
	r, ok := s.BySlug(record.KindDossier, dossier)
	if !ok {
		return nil, nil
	}
	declared := []record.Record{r}
	for _, id := range r.(*record.Dossier).Declares {
		if d, ok := s.Record(id); ok {
			declared = append(declared, d)
		}
	}
	return declared, nil
}

// Lookup leads from a slug, present or former, to a record.
func (s *Snapshot) Lookup(k record.Kind, slug string) (record.Ref, bool) {
	r, ok := s.BySlug(k, slug)
	if !ok || !k.Accepts(r.Ref().Kind) {
		return record.Ref{}, false
	}
	return r.Ref(), true
}

// Has reports whether a record is there under this kind and id.
func (s *Snapshot) Has(ref record.Ref) bool {
	r, ok := s.Record(ref.ID)
	return ok && ref.Kind.Accepts(r.Ref().Kind)
}

// Slugs visits the present slugs of a kind.
func (s *Snapshot) Slugs(k record.Kind) iter.Seq[string] {
	return func(yield func(string) bool) {
		for r := range s.Each(k) {
			if slug := slugOf(r); slug != "" && !yield(slug) {
				return
			}
		}
	}
}
