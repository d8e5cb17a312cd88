package stance

import "onrecord/internal/record"

// AlignmentKind is what a point between two actors is. The greater value is the
// less agreeing one, which stands where a dispute yields several.
type AlignmentKind uint8

// The values of AlignmentKind; zero is no point.
const (
	Agreement AlignmentKind = iota + 1
	Qualification
	Disagreement
)

func (k AlignmentKind) String() string {
	switch k {
	case Agreement:
		return "AGREEMENT"
	case Qualification:
		return "QUALIFICATION"
	case Disagreement:
		return "DISAGREEMENT"
	}
	return "-"
}

// KindStated is the kind of point that a stated response makes by itself; zero
// for a comment, which makes none.
func KindStated(k record.ResponseKind) AlignmentKind {
	switch k {
	case record.Agrees:
		return Agreement
	case record.Disagrees:
		return Disagreement
	case record.Qualifies:
		return Qualification
	}
	return 0
}

// code is what matters of a position when it meets another: its side, and
// whether it is qualified or only possible. Thousands of millions of them meet
// in a large graph, so it is one number.
type code uint8

const (
	silent code = iota // nothing stands
	supports
	mayHold           // SUPPORTS, only possible
	supportsQualified // SUPPORTS, qualified, whatever its certainty
	opposes
	mayNotHold
	opposesQualified
	undecided
	mixed
	codeCount
)

func codeFrom(side record.Position, qualified, possible bool) code {
	var c code
	switch side {
	case record.Supports:
		c = supports
	case record.Opposes:
		c = opposes
	case record.Undecided:
		return undecided
	case record.MixedPosition:
		return mixed
	default:
		return silent
	}
	switch {
	case qualified:
		return c + 2
	case possible:
		return c + 1
	}
	return c
}

// side is 1 for a supporting code, -1 for an opposing one, else 0.
func (c code) side() int {
	switch {
	case c >= supports && c <= supportsQualified:
		return 1
	case c >= opposes && c <= opposesQualified:
		return -1
	}
	return 0
}

func (c code) qualified() bool { return c == supportsQualified || c == opposesQualified }
func (c code) possible() bool  { return c == mayHold || c == mayNotHold }

// degree reports whether a position differs from every other in degree at most:
// it is qualified or takes no single side.
func (c code) degree() bool { return c.qualified() || c.side() == 0 }

// judge is how two positions on one class of claims stand to one another; zero:
// they make no point. It does not look at utterances, see [pair.independent].
func judge(a, b code) AlignmentKind {
	switch {
	case a == silent || b == silent, a == undecided && b == undecided:
		return 0
	case a.degree() || b.degree():
		return Qualification
	case a.side() == b.side():
		return Agreement
	case a.possible() && b.possible():
		return Qualification
	}
	return Disagreement
}

// judgeRivals is how two positions stand to one another that each support
// another answer to one question, or each one of two conflicting claims; zero
// where one of them does not support its answer. The flags say that the answer
// is the opposite of the claim that the position is relative to.
func judgeRivals(a, b code, aExchanged, bExchanged bool) AlignmentKind {
	switch {
	case a.side() != sideOfAnswer(aExchanged) || b.side() != sideOfAnswer(bExchanged):
		return 0
	case a.qualified() || b.qualified() || a.possible() || b.possible():
		return Qualification
	}
	return Disagreement
}

// sideOfAnswer is the side of the class that supporting an answer amounts to.
func sideOfAnswer(exchanged bool) int {
	if exchanged {
		return -1
	}
	return 1
}

// hasOther reports whether some of the first are not among the second. The lists
// are one or two long.
func hasOther[T comparable](some, others []T) bool {
	for _, u := range some {
		among := false
		for _, v := range others {
			among = among || u == v
		}
		if !among {
			return true
		}
	}
	return false
}

// Alignment sums up the points between two actors.
type Alignment struct {
	A, B ActorNo
	// Agreed, Disagreed and Qualified count computed points, one a dispute.
	Agreed, Disagreed, Qualified int
	// Stated counts the points that are stated responses by themselves. They are
	// in neither score nor ranking.
	Stated int
	// Grounded says that the computed points rest on at least two utterances of
	// each side.
	Grounded bool
}

// Shared is the number of computed points.
func (a Alignment) Shared() int { return a.Agreed + a.Disagreed + a.Qualified }

// Of is the number of computed points of a kind.
func (a Alignment) Of(k AlignmentKind) int {
	switch k {
	case Agreement:
		return a.Agreed
	case Disagreement:
		return a.Disagreed
	case Qualification:
		return a.Qualified
	}
	return 0
}

// Score runs from -1, disagreement on everything, to 1, agreement on everything.
// It is false where the points rest on fewer than two utterances of either side:
// no score from one quote.
func (a Alignment) Score() (score float64, ok bool) {
	if !a.Grounded {
		return 0, false
	}
	return float64(a.Agreed-a.Disagreed) / float64(a.Shared()), true
}

// Strength ranks the alignment among those of one kind: the 95% lower bound of
// the kind's share of the computed points.
func (a Alignment) Strength(k AlignmentKind) float64 { return Wilson(a.Of(k), a.Shared()) }

func (a *Alignment) count(k AlignmentKind) {
	switch k {
	case Agreement:
		a.Agreed++
	case Disagreement:
		a.Disagreed++
	case Qualification:
		a.Qualified++
	}
}
