package graph

import (
	"cmp"
	"fmt"
	"iter"
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
	// loading collects lists unsorted, to be sorted once; inserting in order
	// would copy the list of a popular claim once for each stance.
	loading bool
	words   map[string][]uint64
}

func emptySnapshot() *Snapshot {
	s := &Snapshot{
		places: newShards[uuid.UUID, place](),
		slugs:  newShards[slugKey, uuid.UUID](),
		orders: newOrders(),
		words:  newWordIndex(),
		memo:   newMemo(),
		index:  stance.NewIndex().Seal(),
	}
	for i := range s.tables {
		s.tables[i].owned = map[int]bool{}
		s.dates[i].owned = map[int]bool{}
	}
	for i := range s.lists {
		s.lists[i].owned = map[int]bool{}
	}
	return s
}

// rebuild derives a snapshot from nothing but records.
func rebuild(revision record.Revision, records iter.Seq[record.Record]) (*Snapshot, error) {
	d := &draft{base: emptySnapshot(), next: emptySnapshot(), loading: true, words: map[string][]uint64{}}
	d.next.revision = revision
	for r := range records {
		if _, twice := d.next.places.get(r.Ref().ID); twice {
			return nil, fmt.Errorf("%w graph: %v is stored twice", record.ErrCorrupt, r.Ref())
		}
		if err := d.place(r); err != nil {
			return nil, err
		}
	}
	d.eachPlaced(func(r record.Record, number uint32) {
		d.next.keepDate(r, number)
		d.link(r, number)
	})
	d.sortLists()
	d.next.words.load(d.words)
	d.orderAll()
	if err := d.classify(); err != nil {
		return nil, err
	}
	d.next.index = d.next.indexAll()
	return d.seal(), nil
}

// eachPlaced visits all records of a rebuild, group by group: that is also the
// order in which their dates depend on one another, see keepDate.
func (d *draft) eachPlaced(visit func(r record.Record, number uint32)) {
	for g := range d.next.tables {
		table := &d.next.tables[g]
		for i := range uint32(table.length) {
			visit(table.at(i), i)
		}
	}
}

// sortLists puts lists of claims last: a claim's date is that of its newest
// stance, which is known once the lists of stances are sorted.
func (d *draft) sortLists() {
	byClaims := func(e edge) bool { return itemsOf(e) == claims }
	for _, last := range []bool{false, true} {
		for e := range d.next.lists {
			if byClaims(edge(e)) == last {
				d.sortEdge(edge(e))
			}
		}
		if last {
			return
		}
		table := &d.next.tables[claims]
		for i := range uint32(table.length) {
			d.next.keepDate(table.at(i), i)
		}
	}
}

func (d *draft) sortEdge(e edge) {
	lists, g := &d.next.lists[e], itemsOf(e)
	for i := range uint32(lists.length) {
		if l := lists.at(i); len(l) > 0 {
			slices.SortFunc(l, func(a, b uint32) int { return d.next.compare(g, a, b) })
			lists.set(i, slices.Clip(slices.Compact(l)))
		}
	}
}

func (d *draft) orderAll() {
	d.eachPlaced(d.next.addToOrders)
}

// derive makes the snapshot after a change whose references were checked.
func derive(base *Snapshot, revision record.Revision, change record.Change) (*Snapshot, error) {
	d := &draft{base: base, next: &Snapshot{
		revision: revision,
		places:   base.places.draft(),
		slugs:    base.slugs.draft(),
		orders:   base.orders.draft(),
		words:    base.words.draft(),
		classes:  base.classes,
		counts:   base.counts,
		memo:     newMemo(),
	}}
	for i := range base.tables {
		d.next.tables[i] = base.tables[i].draft()
		d.next.dates[i] = base.dates[i].draft()
	}
	for i := range base.lists {
		d.next.lists[i] = base.lists[i].draft()
	}
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
	return d.seal(), nil
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
		p, ok := d.base.places.get(id)
		if !ok {
			continue
		}
		r := d.base.tables[groupOf(p.kind)].at(p.number)
		d.base.entries(r, func(e edge, from uuid.UUID) { d.cut(e, from, p.number) })
		d.next.words.remove(wordsOf(r), packed(groupOf(p.kind), p.number))
		d.next.orders.remove(r.Ref(), d.base.sortDate(r), sortName(r))
	}
}

// linkAll puts every touched record that is still there into its lists. Dates
// come first, in the order of their dependencies, and claims last, because their
// date is that of their newest stance.
func (d *draft) linkAll(touched []uuid.UUID) {
	var there, theirClaims []place
	for _, id := range touched {
		p, ok := d.next.places.get(id)
		switch {
		case !ok:
		case p.kind == record.KindClaim:
			theirClaims = append(theirClaims, p)
		default:
			there = append(there, p)
		}
	}
	slices.SortStableFunc(there, func(a, b place) int { return cmp.Compare(groupOf(a.kind), groupOf(b.kind)) })
	for _, p := range there {
		d.next.keepDate(d.at(p), p.number)
	}
	for _, p := range there {
		d.enter(p)
	}
	for _, p := range theirClaims {
		d.next.keepDate(d.at(p), p.number)
	}
	for _, p := range theirClaims {
		d.enter(p)
	}
}

func (d *draft) at(p place) record.Record { return d.next.tables[groupOf(p.kind)].at(p.number) }

// enter puts a record into every list and index that it belongs in.
func (d *draft) enter(p place) {
	r := d.at(p)
	d.link(r, p.number)
	d.next.words.add(wordsOf(r), packed(groupOf(p.kind), p.number))
	d.next.addToOrders(r, p.number)
}

// link puts a record into the list of everything that it refers to.
func (d *draft) link(r record.Record, number uint32) {
	d.next.entries(r, func(e edge, from uuid.UUID) { d.insert(e, from, number) })
	if d.loading {
		ref := packed(groupOf(r.Ref().Kind), number)
		for _, word := range wordsOf(r) {
			d.words[word] = append(d.words[word], ref)
		}
	}
}

func (d *draft) insert(e edge, from uuid.UUID, number uint32) {
	p, ok := d.next.places.get(from)
	if !ok {
		return
	}
	l := d.next.lists[e].at(p.number)
	if d.loading {
		d.next.lists[e].set(p.number, append(l, number))
		return
	}
	at, found := slices.BinarySearchFunc(l, number, func(have, want uint32) int { return d.next.compare(itemsOf(e), have, want) })
	if !found {
		d.next.lists[e].set(p.number, slices.Insert(slices.Clone(l), at, number))
	}
}

func (d *draft) cut(e edge, from uuid.UUID, number uint32) {
	p, ok := d.base.places.get(from)
	if !ok {
		return
	}
	l := d.next.lists[e].at(p.number)
	at, found := slices.BinarySearchFunc(l, number, func(have, want uint32) int { return d.base.compare(itemsOf(e), have, want) })
	if !found {
		return
	}
	rest := slices.Delete(slices.Clone(l), at, at+1)
	if len(rest) == 0 {
		rest = nil
	}
	d.next.lists[e].set(p.number, rest)
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

func (d *draft) displace(id uuid.UUID) {
	p, ok := d.next.places.get(id)
	if !ok {
		return
	}
	d.freeSlugs(id)
	d.next.tables[groupOf(p.kind)].set(p.number, nil)
	d.next.places.remove(id)
	d.next.counts[p.kind]--
}

func (d *draft) freeSlugs(id uuid.UUID) {
	p, ok := d.base.places.get(id)
	if !ok {
		return
	}
	g := groupOf(p.kind)
	slug, former := slugsOf(d.base.tables[g].at(p.number))
	for _, s := range append([]string{slug}, former...) {
		if owner, _ := d.next.slugs.get(slugKey{g, s}); owner == id {
			d.next.slugs.remove(slugKey{g, s})
		}
	}
}

// place gives a record its number, its id and its slugs.
func (d *draft) place(r record.Record) error {
	ref := r.Ref()
	g := groupOf(ref.Kind)
	p, known := d.next.places.get(ref.ID)
	if known {
		d.next.tables[g].set(p.number, r)
	} else {
		p = place{ref.Kind, d.next.tables[g].push(r)}
		d.next.places.put(ref.ID, p)
		d.next.counts[ref.Kind]++
	}
	slug, former := slugsOf(r)
	if slug == "" {
		return nil
	}
	for _, s := range append([]string{slug}, former...) {
		if err := d.takeSlug(slugKey{g, s}, ref); err != nil {
			return err
		}
	}
	return nil
}

func (d *draft) takeSlug(key slugKey, ref record.Ref) error {
	if owner, taken := d.next.slugs.get(key); taken && owner != ref.ID {
		e := &record.ChangeError{Kind: record.ErrConflict}
		e.Add(ref, "slug", fmt.Sprintf("%q already belongs to %s", key.slug, owner))
		return e
	}
	d.next.slugs.put(key, ref.ID)
	return nil
}
