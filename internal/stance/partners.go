package stance

import (
	"context"
	"slices"
	"sync"

	"onrecord/internal/record"
)

// workbench is the room in which one actor's points with everybody are counted.
// It is as wide as the graph has actors, and used again.
type workbench struct {
	counts  []counts // by actor
	touched []ActorNo
	worst   []AlignmentKind // by actor, within one question
	met     []ActorNo       // whose worst is set
	seats   []seat
	walked  int // seats walked since the context was last asked
	// spent is how many were walked until then, and most how many may be; zero: no
	// bound.
	spent, most int
	// reached are actors with whom there is a wanted point, seen by actor.
	reached []ActorNo
	seen    []bool
	// ids are what was asked of the index's owner before, by actor; zero: not asked
	// yet. A number is never given to another id. Its kind may change: somebody who
	// was removed can come back as an unnamed source.
	ids []record.ActorID
}

// id is an actor's.
func (w *workbench) id(actors Actors, a ActorNo) record.ActorID {
	if int(a) >= len(w.ids) {
		return actors.ID(a)
	}
	if w.ids[a].IsZero() {
		w.ids[a] = actors.ID(a)
	}
	return w.ids[a]
}

func newWorkbench() *sync.Pool { return &sync.Pool{New: func() any { return &workbench{} }} }

// counts packs the computed points of a pair: 21 bits for each kind, enough for
// two million disputes, and one that says that the pair has met, so that it is
// noted once even where what was counted is taken back.
type counts uint64

const (
	countBits = 21
	countMask = 1<<countBits - 1

	haveMet counts = 1 << (3 * countBits)
)

// point is what one more point of a kind adds.
func point(k AlignmentKind) counts {
	if k == 0 {
		return 0
	}
	return 1 << (countBits * (k - 1))
}

func (c counts) of(k AlignmentKind) int { return int(c >> (countBits * (k - 1)) & countMask) }

func (c counts) shared() int { return c.of(Agreement) + c.of(Disagreement) + c.of(Qualification) }

func (c counts) alignment(a, b ActorNo) Alignment {
	return Alignment{A: a, B: b, Agreed: c.of(Agreement), Disagreed: c.of(Disagreement), Qualified: c.of(Qualification)}
}

// row is what each stamp adds for somebody whose own stamp is given.
type row [1 << stampBits]counts

var rows = makeRows()

func makeRows() (all [1 << stampBits]row) {
	for mine := range all {
		for theirs := range all[mine] {
			a, b := stamp(mine), stamp(theirs)
			if a.code() < codeCount && b.code() < codeCount {
				all[mine][theirs] = point(judge(a.code(), b.code()))
			}
		}
	}
	return all
}

// stride is how many seats are walked between two looks at the context: well
// under a millisecond's work.
const stride = 1 << 15

func (w *workbench) rest(ctx context.Context, walked int) error {
	if w.walked += walked; w.walked < stride {
		return nil
	}
	w.spent += w.walked
	w.walked = 0
	if w.most > 0 && w.spent > w.most {
		return tooLarge(w.spent, w.most)
	}
	return ctx.Err()
}

// bench lends a workbench for the index's actors.
func (ix *Index) bench() *workbench {
	w := ix.workbench.Get().(*workbench)
	if n := int(ix.actors); len(w.counts) < n {
		n += n / 8
		w.counts, w.worst, w.seen = make([]counts, n), make([]AlignmentKind, n), make([]bool, n)
		w.ids = make([]record.ActorID, n)
	}
	return w
}

// giveBack clears what was counted.
func (ix *Index) giveBack(w *workbench) {
	for _, b := range w.touched {
		w.counts[b] = 0
	}
	for _, b := range w.met {
		w.worst[b] = 0
	}
	for _, b := range w.reached {
		w.seen[b] = false
	}
	w.touched, w.met, w.reached = w.touched[:0], w.met[:0], w.reached[:0]
	w.walked, w.spent, w.most = 0, 0, 0
	ix.workbench.Put(w)
}

func (w *workbench) add(b ActorNo, c counts) {
	if w.counts[b] == 0 {
		w.touched = append(w.touched, b)
		c += haveMet
	}
	w.counts[b] += c
}

// meetAll counts the points of one actor with everybody else. The caller gives
// the bench back, whatever the error.
func (ix *Index) meetAll(ctx context.Context, a ActorNo, at lens, w *workbench) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	me := ix.party(a, at)
	var tied []run
	for _, r := range me.view {
		if r.stamp().code() == silent {
			continue
		}
		if ix.tied.has(r.class) {
			tied = append(tied, r)
			continue
		}
		if err := ix.meetClass(ctx, &me, r, at, w); err != nil {
			return err
		}
	}
	return ix.meetTied(ctx, &me, tied, at, w)
}

// meetClass counts the meetings on a class without ties, each of which is a
// point. Nearly all the time of a large graph goes by here.
func (ix *Index) meetClass(ctx context.Context, me *party, r run, at lens, w *workbench) error {
	seats, err := ix.walk(ctx, r.class, at, w)
	if err != nil {
		return err
	}
	row := &rows[r.stamp()]
	counted, touched := w.counts, w.touched
	for _, s := range seats {
		add := row[s.stamp()]
		if add == 0 {
			continue
		}
		b := s.actor()
		had := counted[b]
		if had == 0 {
			touched = append(touched, b)
			add += haveMet
		}
		counted[b] = had + add
	}
	w.touched = touched
	w.counts[me.actor] -= row[r.stamp()] // it met itself
	ix.takeBack(me, r, seats, at, w)
	return nil
}

// takeBack uncounts the meetings of two who rest on the same words.
func (ix *Index) takeBack(me *party, r run, seats []seat, at lens, w *workbench) {
	for _, b := range ix.dependants(me, r, r.class, at) {
		if i, found := slices.BinarySearchFunc(seats, b, byActor); found {
			w.counts[b] -= rows[r.stamp()][seats[i].stamp()]
		}
	}
}

// reachAll finds those with whom an actor has a point of a wanted kind. One is
// enough, so nothing is counted but on classes with ties. The caller gives the
// bench back, whatever the error.
func (ix *Index) reachAll(ctx context.Context, a ActorNo, at lens, wanted [Disagreement + 1]bool, w *workbench) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	me := ix.party(a, at)
	var tied []run
	for _, r := range me.view {
		switch {
		case r.stamp().code() == silent:
		case ix.tied.has(r.class):
			tied = append(tied, r)
		default:
			if err := ix.reachClass(ctx, &me, r, at, wanted, w); err != nil {
				return err
			}
		}
	}
	if err := ix.meetTied(ctx, &me, tied, at, w); err != nil {
		return err
	}
	for _, b := range w.touched {
		for k := Agreement; k <= Disagreement; k++ {
			if wanted[k] && w.counts[b].of(k) > 0 {
				w.reach(b)
			}
		}
	}
	return nil
}

// reachClass finds those with whom a class without ties makes a wanted point.
func (ix *Index) reachClass(ctx context.Context, me *party, r run, at lens, wanted [Disagreement + 1]bool, w *workbench) error {
	seats, err := ix.walk(ctx, r.class, at, w)
	if err != nil {
		return err
	}
	var makes [1 << stampBits]bool
	for stamped := range makes {
		if c := stamp(stamped).code(); c < codeCount {
			makes[stamped] = wanted[judge(r.stamp().code(), c)]
		}
	}
	dependants := ix.dependants(me, r, r.class, at)
	seen, reached := w.seen, w.reached
	for _, s := range seats {
		b := s.actor()
		if !makes[s.stamp()] || seen[b] || len(dependants) > 0 && slices.Contains(dependants, b) {
			continue
		}
		seen[b] = true
		reached = append(reached, b)
	}
	w.reached = reached
	return nil
}

// reach notes an actor, once; those beyond the bench hold nothing.
func (w *workbench) reach(b ActorNo) {
	if int(b) >= len(w.seen) {
		grown := make([]bool, b+1)
		copy(grown, w.seen)
		w.seen = grown
	}
	if !w.seen[b] {
		w.seen[b] = true
		w.reached = append(w.reached, b)
	}
}

// walk gives the seats of a class, to be read through once.
func (ix *Index) walk(ctx context.Context, c ClassNo, at lens, w *workbench) ([]seat, error) {
	if at.day == ix.stamped {
		seats := ix.seats.at(uint32(c))
		return seats, w.rest(ctx, len(seats))
	}
	w.seats = w.seats[:0]
	since := ix.since.at(uint32(c))
	for i, s := range ix.seats.at(uint32(c)) {
		if since[i] != changeable && ix.stamped == now {
			if since[i] > at.day {
				s = seatOf(s.actor(), 0)
			}
			w.seats = append(w.seats, s)
			continue
		}
		if err := w.rest(ctx, workedOut); err != nil {
			return nil, err
		}
		l := ix.ledgers.at(uint32(s.actor()))
		w.seats = append(w.seats, seatOf(s.actor(), effective(l.on(c), at.day).stamp()))
	}
	return w.seats, w.rest(ctx, 2*len(w.seats))
}

// meeting is a finding with one of the many.
type meeting struct {
	with ActorNo
	finding
}

// meetTied counts the points on classes that are tied to others. Their findings
// are settled for each partner.
func (ix *Index) meetTied(ctx context.Context, me *party, tied []run, at lens, w *workbench) error {
	var all []meeting
	var knots []run
	for _, r := range tied {
		if !ix.plain(r.class) {
			knots = append(knots, r)
		}
	}
	if err := ix.meetQuestions(ctx, me, tied, at, w); err != nil {
		return err
	}
	for _, r := range knots {
		if err := ix.meetKnot(ctx, me, r, at, w, func(m meeting) { all = append(all, m) }); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	slices.SortStableFunc(all, func(x, y meeting) int { return compare(x.with, y.with) })
	for len(all) > 0 {
		var findings []finding
		b := all[0].with
		for len(all) > 0 && all[0].with == b {
			findings = append(findings, all[0].finding)
			all = all[1:]
		}
		for _, s := range ix.settle(findings) {
			w.add(b, point(s.kind))
		}
		if err := w.rest(ctx, 64); err != nil {
			return err
		}
	}
	return nil
}

// meetKnot finds everything in which one of an actor's positions meets those of
// others, on its own class and on all that exclude it.
func (ix *Index) meetKnot(ctx context.Context, me *party, r run, at lens, w *workbench, found func(meeting)) error {
	against := ix.kindsOn(r)
	for _, c := range ix.excluding(r.class, at.scope) {
		seats, err := ix.walk(ctx, c, at, w)
		if err != nil {
			return err
		}
		kinds, dependants := against[c], ix.dependants(me, r, c, at)
		for _, s := range seats {
			kind := kinds[s.stamp().code()]
			if kind != 0 && s.actor() != me.actor && !slices.Contains(dependants, s.actor()) {
				found(meeting{s.actor(), finding{kind: kind, a: r.class, b: c}})
			}
		}
	}
	return nil
}

// excluding is a class and all that exclude something said on it, in scope.
func (ix *Index) excluding(c ClassNo, s Scope) []ClassNo {
	all := []ClassNo{c}
	ix.rivals(c, func(k rivalry) {
		if s.holds(k.with) {
			all = append(all, k.with)
		}
	})
	slices.Sort(all)
	return slices.Compact(all)
}
