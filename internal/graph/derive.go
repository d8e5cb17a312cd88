package graph

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// draft is a snapshot in the making. Everything that the change does not touch
// is shared with base, which readers hold and which is never written to.
type draft struct {
	next *Snapshot
	base *Snapshot
	// changed are the ids that the change itself names. What is touched beside them
	// keeps its name: a claim on which something new is said moves in lists, but
	// taking it out of the words of its text and putting it back would copy the long
	// lists of frequent words.
	changed map[uuid.UUID]bool
	// row is where rows are encoded before they are kept.
	row rowWriter
	// full says that a group has run out of numbers.
	full bool
}

func emptySnapshot() *Snapshot {
	s := &Snapshot{
		places:   newDirectory(),
		slugs:    newDirectory(),
		orders:   newOrders(),
		alphabet: newAlphabet(),
		words:    newWordIndex(),
		memo:     newMemo(),
		ranks:    newMemo(),
		names:    newMemo(),
		index:    stance.NewIndex().Seal(),
	}
	for i := range s.tables {
		s.tables[i] = newTable()
		s.dates[i] = newVector[int32](0)
	}
	for i := range s.lists {
		s.lists[i] = newAdjacency()
	}
	return s
}

// derive makes the snapshot after a change whose references were checked.
func derive(base *Snapshot, revision record.Revision, change record.Change) (*Snapshot, error) {
	d := &draft{base: base, next: base.drafted(revision, change)}
	d.changed = idsOf(change)
	touched := base.touched(change)
	d.unlinkAll(touched)
	if err := d.apply(change); err != nil {
		return nil, err
	}
	d.linkAll(touched)
	if relates(change) {
		if err := d.classify(); err != nil {
			return nil, err
		}
	}
	d.next.index = d.indexNext(change, touched)
	d.next.former = d.formerRankings(change, touched)
	return d.seal(), nil
}

// drafted is the next snapshot before anything is changed in it. Whoever derives
// from one snapshot does so in turn: the trees note in the one they are copied from
// that they were, and a commit and somebody who goes back in history may do so at
// the same time.
func (s *Snapshot) drafted(revision record.Revision, change record.Change) *Snapshot {
	s.drafting.Lock()
	defer s.drafting.Unlock()
	next := &Snapshot{
		revision: revision,
		places:   s.places.draft(),
		slugs:    s.slugs.draft(),
		orders:   s.orders.draft(),
		alphabet: s.alphabet.draft(),
		words:    s.words.draft(),
		classes:  s.classes,
		counts:   s.counts,
		memo:     newMemo(),
		ranks:    newMemo(),
		names:    s.namesAfter(change),
	}
	for i := range s.tables {
		next.tables[i] = s.tables[i].draft()
		next.dates[i] = s.dates[i].draft()
	}
	for i := range s.lists {
		next.lists[i] = s.lists[i].draft()
	}
	return next
}

func idsOf(change record.Change) map[uuid.UUID]bool {
	ids := make(map[uuid.UUID]bool, len(change.Put)+len(change.Remove))
	for _, r := range change.Put {
		ids[r.Ref().ID] = true
	}
	for _, ref := range change.Remove {
		ids[ref.ID] = true
	}
	return ids
}

// relates reports whether a change may alter which claims count as one.
func relates(change record.Change) bool {
	for _, r := range change.Put {
		if r.Ref().Kind == record.KindClaimRelation {
			return true
		}
	}
	for _, ref := range change.Remove {
		if ref.Kind == record.KindClaimRelation {
			return true
		}
	}
	return false
}

// classify derives which claims count as one.
func (d *draft) classify() error {
	s := d.next
	classes, err := stance.Build(func(yield func(*record.ClaimRelation) bool) {
		for r := range s.Each(record.KindClaimRelation) {
			if !yield(r.(*record.ClaimRelation)) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("claim relations: %w", err)
	}
	s.classes = classes
	return nil
}

// seal ends the draft: what it gives may be published.
func (d *draft) seal() *Snapshot {
	s := d.next
	s.places.seal()
	s.slugs.seal()
	s.alphabet.seal()
	for i := range s.tables {
		s.tables[i].seal()
		s.dates[i].seal()
	}
	for i := range s.lists {
		s.lists[i].seal()
	}
	return s
}

// unlinkAll takes every touched record out of the lists it stands in, by the
// order that base gave them.
func (d *draft) unlinkAll(touched []uuid.UUID) {
	for _, id := range touched {
		p, ok := d.base.placeOf(id)
		if !ok {
			continue
		}
		g := p.group()
		r := d.base.recordAt(g, p.number)
		cut := func(e edge, from uint32) { d.cut(e, from, p.number) }
		d.base.entries(r, d.base.known, cut)
		d.base.derivedEntries(r, p.number, cut)
		if d.changed[id] {
			d.next.words.remove(wordsOf(r), refOf(g, p.number))
			d.next.alphabet.strike(d.base, refOf(g, p.number))
		}
		d.next.orders.remove(d.base, g, p.number, r)
	}
}

// linkAll puts every touched record that is still there into its lists. Dates
// come first, in the order of their dependencies, and claims last, because their
// date is that of their newest stance.
func (d *draft) linkAll(touched []uuid.UUID) {
	var there, theirClaims []place
	for _, id := range touched {
		p, ok := d.next.placeOf(id)
		switch {
		case !ok:
		case p.kind == record.KindClaim:
			theirClaims = append(theirClaims, p)
		default:
			there = append(there, p)
		}
	}
	slices.SortStableFunc(there, func(a, b place) int { return cmp.Compare(a.group(), b.group()) })
	for _, p := range there {
		d.next.keepDate(p.group(), p.number)
	}
	for _, p := range there {
		d.enter(p)
	}
	for _, p := range theirClaims {
		d.next.keepDate(claims, p.number)
	}
	for _, p := range theirClaims {
		d.enter(p)
	}
	// Whether a quote is current is known once its corrections are in their lists.
	for _, p := range there {
		if p.kind == record.KindQuote && d.next.statusAt(p.number) == record.Current {
			d.next.orders.current.insert(p.number, d.next.newer(quotes))
		}
	}
}

// enter puts a record into every list and index that it belongs in.
func (d *draft) enter(p place) {
	g := p.group()
	r := d.next.recordAt(g, p.number)
	insert := func(e edge, from uint32) { d.insert(e, from, p.number) }
	d.next.entries(r, d.next.known, insert)
	d.next.derivedEntries(r, p.number, insert)
	if d.changed[r.Ref().ID] {
		d.next.words.add(wordsOf(r), refOf(g, p.number))
		d.next.alphabet.spell(d.next, refOf(g, p.number))
	}
	d.next.orders.add(d.next, g, p.number, r)
}

func (d *draft) insert(e edge, from, number uint32) {
	l := d.next.lists[e].at(from)
	at, found := slices.BinarySearchFunc(l, number, func(have, want uint32) int { return d.next.compare(itemsOf(e), have, want) })
	if !found {
		d.next.lists[e].set(from, slices.Insert(slices.Clone(l), at, number))
	}
}

func (d *draft) cut(e edge, from, number uint32) {
	l := d.next.lists[e].at(from)
	at, found := slices.BinarySearchFunc(l, number, func(have, want uint32) int { return d.base.compare(itemsOf(e), have, want) })
	if !found {
		return
	}
	rest := slices.Delete(slices.Clone(l), at, at+1)
	if len(rest) == 0 {
		rest = nil
	}
	d.next.lists[e].set(from, rest)
}

// apply changes the tables, the places and the slugs.
func (d *draft) apply(change record.Change) error {
	for _, ref := range change.Remove {
		d.displace(ref.ID)
	}
	for _, r := range change.Put {
		d.freeSlugs(r.Ref().ID)
	}
	for _, r := range change.Put {
		if err := d.place(r); err != nil {
			return err
		}
	}
	return nil
}

// displace takes a record away. Its number stays its id's.
func (d *draft) displace(id uuid.UUID) {
	p, ok := d.next.placeOf(id)
	if !ok {
		return
	}
	d.freeSlugs(id)
	if t := &d.next.tables[p.group()]; encoded(p.group()) {
		t.rows.set(p.number, "")
	} else {
		t.box(p.number, nil)
	}
	d.next.counts[p.kind]--
}

func (d *draft) freeSlugs(id uuid.UUID) {
	p, ok := d.base.placeOf(id)
	if !ok || encoded(p.group()) {
		return
	}
	own := refOf(p.group(), p.number)
	slug, former := slugsOf(d.base.tables[p.group()].boxed.at(p.number))
	for _, s := range append([]string{slug}, former...) {
		key := slugKey{p.group(), s}
		d.next.slugs.remove(d.next.hashOfSlug(key), func(r ref) bool { return r == own })
	}
}

// number is that of an id in a group, which it is given where it has none.
func (d *draft) number(g group, id uuid.UUID) uint32 {
	n, _ := d.assign(g, id)
	return n
}

// assign is number, and tells whether the id has a record, in whatever group.
func (d *draft) assign(g group, id uuid.UUID) (n uint32, there bool) {
	s := d.next
	hash := s.hashOf(id)
	same := func(r ref) bool { return s.tables[r.group()].ids.at(r.number()) == id }
	r, known := s.places.find(hash, same)
	if known {
		there = s.kindAt(r.group(), r.number()) != 0
		if r.group() == g {
			return r.number(), there
		}
	}
	n = s.tables[g].ids.push(id)
	d.full = d.full || n >= maxNumber
	// A reference that wants another kind than there is leads nowhere.
	if !there {
		s.places.put(hash, refOf(g, n), same)
	}
	return n, there
}

// place gives a record its number, its id and its slugs.
func (d *draft) place(r record.Record) error {
	ref := r.Ref()
	n, there := d.assign(groupOf(ref.Kind), ref.ID)
	if !there {
		d.next.counts[ref.Kind]++
	}
	return d.settle(r, n)
}

// settle stores a record under its number and gives it its slugs.
func (d *draft) settle(r record.Record, n uint32) error {
	g := groupOf(r.Ref().Kind)
	d.keep(g, n, r)
	if d.full {
		return fmt.Errorf("%w graph: more than %d records of a kind", record.ErrTooLarge, maxNumber)
	}
	if encoded(g) {
		return nil
	}
	slug, former := slugsOf(r)
	if slug == "" {
		return nil
	}
	for _, s := range append([]string{slug}, former...) {
		if err := d.takeSlug(slugKey{g, s}, r, n); err != nil {
			return err
		}
	}
	return nil
}

// keep stores a record under its number, encoded where its group is.
func (d *draft) keep(g group, n uint32, r record.Record) {
	d.row.out = d.row.out[:0]
	switch r := r.(type) {
	case *record.Quote:
		d.row.quote(r, d.number)
	case *record.Stance:
		d.row.stance(r, d.number)
	default:
		d.next.tables[g].box(n, r)
		return
	}
	d.next.tables[g].rows.set(n, string(d.row.out))
}

func (d *draft) takeSlug(key slugKey, r record.Record, n uint32) error {
	own := refOf(key.group, n)
	owner, taken := d.next.bySlug(key)
	switch {
	case !taken:
		d.next.slugs.put(d.next.hashOfSlug(key), own, func(ref) bool { return false })
	case owner != own:
		e := &record.ChangeError{Kind: record.ErrConflict}
		e.Add(r.Ref(), "slug", fmt.Sprintf("%q already belongs to %s", key.slug, d.next.tables[key.group].ids.at(owner.number())))
		return e
	}
	return nil
}
