package stance

import (
	"math"
	"slices"
	"testing"

	"onrecord/internal/record"
)

// candidate is the effective position that votes of one actor amount to.
func candidate(t *testing.T, k record.Kind, votes ...Vote) Candidate {
	t.Helper()
	p, ok := Effective(onRecord(votes...), record.Date{})
	if !ok {
		t.Fatal("nothing stands")
	}
	return Candidate{k, p}
}

// who is a speaker by number.
func who(n int) func(*Vote) { return by(number[record.Actor](n)) }

func expectTally(t *testing.T, candidates []Candidate, want Tally) {
	t.Helper()
	want.Contention = Wilson(min(want.Supports, want.Opposes), want.Supports+want.Opposes)
	for range 2 {
		if got := Count(candidates); got != want {
			t.Errorf("\n got %+v\nwant %+v", got, want)
		}
		slices.Reverse(candidates)
	}
}

func TestEachActorHasOneVoteOnOneSide(t *testing.T) {
	expectTally(t, []Candidate{
		candidate(t, record.KindPerson, said("2025-11-11", no, who(1)), said("2025-12-13", yes, who(1))),
		candidate(t, record.KindPerson, said("2025-12-13", yes, qualified, who(2))),
		candidate(t, record.KindInstitution, said("2025-12-13", no, who(3))),
		candidate(t, record.KindInstitution, said("2025-12-13", no, qualified, who(4))),
		candidate(t, record.KindPerson, said("2025-12-13", unk, who(5))),
		candidate(t, record.KindPerson, said("2025-12-13", yes, qualified, who(6)), said("2025-12-13", no, qualified, who(6))),
	}, Tally{Supports: 2, SupportsQualified: 1, Opposes: 2, OpposesQualified: 1, Undecided: 1, Mixed: 1, Actors: 6})
}

func TestCooperAndCentcomByOneSentenceAreOneVote(t *testing.T) {
	person := candidate(t, record.KindPerson, said("2025-12-13", yes, utterance(1)))
	command := candidate(t, record.KindInstitution, said("2025-12-13", yes, utterance(1), forCentcom))
	expectTally(t, []Candidate{person, command}, Tally{Supports: 1, Actors: 1})
	expectTally(t, []Candidate{command}, Tally{Supports: 1, Actors: 1})
}

func TestAnInstitutionWithMoreBehindItIsCounted(t *testing.T) {
	person := candidate(t, record.KindPerson, said("2025-12-13", yes, utterance(1)))
	spokesman := candidate(t, record.KindInstitution,
		said("2025-12-13", yes, utterance(1), forCentcom),
		said("2025-12-13", yes, utterance(2), who(7), forCentcom))
	expectTally(t, []Candidate{person, spokesman}, Tally{Supports: 2, Actors: 2})
	itself := candidate(t, record.KindInstitution, said("2025-12-13", yes, utterance(1), by(centcom)))
	expectTally(t, []Candidate{person, itself}, Tally{Supports: 2, Actors: 2})
}

func TestTheCommandKeepsTheVoteWhoseSpeakerMovedOn(t *testing.T) {
	expectTally(t, []Candidate{
		candidate(t, record.KindPerson, said("2025-12-13", yes, utterance(1)), said("2025-12-20", no)),
		candidate(t, record.KindInstitution, said("2025-12-13", yes, utterance(1), forCentcom)),
	}, Tally{Supports: 1, Opposes: 1, Actors: 2})
}

func TestTwoInstitutionsSpokenForInOneUtteranceAreOneVote(t *testing.T) {
	first := candidate(t, record.KindInstitution, said("2025-12-13", yes, utterance(1), forCentcom))
	second := first
	second.Position.Actor = number[record.Actor](103)
	second.Position.Qualified = true
	expectTally(t, []Candidate{first, second}, Tally{Supports: 1, Actors: 1})
}

func TestUnnamedSourcesAreCountedApart(t *testing.T) {
	expectTally(t, []Candidate{
		candidate(t, record.KindUnnamedSource, said("2025-12-13", yes, utterance(1))),
		candidate(t, record.KindUnnamedSource, said("2025-12-13", no, who(8))),
		candidate(t, record.KindInstitution, said("2025-12-13", yes, utterance(1), forCentcom)),
	}, Tally{Supports: 1, Unnamed: 2, Actors: 1})
}

func TestCollectivesAreCountedNowhere(t *testing.T) {
	expectTally(t, []Candidate{candidate(t, record.KindCollective, said("2025-12-13", yes))}, Tally{})
	expectTally(t, nil, Tally{})
}

func TestContentionIsLowWhereOneStandsAgainstOne(t *testing.T) {
	split := func(supports, opposes int) float64 {
		var all []Candidate
		for i := range supports + opposes {
			side := record.Opposes
			if i < supports {
				side = record.Supports
			}
			all = append(all, Candidate{record.KindPerson, Position{Actor: number[record.Actor](i), Side: side}})
		}
		return Count(all).Contention
	}
	if one, many := split(1, 1), split(20, 20); one >= many {
		t.Errorf("1–1 is as contested (%v) as 20–20 (%v)", one, many)
	}
	if even, lopsided := split(10, 10), split(18, 2); even <= lopsided {
		t.Errorf("10–10 (%v) is no more contested than 18–2 (%v)", even, lopsided)
	}
	if a, b := split(3, 9), split(9, 3); a != b {
		t.Errorf("contention depends on which side is smaller: %v, %v", a, b)
	}
	for _, c := range []float64{split(0, 0), split(5, 0), split(0, 5)} {
		if c != 0 {
			t.Errorf("contention where one side is empty is %v, want 0", c)
		}
	}
}

func originsOf(votes []Vote, asOf record.Date) int {
	return onOneClass(votes).Origins([]ClassNo{0}, asOf)
}

// onOneClass is the index of votes whose every utterance is a declared one, which
// several may have printed.
func onOneClass(votes []Vote) *Index {
	d := NewIndex()
	actors, utterances := map[record.ActorID]ActorNo{}, map[record.UtteranceID]UtteranceNo{}
	for i, v := range votes {
		actor, ok := actors[v.Actor]
		if !ok {
			actor = ActorNo(len(actors))
			actors[v.Actor] = actor
		}
		utterance, ok := utterances[v.Utterance]
		if !ok {
			utterance = UtteranceNo(len(utterances))
			utterances[v.Utterance] = utterance
		}
		quote := *v.Quote
		quote.Utterance = v.Utterance
		v.Quote = &quote
		d.Add(Place{actor, 0, StanceNo(i), utterance}, &v)
	}
	return d.Seal()
}

func TestOriginsAreUtterancesNotPrintings(t *testing.T) {
	votes := onRecord(
		said("2025-12-13", yes, utterance(1), printed("2025-12-14")),
		said("2025-12-13", yes, utterance(1), printed("2025-12-20")),
		said("2025-12-13", yes, utterance(1), forCentcom),
		said("2025-12-15", no, who(8)),
		said("2025-12-16", no, who(9), retracted("2025-12-20")),
		said("2025-12-16", yes, who(9), editorial),
		said("2025-12-16", yes, who(9), withdrawn),
	)
	for asOf, want := range map[string]int{"2025-12-12": 0, "2025-12-14": 1, "2025-12-19": 3, "2025-12-20": 2, "": 2} {
		if got := originsOf(votes, day(asOf)); got != want {
			t.Errorf("as of %q: %d origins, want %d", asOf, got, want)
		}
	}
}

func TestStatusIsTheGravestCorrection(t *testing.T) {
	for _, c := range []struct {
		kinds []record.CorrectionKind
		want  record.QuoteStatus
	}{
		{nil, record.Current},
		{[]record.CorrectionKind{record.PublisherCorrected}, record.Corrected},
		{[]record.CorrectionKind{record.SpeakerRetracted}, record.Retracted},
		{[]record.CorrectionKind{record.CoderError}, record.Withdrawn},
		{[]record.CorrectionKind{record.SpeakerRetracted, record.PublisherCorrected}, record.Retracted},
		{[]record.CorrectionKind{record.PublisherCorrected, record.CoderError, record.SpeakerRetracted}, record.Withdrawn},
	} {
		var corrections []*record.Correction
		for _, k := range c.kinds {
			corrections = append(corrections, &record.Correction{Kind: k})
		}
		for range 2 {
			if got := Status(corrections); got != c.want {
				t.Errorf("status after %v is %v, want %v", c.kinds, got, c.want)
			}
			slices.Reverse(corrections)
		}
	}
}

// The expected bounds were computed independently with 60-digit decimals.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		successes, n int
		want         float64
	}{
		{0, 0, 0}, {0, 10, 0}, {5, 0, 0}, {3, -1, 0}, {-1, 10, 0},
		{1, 1, 0.206549314377237}, {1, 2, 0.094531205734231}, {5, 10, 0.236593090512564}, {8, 10, 0.490162471536642},
		{10, 10, 0.722467200137111}, {11, 10, 0.722467200137111}, {50, 100, 0.403831530365996},
	} {
		if got := Wilson(c.successes, c.n); math.IsNaN(got) || math.Abs(got-c.want) > 1e-12 {
			t.Errorf("Wilson(%d, %d) = %v, want %v", c.successes, c.n, got, c.want)
		}
	}
}
