package graph

import (
	"hash/maphash"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// table is the records of one group by number. A number is given to an id once
// and for all of a line of descent: it is dense, never given to another id, and
// kept for its id when the record is removed. An id may have a number before its
// record arrives, because something loaded earlier refers to it.
type table struct {
	ids vector[uuid.UUID]
	// boxed holds the records of groups that are small; those of quotes and
	// stances are encoded as rows.
	boxed vector[record.Record]
	rows  rows
	// folded are the names and texts of boxed records that have just one, folded for
	// searches: following each record to its text takes longer than all else.
	folded vector[string]
}

// encoded reports whether the records of a group are rows.
func encoded(g group) bool { return g == quotes || g == stances }

func newTable() table {
	return table{ids: newVector(uuid.Nil), boxed: newVector[record.Record](nil), rows: newRows(), folded: newVector("")}
}

func (t *table) draft() table {
	return table{t.ids.draft(), t.boxed.draft(), t.rows.draft(), t.folded.draft()}
}

func (t *table) seal() { t.ids.seal(); t.boxed.seal(); t.rows.seal(); t.folded.seal() }

// box keeps a record, or none under a number whose record is removed.
func (t *table) box(n uint32, r record.Record) {
	t.boxed.set(n, r)
	var room [4]string
	folded := ""
	if all := forms(room[:0], r); len(all) == 1 {
		folded = record.Fold(all[0])
	}
	if folded != t.folded.at(n) {
		t.folded.set(n, folded)
	}
}

// length is one more than the greatest number.
func (t *table) length() uint32 { return uint32(t.ids.length) }

// kindAt is the kind of the record under a number, 0 where there is none.
func (s *Snapshot) kindAt(g group, n uint32) record.Kind {
	switch {
	case encoded(g):
		if s.tables[g].rows.at(n) == "" {
			return 0
		}
	case s.tables[g].boxed.at(n) == nil:
		return 0
	case g == actors:
		return s.tables[g].boxed.at(n).Ref().Kind
	}
	return record.KindAffiliation + record.Kind(g-affiliations)
}

// recordAt is the record under a number, nil where there is none. Quotes and
// stances are decoded, each time anew.
func (s *Snapshot) recordAt(g group, n uint32) record.Record {
	switch g {
	case quotes:
		if q := s.quoteAt(n); q != nil {
			return q
		}
		return nil
	case stances:
		if st := s.stanceAt(n); st != nil {
			return st
		}
		return nil
	}
	return s.tables[g].boxed.at(n)
}

func (s *Snapshot) quoteRow(n uint32) quoteRow   { return quoteRow(s.tables[quotes].rows.at(n)) }
func (s *Snapshot) stanceRow(n uint32) stanceRow { return stanceRow(s.tables[stances].rows.at(n)) }

func (s *Snapshot) hashOf(id uuid.UUID) uint64 { return maphash.Bytes(s.places.seed, id[:]) }

// numbered finds the group and number of an id, whether or not a record is there.
func (s *Snapshot) numbered(id uuid.UUID) (ref, bool) {
	return s.places.find(s.hashOf(id), func(r ref) bool { return s.tables[r.group()].ids.at(r.number()) == id })
}

// place is where a record stands: its kind and its number in its group's table.
// Numbers are private to one snapshot's line of descent and never leave this
// package.
type place struct {
	kind   record.Kind
	number uint32
}

func (p place) group() group { return groupOf(p.kind) }

// placeOf finds where the record of an id stands.
func (s *Snapshot) placeOf(id uuid.UUID) (place, bool) {
	r, ok := s.numbered(id)
	if !ok {
		return place{}, false
	}
	k := s.kindAt(r.group(), r.number())
	return place{k, r.number()}, k != 0
}

// numberIn is the number of an id's record in a group.
func (s *Snapshot) numberIn(g group, id uuid.UUID) (n uint32, ok bool) {
	r, ok := s.numbered(id)
	if !ok || r.group() != g || s.kindAt(g, r.number()) == 0 {
		return 0, false
	}
	return r.number(), true
}

// slugKey finds a record by slug. All actors share one space of slugs.
type slugKey struct {
	group group
	slug  string
}

func (s *Snapshot) hashOfSlug(key slugKey) uint64 {
	return maphash.String(s.slugs.seed, key.slug) + uint64(key.group)*0x9e3779b97f4a7c15
}

// bySlug finds who has a slug, present or former.
func (s *Snapshot) bySlug(key slugKey) (ref, bool) {
	return s.slugs.find(s.hashOfSlug(key), func(r ref) bool { return s.hasSlug(r, key) })
}

func (s *Snapshot) hasSlug(r ref, key slugKey) bool {
	if r.group() != key.group {
		return false
	}
	slug, former := slugsOf(s.tables[r.group()].boxed.at(r.number()))
	if slug == key.slug {
		return slug != ""
	}
	for _, f := range former {
		if f == key.slug {
			return true
		}
	}
	return false
}
