package stance

import (
	"slices"
	"sync"
)

// Index holds who took which side of what, of a whole graph, in less than fifty
// bytes a stance. It never changes: [Index.Draft] makes the next one, which
// shares with it whatever the change does not touch.
type Index struct {
	ledgers   pages[ledger]
	seats     pages[[]seat]    // by class, in order of the actors' numbers
	since     pages[[]int32]   // by class, beside the seats: see sinceOf
	ties      pages[*Ties]     // by class
	answers   pages[[]ClassNo] // by question, in order
	replies   pages[[]reply]   // by actor, see byOther
	companies pages[[]company] // by class, see byUtterance
	tied      bits             // classes that have ties
	stances   int
	actors    uint32 // one more than the greatest actor with a ledger
	stamped   int32  // the day of the stamps, see AsOf
	workbench *sync.Pool
	waves     *sync.Pool
}

// ledger is one actor's marks, those of one class together, and the runs that
// they form, in order of the classes.
type ledger struct {
	marks []mark
	runs  []run
}

// run is the marks of one actor on one class. They end where those of the next
// run begin.
type run struct {
	class ClassNo
	place uint32 // where they begin, and the stamp of what they amount to now
}

// seat is an actor's place in a class: the stamp of where it stands now, and
// its number.
type seat uint32

// stamp is a code, and whether the words behind it may count for others too.
type stamp uint8

const (
	stampBits = 5
	actorBits = 32 - stampBits
	stampMask = 1<<stampBits - 1
	actorMask = 1<<actorBits - 1

	sharedStamp stamp = 1 << (stampBits - 1)
)

func (s standpoint) stamp() stamp {
	if s.shared {
		return stamp(s.code) | sharedStamp
	}
	return stamp(s.code)
}

func (s stamp) code() code   { return code(s &^ sharedStamp) }
func (s stamp) shared() bool { return s&sharedStamp != 0 }

func (s seat) actor() ActorNo         { return ActorNo(s & actorMask) }
func (s seat) stamp() stamp           { return stamp(s >> actorBits) }
func seatOf(a ActorNo, at stamp) seat { return seat(at)<<actorBits | seat(a) }

func (r run) stamp() stamp           { return stamp(r.place & stampMask) }
func (r run) start() uint32          { return r.place >> stampBits }
func (r run) with(at stamp) run      { return run{r.class, r.place&^stampMask | uint32(at)} }
func (r run) moved(by int) run       { return run{r.class, uint32(int(r.place) + by<<stampBits)} }
func runAt(c ClassNo, start int) run { return run{c, uint32(start) << stampBits} }

func byClass(r run, c ClassNo) int  { return compare(r.class, c) }
func byActor(s seat, a ActorNo) int { return compare(s.actor(), a) }

func compare[T ~uint32](a, b T) int { return int(int64(a) - int64(b)) }

// of is the i-th run's marks.
func (l *ledger) of(i int) []mark {
	end := len(l.marks)
	if i+1 < len(l.runs) {
		end = int(l.runs[i+1].start())
	}
	return l.marks[l.runs[i].start():end]
}

// on is the marks on a class; none where there are none.
func (l *ledger) on(c ClassNo) []mark {
	if i, ok := slices.BinarySearchFunc(l.runs, c, byClass); ok {
		return l.of(i)
	}
	return nil
}

// Stances is the number of votes that the index holds. A stance of a spokesman
// makes two.
func (ix *Index) Stances() int { return ix.stances }

// bits is a set of numbers.
type bits []uint64

func (b bits) has(i ClassNo) bool {
	w := int(i / 64)
	return w < len(b) && b[w]>>(i%64)&1 == 1
}

func (b bits) with(i ClassNo, in bool) bits {
	next := make(bits, max(len(b), int(i/64)+1))
	copy(next, b)
	if in {
		next[i/64] |= 1 << (i % 64)
	} else {
		next[i/64] &^= 1 << (i % 64)
	}
	return next
}

// Votes are the stances by which an actor's position on a class is worked out,
// in order of their numbers. What stands on no date is not among them.
func (ix *Index) Votes(a ActorNo, c ClassNo) []StanceNo {
	l := ix.ledgers.at(uint32(a))
	var votes []StanceNo
	for _, m := range l.on(c) {
		votes = append(votes, m.stance)
	}
	slices.Sort(votes)
	return votes
}
