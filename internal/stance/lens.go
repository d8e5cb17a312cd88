package stance

import (
	"slices"

	"onrecord/internal/record"
)

// Lens narrows a question to some classes of claims, as of a date. The zero Lens
// asks about everything, now.
type Lens struct {
	Scope Scope
	// AsOf is the last day that counts. Every date is answered exactly; one other
	// than now costs more, because positions are worked out on the way.
	AsOf record.Date
}

// Scope is a set of classes. The zero Scope is all of them.
type Scope struct {
	classes []ClassNo
	narrow  bool
}

// ScopeOf narrows to some classes, in any order. A class is in the scope of a
// topic, an event, a question or a claim as soon as one of its claims is. It
// keeps the slice.
func ScopeOf(classes []ClassNo) Scope {
	slices.Sort(classes)
	return Scope{slices.Compact(classes), true}
}

func (s Scope) holds(c ClassNo) bool {
	if !s.narrow {
		return true
	}
	_, found := slices.BinarySearch(s.classes, c)
	return found
}

// lens is a Lens in the terms of the index.
type lens struct {
	scope Scope
	day   int32
}

func (l Lens) focus() lens { return lens{l.Scope, lastDay(l.AsOf)} }

// holdsReply reports whether a response is in scope. One without a claim is
// about nothing in particular, and in no scope but that of everything.
func (l lens) holdsReply(r reply) bool {
	return !l.scope.narrow || r.hasClass && l.scope.holds(r.class)
}

// view is where an actor stands through a lens: the runs of the classes in
// scope, stamped as of the day. Runs that amount to nothing may be among them.
func (ix *Index) view(a ActorNo, at lens) []run {
	l := ix.ledgers.at(uint32(a))
	if !at.scope.narrow && at.day == ix.stamped {
		return l.runs
	}
	var seen []run
	l.within(at.scope, func(i int) {
		r := l.runs[i]
		if at.day != ix.stamped {
			r = r.with(effective(l.of(i), at.day).stamp())
		}
		seen = append(seen, r)
	})
	return seen
}

// within visits the places of the runs in scope, in order, by way of the
// shorter of the two lists.
func (l *ledger) within(s Scope, visit func(i int)) {
	switch {
	case !s.narrow:
		for i := range l.runs {
			visit(i)
		}
	case len(s.classes) < len(l.runs):
		from := 0
		for _, c := range s.classes {
			i, found := slices.BinarySearchFunc(l.runs[from:], c, byClass)
			from += i
			if found {
				visit(from)
			}
		}
	default:
		for i, r := range l.runs {
			if s.holds(r.class) {
				visit(i)
			}
		}
	}
}
