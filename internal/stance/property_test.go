package stance

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onrecord/internal/record"
)

// Few dates, so that votes meet on them: whole, of reduced precision, and days
// at the end of an interval.
var (
	someDates = []string{"", "", "2024", "2024-02", "2024-02-29", "2024-12", "2024-12-30", "2024-12-31", "2025-01-15"}
	someDay   = rapid.Map(rapid.SampledFrom(someDates), day)
	someSide  = rapid.SampledFrom([]record.Position{yes, yes, no, no, unk, record.MixedPosition})
)

func someCorrections(t *rapid.T) []*record.Correction {
	kind := rapid.SampledFrom([]record.CorrectionKind{record.SpeakerRetracted, record.SpeakerRetracted, record.SpeakerRetracted, record.PublisherCorrected, record.CoderError})
	var list []*record.Correction
	for rapid.IntRange(0, 4).Draw(t, "corrected") == 0 {
		list = append(list, &record.Correction{Kind: kind.Draw(t, "kind"), On: someDay.Draw(t, "on")})
	}
	return list
}

// someVote is a vote of an actor, by one of few speakers, in one of few
// utterances.
func someVote(t *rapid.T, actor record.ActorID, institution bool) Vote {
	v := Vote{
		Stance:      &record.Stance{Position: someSide.Draw(t, "side"), Certainty: rapid.SampledFrom([]record.Certainty{record.Unspecified, record.Possible, record.Probable, record.Certain}).Draw(t, "certainty")},
		Quote:       &record.Quote{Speaker: actor, Mode: rapid.SampledFrom([]record.QuoteMode{record.Direct, record.Indirect, record.Indirect, record.Mixed, record.Editorial}).Draw(t, "mode")},
		Actor:       actor,
		Own:         true,
		Said:        someDay.Draw(t, "said"),
		Printed:     someDay.Draw(t, "printed"),
		Utterance:   number[record.Utterance](rapid.IntRange(1, 6).Draw(t, "utterance")),
		Corrections: someCorrections(t),
		Exchanged:   rapid.Bool().Draw(t, "exchanged"),
	}
	v.Stance.Qualified = v.Stance.Position <= no && rapid.Bool().Draw(t, "qualified")
	v.Quote.Capacity = rapid.SampledFrom([]record.Capacity{record.CapacityUnknown, record.Official, record.Personal}).Draw(t, "capacity")
	if institution && rapid.IntRange(0, 2).Draw(t, "spoken for") > 0 {
		v.Own = false
		v.Quote.Speaker = number[record.Actor](rapid.IntRange(1, 3).Draw(t, "speaker"))
	}
	return v
}

// someVotes are votes of one actor, under ids that tell nothing of their order.
func someVotes(t *rapid.T) []Vote {
	institution := rapid.Bool().Draw(t, "institution")
	n := rapid.IntRange(0, 9).Draw(t, "votes")
	ids := rapid.Permutation(sequence(n)).Draw(t, "ids")
	votes := make([]Vote, n)
	for i := range votes {
		votes[i] = someVote(t, cooper, institution)
		votes[i].Stance.ID = number[record.Stance](ids[i])
	}
	return votes
}

func sequence(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i + 1
	}
	return list
}

func TestEffectiveFollowsTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		votes, asOf := someVotes(t), someDay.Draw(t, "as of")
		want := effectiveByTheBook(votes, asOf)
		if got := effectiveByPackage(votes, asOf); got != want {
			t.Fatalf("as of %v\n got %s\nwant %s", asOf, got, want)
		}
		shuffled := rapid.Permutation(votes).Draw(t, "shuffled")
		if got := effectiveByPackage(shuffled, asOf); got != want {
			t.Fatalf("as of %v, in another order\n got %s\nwant %s", asOf, got, want)
		}
	})
}

// The most precise of the dates that meet is shown; the oracle compares last
// days only.
func TestShownDatesAreOnRecord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		votes := someVotes(t)
		p, ok := Effective(votes, record.Date{})
		if !ok {
			return
		}
		for _, shown := range []record.Date{p.Said, p.Since} {
			onRecord := slices.ContainsFunc(votes, func(v Vote) bool { return v.Said == shown })
			if !shown.IsZero() && !onRecord {
				t.Fatalf("nothing was said on %v", shown)
			}
		}
		shuffled := rapid.Permutation(votes).Draw(t, "shuffled")
		if q, _ := Effective(shuffled, record.Date{}); q.Said != p.Said || q.Since != p.Since {
			t.Fatalf("said %v since %v, in another order %v since %v", p.Said, p.Since, q.Said, q.Since)
		}
	})
}

func TestShiftsFollowTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		votes, asOf := someVotes(t), someDay.Draw(t, "as of")
		want := shiftsByTheBook(votes, asOf)
		if got := shiftsByPackage(votes, asOf); got != want {
			t.Fatalf("as of %v\n got %s\nwant %s", asOf, got, want)
		}
		shuffled := rapid.Permutation(votes).Draw(t, "shuffled")
		if got := shiftsByPackage(shuffled, asOf); got != want {
			t.Fatalf("as of %v, in another order\n got %s\nwant %s", asOf, got, want)
		}
	})
}

func TestOriginsFollowTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		votes, asOf := someVotes(t), someDay.Draw(t, "as of")
		votes = append(votes, someVotes(t)...)
		want := originsByTheBook(votes, asOf)
		if got := originsOf(rapid.Permutation(votes).Draw(t, "shuffled"), asOf); got != want {
			t.Fatalf("as of %v: %d origins, want %d", asOf, got, want)
		}
	})
}

// somePoll is candidates of all kinds whose evidence overlaps.
func somePoll(t *rapid.T) []Candidate {
	kinds := rapid.SampledFrom([]record.Kind{record.KindPerson, record.KindPerson, record.KindInstitution, record.KindInstitution, record.KindUnnamedSource, record.KindCollective})
	var all []Candidate
	for i := range rapid.IntRange(0, 8).Draw(t, "actors") {
		kind := kinds.Draw(t, "kind")
		actor := number[record.Actor](10 + i)
		var votes []Vote
		for j := range rapid.IntRange(1, 3).Draw(t, "votes") {
			v := someVote(t, actor, kind == record.KindInstitution)
			v.Stance.ID = number[record.Stance](10*i + j)
			votes = append(votes, v)
		}
		if p, ok := Effective(votes, record.Date{}); ok {
			all = append(all, Candidate{kind, p})
		}
	}
	return all
}

// countByTheBook asks of every candidate in turn whether it is counted. Those
// spoken for come last, by id, which is the order they were drawn in.
func countByTheBook(all []Candidate) map[string]int {
	figures := map[string]int{}
	var counted []Candidate
	for _, spokenFor := range []bool{false, true} {
		for _, c := range all {
			switch {
			case (len(c.Position.Via) > 0) != spokenFor || c.Kind == record.KindCollective:
			case c.Kind == record.KindUnnamedSource:
				figures["unnamed"]++
			case !spokenFor || saysMoreThan(c, counted):
				counted = append(counted, c)
			}
		}
	}
	for _, c := range counted {
		figures["actors"]++
		figures[c.Position.Side.String()]++
		if c.Position.Qualified {
			figures[c.Position.Side.String()+" qualified"]++
		}
	}
	return figures
}

func saysMoreThan(c Candidate, counted []Candidate) bool {
	for _, u := range c.Position.Utterances {
		carried := false
		for _, other := range counted {
			carried = carried || slices.Contains(other.Position.Utterances, u)
		}
		if !carried {
			return true
		}
	}
	return false
}

func TestCountFollowsTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := somePoll(t)
		f := countByTheBook(all)
		got := Count(rapid.Permutation(all).Draw(t, "shuffled"))
		want := Tally{
			Supports: f["SUPPORTS"], SupportsQualified: f["SUPPORTS qualified"],
			Opposes: f["OPPOSES"], OpposesQualified: f["OPPOSES qualified"],
			Undecided: f["UNDECIDED"], Mixed: f["MIXED"], Unnamed: f["unnamed"], Actors: f["actors"],
			Contention: got.Contention,
		}
		if got != want {
			t.Fatalf("\n got %+v\nwant %+v", got, want)
		}
		if sum := got.Supports + got.Opposes + got.Undecided + got.Mixed; sum != got.Actors {
			t.Fatalf("sides add up to %d of %d actors", sum, got.Actors)
		}
		if c := got.Contention; math.IsNaN(c) || c < 0 || c > 0.5 || (c > 0) != (got.Supports > 0 && got.Opposes > 0) {
			t.Fatalf("contention %v of %+v", c, got)
		}
	})
}

func TestWilsonIsALowerBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		successes, n := rapid.Int().Draw(t, "successes"), rapid.Int().Draw(t, "n")
		bound := Wilson(successes, n)
		if math.IsNaN(bound) || bound < 0 || bound > 1 {
			t.Fatalf("Wilson(%d, %d) = %v", successes, n, bound)
		}
		a := rapid.IntRange(0, 1000).Draw(t, "a")
		b := rapid.IntRange(max(a, 1), 1000).Draw(t, "b")
		if w := Wilson(a, b); w > float64(a)/float64(b) || w > Wilson(2*a, 2*b) || a < b && w > Wilson(a+1, b) {
			t.Fatalf("Wilson(%d, %d) = %v is above the share, or above that of more trials or more successes", a, b, w)
		}
	})
}
