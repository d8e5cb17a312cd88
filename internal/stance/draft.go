package stance

import "slices"

// Draft is an index in the making. It is used by one goroutine and ends with
// [Draft.Seal].
type Draft struct {
	next *Index
	// loaded are votes not yet in order, as replies are until arrange: filling an
	// empty index one by one would move the ledger of a busy actor once for each.
	loaded map[ActorNo][]entry
	// the slices that this draft made and may write to
	ownLedgers map[ActorNo]bool
	ownSeats   map[ClassNo]bool
}

type entry struct {
	class ClassNo
	mark  mark
}

// Place says, in the owner's numbers, where a vote stands.
type Place struct {
	Actor     ActorNo
	Class     ClassNo
	Stance    StanceNo
	Utterance UtteranceNo
}

// NewIndex begins an index with nothing in it.
func NewIndex() *Draft {
	d := (&Index{workbench: newWorkbench(), waves: newWaves(), stamped: now}).Draft()
	d.loaded = map[ActorNo][]entry{}
	return d
}

// Draft begins the index that follows after a change.
func (ix *Index) Draft() *Draft {
	next := *ix
	return &Draft{next: &next, ownLedgers: map[ActorNo]bool{}, ownSeats: map[ClassNo]bool{}}
}

// Seal ends the draft. Its cost, and the memory that the two indexes do not
// share, follow from what the draft touched.
func (d *Draft) Seal() *Index {
	d.arrange()
	ix := d.next
	ix.ledgers.seal()
	ix.seats.seal()
	ix.since.seal()
	ix.ties.seal()
	ix.answers.seal()
	ix.replies.seal()
	ix.companies.seal()
	d.next = nil // a later write would be seen by readers; let it panic
	return ix
}

// Add enters a vote, read from the side of its class's representative. One that
// stands on no date, such as a coder's error, is passed over. The place must be
// free: a vote that changed is removed first.
func (d *Draft) Add(at Place, v *Vote) {
	m, ok := markOf(v, at.Stance, at.Utterance)
	if !ok {
		return
	}
	d.next.stances++
	if d.loaded != nil {
		d.loaded[at.Actor] = append(d.loaded[at.Actor], entry{at.Class, m})
		return
	}
	l := d.ledger(at.Actor)
	i := l.insert(at.Class, m)
	d.reseat(at.Actor, l, i)
	if m.facts.is(sharedFact) {
		d.accompany(at.Class, company{m.utterance, at.Actor}, true)
	}
}

// Remove takes a vote out again, by its actor, class and stance. One that is not
// there is passed over.
func (d *Draft) Remove(at Place) {
	d.arrange()
	old := d.next.ledgers.at(uint32(at.Actor))
	i, found := slices.BinarySearchFunc(old.runs, at.Class, byClass)
	if !found {
		return
	}
	n := slices.IndexFunc(old.of(i), func(m mark) bool { return m.stance == at.Stance })
	if n < 0 {
		return
	}
	d.next.stances--
	l := d.ledger(at.Actor)
	d.part(at, l.of(i), n)
	if l.remove(i, n) {
		d.reseat(at.Actor, l, i)
		return
	}
	d.unseat(at.Actor, at.Class)
}

// part forgets that an actor is on a class in the utterance of the n-th mark of
// its run, unless another mark prints it too.
func (d *Draft) part(at Place, run []mark, n int) {
	u := run[n].utterance
	for i := range run {
		if i != n && run[i].utterance == u && run[i].facts.is(sharedFact) {
			return
		}
	}
	d.accompany(at.Class, company{u, at.Actor}, false)
}

// ledger is an actor's, to be written to, with room for one more.
func (d *Draft) ledger(a ActorNo) *ledger {
	l := d.next.ledgers.writable(uint32(a))
	if !d.ownLedgers[a] {
		d.ownLedgers[a] = true
		l.marks = append(make([]mark, 0, len(l.marks)+1), l.marks...)
		l.runs = append(make([]run, 0, len(l.runs)+1), l.runs...)
	}
	d.next.actors = max(d.next.actors, uint32(a)+1)
	return l
}

// insert gives the place of the run that the mark went to.
func (l *ledger) insert(c ClassNo, m mark) int {
	i, found := slices.BinarySearchFunc(l.runs, c, byClass)
	at := len(l.marks)
	switch {
	case found && i+1 < len(l.runs):
		at = int(l.runs[i+1].start())
	case !found && i < len(l.runs):
		at = int(l.runs[i].start())
	}
	if !found {
		l.runs = slices.Insert(l.runs, i, runAt(c, at))
	}
	l.marks = slices.Insert(l.marks, at, m)
	l.shift(i+1, 1)
	return i
}

// remove takes the n-th mark out of the i-th run. It is false where that was the
// last of it and the run is gone.
func (l *ledger) remove(i, n int) bool {
	last := len(l.of(i)) == 1
	at := int(l.runs[i].start()) + n
	l.marks = slices.Delete(l.marks, at, at+1)
	l.shift(i+1, -1)
	if last {
		l.runs = slices.Delete(l.runs, i, i+1)
	}
	return !last
}

func (l *ledger) shift(from, by int) {
	for i := from; i < len(l.runs); i++ {
		l.runs[i] = l.runs[i].moved(by)
	}
}

// reseat settles where an actor stands now on the class of its i-th run.
func (d *Draft) reseat(a ActorNo, l *ledger, i int) {
	at, from := effective(l.of(i), d.next.stamped).stamp(), sinceOf(l.of(i))
	l.runs[i] = l.runs[i].with(at)
	seats, since := d.class(l.runs[i].class)
	n, found := slices.BinarySearchFunc(*seats, a, byActor)
	if found {
		(*seats)[n], (*since)[n] = seatOf(a, at), from
		return
	}
	*seats, *since = slices.Insert(*seats, n, seatOf(a, at)), slices.Insert(*since, n, from)
}

func (d *Draft) unseat(a ActorNo, c ClassNo) {
	seats, since := d.class(c)
	if n, found := slices.BinarySearchFunc(*seats, a, byActor); found {
		*seats, *since = slices.Delete(*seats, n, n+1), slices.Delete(*since, n, n+1)
	}
}

// class is a class's seats and since when they are, to be written to, with room
// for one more.
func (d *Draft) class(c ClassNo) (*[]seat, *[]int32) {
	seats, since := d.next.seats.writable(uint32(c)), d.next.since.writable(uint32(c))
	if !d.ownSeats[c] {
		d.ownSeats[c] = true
		*seats = append(make([]seat, 0, len(*seats)+1), *seats...)
		*since = append(make([]int32, 0, len(*since)+1), *since...)
	}
	return seats, since
}

// arrange puts what was loaded in order.
func (d *Draft) arrange() {
	if d.loaded == nil {
		return
	}
	loaded := d.loaded
	d.loaded = nil
	d.next.replies.each(func(_ uint32, list *[]reply) { slices.SortFunc(*list, byOther) })
	counts := map[ClassNo]int{}
	shared := map[ClassNo][]company{}
	for a, entries := range loaded {
		l := ledgerOf(entries)
		for _, r := range l.runs {
			counts[r.class]++
		}
		for _, e := range entries {
			if e.mark.facts.is(sharedFact) {
				shared[e.class] = append(shared[e.class], company{e.mark.utterance, a})
			}
		}
		*d.next.ledgers.writable(uint32(a)) = l
		d.next.actors = max(d.next.actors, uint32(a)+1)
		delete(loaded, a)
	}
	for c, list := range shared {
		slices.SortFunc(list, byUtterance)
		*d.next.companies.writable(uint32(c)) = slices.Clip(slices.Compact(list))
	}
	for c, n := range counts {
		*d.next.seats.writable(uint32(c)) = make([]seat, 0, n)
		*d.next.since.writable(uint32(c)) = make([]int32, 0, n)
	}
	d.next.ledgers.each(func(a uint32, l *ledger) {
		for i, r := range l.runs {
			seats, since := d.next.seats.writable(uint32(r.class)), d.next.since.writable(uint32(r.class))
			*seats, *since = append(*seats, seatOf(ActorNo(a), r.stamp())), append(*since, sinceOf(l.of(i)))
		}
	})
}

func ledgerOf(entries []entry) ledger {
	slices.SortFunc(entries, func(a, b entry) int {
		if c := compare(a.class, b.class); c != 0 {
			return c
		}
		return compare(a.mark.stance, b.mark.stance)
	})
	runs := 0
	for i := range entries {
		if i == 0 || entries[i].class != entries[i-1].class {
			runs++
		}
	}
	l := ledger{make([]mark, len(entries)), make([]run, 0, runs)}
	for i, e := range entries {
		l.marks[i] = e.mark
		if i == 0 || e.class != entries[i-1].class {
			l.runs = append(l.runs, runAt(e.class, i))
		}
	}
	for i := range l.runs {
		l.runs[i] = l.runs[i].with(effective(l.of(i), now).stamp())
	}
	return l
}
