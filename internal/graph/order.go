package graph

import (
	"bytes"
	"cmp"
	"strings"

	"github.com/google/uuid"
	"github.com/tidwall/btree"

	"onrecord/internal/record"
)

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

// orders are the lists of everything of a kind. They are persistent: a draft
// copies what it changes.
type orders struct {
	// dated lists quotes, documents, events and claims, newest first; ties go by
	// id, so that the order is total and the same after a rebuild.
	dated [groupCount]sequence
	// current lists the quotes that still count, in the order of dated.
	current sequence
	named   [record.AnyActor]*btree.BTreeG[named]
}

func datedGroup(g group) bool {
	return g == quotes || g == documents || g == events || g == claims
}

func newOrders() orders {
	var o orders
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
	d := orders{current: o.current.draft()}
	for i := range o.dated {
		d.dated[i] = o.dated[i].draft()
	}
	for i, tree := range o.named {
		if tree != nil {
			d.named[i] = tree.Copy()
		}
	}
	return d
}

// newer compares records of a group by date, the newest first, then by id.
func (s *Snapshot) newer(g group) func(a, b uint32) int {
	dates, ids := &s.dates[g], &s.tables[g].ids
	return func(a, b uint32) int {
		if c := cmp.Compare(dates.at(b), dates.at(a)); c != 0 {
			return c
		}
		return compareIDs(ids.at(a), ids.at(b))
	}
}

func compareIDs(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }

// add puts a record into the orders of its kind, by what s says of it. Whether a
// quote is current has to be known first, see linkAll.
func (o *orders) add(s *Snapshot, g group, number uint32, r record.Record) {
	if datedGroup(g) {
		o.dated[g].insert(number, s.newer(g))
	}
	o.addNamed(r, number)
}

func (o *orders) addNamed(r record.Record, number uint32) {
	if r == nil {
		return
	}
	ref := r.Ref()
	if tree := o.named[ref.Kind]; tree != nil {
		tree.Set(named{sortName(r), ref.ID, number})
	}
}

// remove takes a record out of the orders by the keys it was put in under, which
// s knows.
func (o *orders) remove(s *Snapshot, g group, number uint32, r record.Record) {
	if datedGroup(g) {
		o.dated[g].remove(number, s.newer(g))
	}
	if g == quotes {
		o.current.remove(number, s.newer(g))
	}
	ref := r.Ref()
	if tree := o.named[ref.Kind]; tree != nil {
		tree.Delete(named{name: sortName(r), id: ref.ID})
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
// depends on must have been kept before: see the order of groups.
func (s *Snapshot) keepDate(g group, n uint32) {
	if date := s.dateAt(g, n); date != s.dates[g].at(n) {
		s.dates[g].set(n, date)
	}
}

// sortDate is the date that lists are ordered by, see record.Date.Key: when a
// quote was said, failing that when it was printed; 0 where nothing is known.
func (s *Snapshot) sortDate(r record.Record) int32 {
	p, ok := s.placeOf(r.Ref().ID)
	if !ok {
		return 0
	}
	return s.dates[p.group()].at(p.number)
}

func (s *Snapshot) dateAt(g group, n uint32) int32 {
	switch g {
	case quotes:
		return s.quoteDateAt(n).Key()
	case stances:
		if row := s.stanceRow(n); row != "" {
			if quote, ok := row.quote(); ok {
				return s.dates[quotes].at(quote)
			}
		}
		return 0
	case claims:
		return s.claimDate(n)
	}
	return s.boxedDate(s.tables[g].boxed.at(n))
}

func (s *Snapshot) boxedDate(r record.Record) int32 {
	switch r := r.(type) {
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
	case *record.ReportedPosition:
		return s.dateOf(r.Quote)
	case *record.Response:
		return s.dateOf(r.Quote)
	}
	return 0
}

// dateOf is the kept date of a quote.
func (s *Snapshot) dateOf(id record.QuoteID) int32 {
	n, ok := s.numberIn(quotes, uuid.UUID(id))
	if !ok {
		return 0
	}
	return s.dates[quotes].at(n)
}

// claimDate is the date of the newest stance on a claim.
func (s *Snapshot) claimDate(n uint32) int32 {
	on := s.lists[stancesOfClaim].at(n)
	if len(on) == 0 {
		return 0
	}
	return s.dates[stances].at(on[0])
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

// saidOnAt is SaidOn of the quote with this number.
func (s *Snapshot) saidOnAt(n uint32) record.Date {
	row := s.quoteRow(n)
	if row == "" {
		return record.Date{}
	}
	if u, ok := row.utterance(); ok {
		if u, _ := s.tables[utterances].boxed.at(u).(*record.Utterance); u != nil && !u.SaidOn.IsZero() {
			return u.SaidOn
		}
	}
	return row.saidOn()
}

// publishedOnAt is when the document of a quote was published.
func (s *Snapshot) publishedOnAt(n uint32) record.Date {
	if row := s.quoteRow(n); row != "" {
		if d, ok := row.document(); ok {
			if d, _ := s.tables[documents].boxed.at(d).(*record.Document); d != nil {
				return d.PublishedOn
			}
		}
	}
	return record.Date{}
}

// quoteDateAt is when a quote was said, failing that when it was printed.
func (s *Snapshot) quoteDateAt(n uint32) record.Date {
	if said := s.saidOnAt(n); !said.IsZero() {
		return said
	}
	return s.publishedOnAt(n)
}

// compare orders two records of one group within a list: by date, newest
// first, where they have one, then by slug where they have one, then by id.
func (s *Snapshot) compare(g group, a, b uint32) int {
	if c := cmp.Compare(s.dates[g].at(b), s.dates[g].at(a)); c != 0 {
		return c
	}
	if !encoded(g) {
		if c := strings.Compare(slugOf(s.tables[g].boxed.at(a)), slugOf(s.tables[g].boxed.at(b))); c != 0 {
			return c
		}
	}
	return compareIDs(s.tables[g].ids.at(a), s.tables[g].ids.at(b))
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
	case *record.Changeset:
		// Not a slug, but a name that nobody else may have, by which it is found.
		return r.RequestName(), nil
	}
	return "", nil
}
