package stance

import (
	"math"
	"slices"

	"onrecord/internal/record"
)

// Candidate is an actor's effective position on a class of claims, up for
// counting.
type Candidate struct {
	Kind     record.Kind // the actor's
	Position Position
}

// Tally is how many actors stand on which side of a claim. Supports, Opposes,
// Undecided and Mixed add up to Actors.
type Tally struct {
	Supports          int
	SupportsQualified int // among Supports
	Opposes           int
	OpposesQualified  int // among Opposes
	Undecided         int
	Mixed             int
	Unnamed           int // unnamed sources, in none of the other figures
	Actors            int
	// Contention is the 95% lower bound of the smaller side's share among those
	// who take one, from 0 (one side is empty) to 0.5.
	Contention float64
}

// Count counts each actor and each utterance once. There must be at most one
// candidate for each actor.
func Count(candidates []Candidate) Tally {
	var t Tally
	var spokenFor []*Position
	for i := range candidates {
		c := &candidates[i]
		switch {
		case c.Kind == record.KindUnnamedSource:
			t.Unnamed++
		case !countable(c.Kind):
		case len(c.Position.Via) > 0:
			spokenFor = append(spokenFor, &c.Position)
		default:
			t.add(&c.Position)
		}
	}
	if len(spokenFor) > 0 {
		t.addSpokenFor(spokenFor, candidates)
	}
	t.Contention = Wilson(min(t.Supports, t.Opposes), t.Supports+t.Opposes)
	return t
}

func countable(k record.Kind) bool {
	return k == record.KindPerson || k == record.KindInstitution
}

// addSpokenFor counts those for whom others spoke, by id, unless everything they
// rest on carries a vote by then.
func (t *Tally) addSpokenFor(spokenFor []*Position, candidates []Candidate) {
	carried := carriedBySpeakers(spokenFor, candidates)
	slices.SortFunc(spokenFor, func(a, b *Position) int { return a.Actor.Compare(b.Actor) })
	for _, p := range spokenFor {
		fresh := func(u record.UtteranceID) bool { return !carried[u] }
		if !slices.ContainsFunc(p.Utterances, fresh) {
			continue
		}
		t.add(p)
		for _, u := range p.Utterances {
			carried[u] = true
		}
	}
}

// carriedBySpeakers tells, of each utterance that somebody spoke for another,
// whether it carries the vote of one who spoke. Only these few utterances are
// noted: a popular claim has a hundred thousand others.
func carriedBySpeakers(spokenFor []*Position, candidates []Candidate) map[record.UtteranceID]bool {
	carried := make(map[record.UtteranceID]bool, len(spokenFor))
	for _, p := range spokenFor {
		for _, u := range p.Utterances {
			carried[u] = false
		}
	}
	for i := range candidates {
		c := &candidates[i]
		if !countable(c.Kind) || len(c.Position.Via) > 0 {
			continue
		}
		for _, u := range c.Position.Utterances {
			if _, asked := carried[u]; asked {
				carried[u] = true
			}
		}
	}
	return carried
}

func (t *Tally) add(p *Position) {
	t.Actors++
	switch p.Side {
	case record.Supports:
		t.Supports++
		if p.Qualified {
			t.SupportsQualified++
		}
	case record.Opposes:
		t.Opposes++
		if p.Qualified {
			t.OpposesQualified++
		}
	case record.Undecided:
		t.Undecided++
	default:
		t.Mixed++
	}
}

// Wilson is the lower bound of the 95% score interval for the share of successes
// among n trials: E. B. Wilson, "Probable Inference, the Law of Succession, and
// Statistical Inference", Journal of the American Statistical Association 22
// (1927), 209–212. It lies between 0 and the share itself and is 0 where n is;
// successes outside 0..n are taken for the nearer end.
func Wilson(successes, n int) float64 {
	successes = min(successes, n)
	if n <= 0 || successes <= 0 {
		return 0
	}
	const z = 1.959963984540054 // the 97.5th percentile of the normal distribution
	trials := float64(n)
	share := float64(successes) / trials
	centre := share + z*z/(2*trials)
	margin := z * math.Sqrt((share*(1-share)+z*z/(4*trials))/trials)
	return max(0, (centre-margin)/(1+z*z/trials))
}
