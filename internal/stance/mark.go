package stance

import (
	"math"

	"onrecord/internal/record"
)

// mark is a vote as the index keeps it, 16 bytes. Its actor and class are those
// of the run that it stands in.
type mark struct {
	stance    StanceNo
	utterance UtteranceNo
	facts     facts
	// retracted is one more than the key of the day on which the speaker first
	// took the words back; zero: never.
	retracted int32
}

// facts are, from the top: the key of the date (23 bits), whether it dates the
// saying (1), the side (2), the certainty (2), qualified, own, shared (1 each).
type facts uint32

const (
	sharedFact     facts = 1 << iota // the utterance may carry votes of others too
	ownFact                          // the actor's own words
	qualifiedFact                    // beside a side only
	certaintyShift = 3
	sideShift      = 5
	datedShift     = 7
	keyShift       = 8
)

func (f facts) key() int32                  { return int32(f >> keyShift) }
func (f facts) dated() bool                 { return f>>datedShift&1 == 1 }
func (f facts) side() record.Position       { return record.Position(f>>sideShift&3) + 1 }
func (f facts) certainty() record.Certainty { return record.Certainty(f >> certaintyShift & 3) }
func (f facts) is(fact facts) bool          { return f&fact != 0 }

// at is the same facts under another date.
func (f facts) at(other facts) facts {
	const mask = 1<<datedShift - 1
	return f&mask | other&^mask
}

func factsOf(w when, own bool, q *record.Quote) facts {
	f := facts(w.key) << keyShift
	if w.dated {
		f |= 1 << datedShift
	}
	if own {
		f |= ownFact
	}
	if !q.OnBehalfOf.IsZero() || !q.Utterance.IsZero() {
		f |= sharedFact
	}
	return f
}

// markOf packs a vote; ok is false where it stands on no date.
func markOf(v *Vote, s StanceNo, u UtteranceNo) (m mark, ok bool) {
	if !v.admitted() {
		return mark{}, false
	}
	f := factsOf(whenSaid(v), v.Own, v.Quote)
	f |= facts(v.side()-1)<<sideShift | facts(v.Stance.Certainty)<<certaintyShift
	if v.Stance.Qualified {
		f |= qualifiedFact
	}
	return mark{s, u, f, firstRetraction(v.Corrections)}, true
}

func firstRetraction(corrections []*record.Correction) int32 {
	first := int32(0)
	for _, c := range corrections {
		if c.Kind != record.SpeakerRetracted {
			continue
		}
		if from := c.On.Key() + 1; first == 0 || from < first {
			first = from
		}
	}
	return first
}

// stands reports whether words said on the day of f and taken back as given
// stand on a day.
func (f facts) stands(retracted, day int32) bool {
	return f.key() <= day && (retracted == 0 || retracted-1 > day)
}

// now is the day of questions without a date.
const now = math.MaxInt32

// settled is the mark's facts under the best date that any printing of its
// utterance in the run gives. Only declared utterances are printed twice.
func (m *mark) settled(run []mark) facts {
	if !m.facts.is(sharedFact) || len(run) == 1 {
		return m.facts
	}
	best := m.facts
	for i := range run {
		if run[i].utterance == m.utterance && run[i].facts.better(best) {
			best = run[i].facts
		}
	}
	return m.facts.at(best)
}

// better orders what two printings tell of one date, as betterDate does.
func (f facts) better(than facts) bool {
	switch {
	case f.dated() != than.dated():
		return f.dated()
	case (f.key() == 0) != (than.key() == 0):
		return than.key() == 0
	}
	return f.key() < than.key()
}

// standpoint is what a run amounts to on a day: the effective position of one
// actor on one class, in the numbers of the index.
type standpoint struct {
	code   code
	shared bool  // some of the evidence may be words that count for others too
	weight int32 // of the decisive moment, see weigh
}

// weigh orders standing marks by what decides: one's own words before those
// spoken in one's name, dated before undated ones, the latest last.
func (f facts) weigh() int32 {
	w := f.key()
	if f.dated() {
		w |= 1 << 23
	}
	if f.is(ownFact) {
		w |= 1 << 24
	}
	return w
}

// effective is [Effective] for a run of marks. The two are held together by a
// property test.
func effective(run []mark, day int32) standpoint {
	var s standpoint
	s.weight = -1
	var side record.Position
	qualified, certainty := true, record.Unspecified
	for i := range run {
		f := run[i].settled(run)
		if !f.stands(run[i].retracted, day) {
			continue
		}
		w := f.weigh()
		if w < s.weight {
			continue
		}
		if w > s.weight {
			s = standpoint{weight: w}
			side, qualified, certainty = f.side(), true, record.Unspecified
		}
		if f.side() != side {
			side = record.MixedPosition
		}
		qualified = qualified && f.is(qualifiedFact)
		certainty = max(certainty, f.certainty())
		s.shared = s.shared || f.is(sharedFact)
	}
	if s.weight >= 0 {
		s.code = codeFrom(side, qualified, certainty == record.Possible)
	}
	return s
}

// changeable is the since of a run whose position is not the same from one day on
// for ever: it has to be worked out for each day.
const changeable = -1

// sinceOf is the key of the day from which a run amounts to what it amounts to now,
// and before which to nothing, so that positions of another day need not be worked
// out where somebody spoke once and never took it back, as nearly everybody does.
func sinceOf(run []mark) int32 {
	if len(run) > 1 || run[0].retracted != 0 {
		return changeable
	}
	return run[0].facts.key()
}

// evidence visits the marks that a run's position on a day rests on.
func evidence(run []mark, day int32, visit func(m *mark)) {
	weight := effective(run, day).weight
	for i := range run {
		m := &run[i]
		f := m.settled(run)
		if f.stands(m.retracted, day) && f.weigh() == weight {
			visit(m)
		}
	}
}
