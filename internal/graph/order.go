package graph

import (
	"bytes"
	"cmp"
	"strings"

	"github.com/google/uuid"
	"github.com/tidwall/btree"

	"onrecord/internal/record"
)

// dated is a record in an order by date, newest first; ties go by id, so that
// the order is total and the same after a rebuild.
type dated struct {
	date   int32
	id     uuid.UUID
	number uint32
}

func newer(a, b dated) bool {
	if a.date != b.date {
		return a.date > b.date
	}
	return bytes.Compare(a.id[:], b.id[:]) < 0
}

// named is a record in an order by folded name.
type named struct {
	name   string
	id     uuid.UUID
	number uint32
}

func before(a, b named) bool {
	if a.name != b.name {
		return a.name < b.name
	}
	return bytes.Compare(a.id[:], b.id[:]) < 0
}

// orders are the lists of everything of a kind. They are persistent trees: a
// draft copies the nodes it changes.
type orders struct {
	dated [groupCount]*btree.BTreeG[dated]
	named [record.AnyActor]*btree.BTreeG[named]
}

func newOrders() orders {
	var o orders
	for _, g := range []group{quotes, documents, events, claims} {
		o.dated[g] = btree.NewBTreeGOptions(newer, btree.Options{NoLocks: true})
	}
	for _, k := range namedKinds() {
		o.named[k] = btree.NewBTreeGOptions(before, btree.Options{NoLocks: true})
	}
	return o
}

func namedKinds() []record.Kind {
	return []record.Kind{
		record.KindPerson, record.KindInstitution, record.KindUnnamedSource, record.KindCollective,
		record.KindTopic, record.KindQuestion, record.KindPoll, record.KindReview,
	}
}

func (o *orders) draft() orders {
	var d orders
	for i, tree := range o.dated {
		if tree != nil {
			d.dated[i] = tree.Copy()
		}
	}
	for i, tree := range o.named {
		if tree != nil {
			d.named[i] = tree.Copy()
		}
	}
	return d
}

func (s *Snapshot) addToOrders(r record.Record, number uint32) {
	ref := r.Ref()
	if tree := s.orders.dated[groupOf(ref.Kind)]; tree != nil {
		tree.Set(dated{s.dates[groupOf(ref.Kind)].at(number), ref.ID, number})
	}
	if tree := s.orders.named[ref.Kind]; tree != nil {
		tree.Set(named{sortName(r), ref.ID, number})
	}
}

// remove takes a record out of the orders by the keys it was put in under.
func (o *orders) remove(ref record.Ref, date int32, name string) {
	if tree := o.dated[groupOf(ref.Kind)]; tree != nil {
		tree.Delete(dated{date: date, id: ref.ID})
	}
	if tree := o.named[ref.Kind]; tree != nil {
		tree.Delete(named{name: name, id: ref.ID})
	}
}

// sortName is the folded primary name, or what stands in for it.
func sortName(r record.Record) string {
	switch r := r.(type) {
	case record.Actor:
		return record.Fold(r.About().Name([]string{"en"}))
	case *record.Topic:
		return record.Fold(r.Names.In(nil).Text)
	case *record.Question:
		return record.Fold(r.Texts.In(nil).Text)
	case *record.Poll:
		return record.Fold(r.Texts.In(nil).Text)
	}
	return ""
}

// keepDate computes the date that lists order a record by and keeps it: a sort
// compares it many times, and computing it takes several look-ups. What it
// depends on must have been kept before: see dependencies.
func (s *Snapshot) keepDate(r record.Record, number uint32) {
	g := groupOf(r.Ref().Kind)
	if date := s.computeDate(r); date != s.dates[g].at(number) {
		s.dates[g].set(number, date)
	}
}

// sortDate is the date that lists are ordered by, see record.Date.Key: when a
// quote was said, failing that when it was printed; 0 where nothing is known.
func (s *Snapshot) sortDate(r record.Record) int32 {
	p, ok := s.places.get(r.Ref().ID)
	if !ok {
		return 0
	}
	return s.dates[groupOf(p.kind)].at(p.number)
}

func (s *Snapshot) computeDate(r record.Record) int32 {
	switch r := r.(type) {
	case *record.Quote:
		return s.quoteDate(r).Key()
	case *record.Document:
		return r.PublishedOn.Key()
	case *record.Event:
		return r.Start.Key()
	case *record.Affiliation:
		return r.Since.Key()
	case *record.Correction:
		return r.On.Key()
	case *record.Review:
		return r.PublishedOn.Key()
	case *record.Utterance:
		return r.SaidOn.Key()
	case *record.Stance:
		return s.dateOf(r.Quote)
	case *record.ReportedPosition:
		return s.dateOf(r.Quote)
	case *record.Response:
		return s.dateOf(r.Quote)
	case *record.Claim:
		return s.claimDate(r)
	}
	return 0
}

// dateOf is the kept date of a quote.
func (s *Snapshot) dateOf(id record.QuoteID) int32 {
	p, ok := s.places.get(uuid.UUID(id))
	if !ok {
		return 0
	}
	return s.dates[quotes].at(p.number)
}

// claimDate is the date of the newest stance on a claim.
func (s *Snapshot) claimDate(c *record.Claim) int32 {
	on := s.StancesOn(c.ID)
	if on.Len() == 0 {
		return 0
	}
	return s.dates[stances].at(on.numbers[0])
}

// SaidOn is when a quote was said: when its utterance was, failing that its own
// date. An utterance is said once, whatever its printings say.
func (s *Snapshot) SaidOn(q *record.Quote) record.Date {
	if !q.Utterance.IsZero() {
		if u := Find(s, q.Utterance); u != nil && !u.SaidOn.IsZero() {
			return u.SaidOn
		}
	}
	return q.SaidOn
}

// quoteDate is when a quote was said, failing that when it was printed.
func (s *Snapshot) quoteDate(q *record.Quote) record.Date {
	if said := s.SaidOn(q); !said.IsZero() {
		return said
	}
	if d := Find(s, q.Document); d != nil {
		return d.PublishedOn
	}
	return record.Date{}
}

// compare orders two records of one group within a list: by date, newest
// first, where they have one, then by slug where they have one, then by id.
func (s *Snapshot) compare(g group, a, b uint32) int {
	if c := cmp.Compare(s.dates[g].at(b), s.dates[g].at(a)); c != 0 {
		return c
	}
	ra, rb := s.tables[g].at(a), s.tables[g].at(b)
	if c := strings.Compare(slugOf(ra), slugOf(rb)); c != 0 {
		return c
	}
	return ra.Ref().Compare(rb.Ref())
}

// slugOf is a record's slug, or nothing for kinds without one.
func slugOf(r record.Record) string {
	slug, _ := slugsOf(r)
	return slug
}

func slugsOf(r record.Record) (slug string, former []string) {
	switch r := r.(type) {
	case record.Actor:
		return r.About().Slug, r.About().FormerSlugs
	case *record.Document:
		return r.Slug, r.FormerSlugs
	case *record.Claim:
		return r.Slug, r.FormerSlugs
	case *record.Question:
		return r.Slug, r.FormerSlugs
	case *record.Topic:
		return r.Slug, r.FormerSlugs
	case *record.Event:
		return r.Slug, r.FormerSlugs
	case *record.Poll:
		return r.Slug, r.FormerSlugs
	case *record.Dossier:
		return r.Slug, nil
	}
	return "", nil
}
