package stance

import (
	"testing"

	"onrecord/internal/record"
)

const (
	yes = record.Supports
	no  = record.Opposes
	unk = record.Undecided
)

// asked is a question about one set of votes.
type asked struct{ asOf, want string }

func ask(t *testing.T, votes []Vote, questions ...asked) {
	t.Helper()
	for _, q := range questions {
		expect(t, standsAs, votes, q.asOf, q.want)
	}
}

func TestLatestStanceSaidByTheDateIsThePosition(t *testing.T) {
	votes := onRecord(said("2025-11-11", yes), said("2025-12-13", no))
	ask(t, votes,
		asked{"2025-11-10", "none"},
		asked{"2025-11-11", "SUPPORTS said 2025-11-11 since 2025-11-11 by [1] of [1]"},
		asked{"2025-12-12", "SUPPORTS said 2025-11-11 since 2025-11-11 by [1] of [1]"},
		asked{"2025-12-13", "OPPOSES said 2025-12-13 since 2025-12-13 by [2] of [1 2]"},
		asked{"", "OPPOSES said 2025-12-13 since 2025-12-13 by [2] of [1 2]"},
	)
}

func TestNothingStandingIsNoPosition(t *testing.T) {
	ask(t, nil, asked{"", "none"})
	ask(t, onRecord(said("2025-11-11", yes, withdrawn)), asked{"", "none"})
}

func TestReducedPrecisionDateCountsAtItsIntervalsEnd(t *testing.T) {
	votes := onRecord(said("2025-11", yes), said("2025-11-29", no))
	ask(t, votes,
		asked{"2025-11-29", "OPPOSES said 2025-11-29 since 2025-11-29 by [2] of [2]"},
		asked{"2025-11-30", "SUPPORTS said 2025-11 since 2025-11 by [1] of [2 1]"},
		asked{"2025-11", "SUPPORTS said 2025-11 since 2025-11 by [1] of [2 1]"},
		asked{"2025-10", "none"},
	)
	ask(t, onRecord(said("2025", yes), said("2025-12-30", no)),
		asked{"2025", "SUPPORTS said 2025 since 2025 by [1] of [2 1]"})
}

func TestReducedPrecisionDateMeetsTheLastDayOfItsInterval(t *testing.T) {
	ask(t, onRecord(said("2025-11", yes), said("2025-11-30", no)),
		asked{"", "MIXED said 2025-11-30 since 2025-11-30 by [1 2] of [1 2]"})
	ask(t, onRecord(said("2025", yes), said("2025-12", yes)),
		asked{"", "SUPPORTS said 2025-12 since 2025-12 by [1 2] of [1 2]"})
}

func TestUndatedCountsOnItsPublicationDate(t *testing.T) {
	votes := onRecord(said("", yes, printed("2025-12-20")), said("", no, printed("2025-12-22")))
	ask(t, votes,
		asked{"2025-12-19", "none"},
		asked{"2025-12-20", "SUPPORTS by [1] of [1]"},
		asked{"2025-12-22", "OPPOSES by [2] of [1 2]"},
	)
}

func TestUndatedWithoutPublicationComesBeforeEverything(t *testing.T) {
	ask(t, onRecord(said("", yes)), asked{"0001-01-01", "SUPPORTS by [1] of [1]"})
	ask(t, onRecord(said("", yes), said("", no, printed("2025-12-20"))),
		asked{"2025-12-19", "SUPPORTS by [1] of [1]"},
		asked{"2025-12-20", "OPPOSES by [2] of [1 2]"})
}

func TestUndatedNeverDisplacesDated(t *testing.T) {
	votes := onRecord(
		said("2025-11-11", yes),
		said("", no, printed("2025-12-20")),
		said("", unk, printed("2025-11-11")),
	)
	ask(t, votes,
		asked{"2025-11-11", "SUPPORTS said 2025-11-11 since 2025-11-11 by [1] of [3 1]"},
		asked{"", "SUPPORTS said 2025-11-11 since 2025-11-11 by [1] of [3 1 2]"},
	)
}

func TestUndatedDecidesUntilSomethingDatedIsSaid(t *testing.T) {
	votes := onRecord(said("", no, printed("2025-10-01")), said("2025-11-11", yes))
	ask(t, votes,
		asked{"2025-11-10", "OPPOSES by [1] of [1]"},
		asked{"2025-11-11", "SUPPORTS said 2025-11-11 since 2025-11-11 by [2] of [1 2]"},
	)
}

func TestDifferentSidesOfOneDateAreMixed(t *testing.T) {
	for _, sides := range [][2]record.Position{{yes, no}, {yes, unk}, {no, unk}, {yes, record.MixedPosition}} {
		ask(t, onRecord(said("2025-12-13", sides[0]), said("2025-12-13", sides[1])),
			asked{"", "MIXED said 2025-12-13 since 2025-12-13 by [1 2] of [1 2]"})
	}
	ask(t, onRecord(said("", yes), said("", no)), asked{"", "MIXED by [1 2] of [1 2]"})
}

func TestNeitherPrintingNorIDDecidesWithinADate(t *testing.T) {
	votes := onRecord(
		said("2025-12-13", yes, printed("2025-12-14")),
		said("2025-12-13", no, printed("2025-12-30")),
	)
	ask(t, votes, asked{"", "MIXED said 2025-12-13 since 2025-12-13 by [1 2] of [1 2]"})
}

func TestOneSideOfOneDateMerges(t *testing.T) {
	const when = " said 2025-12-13 since 2025-12-13 by [1 2] of [1 2]"
	one := func(more ...func(*Vote)) Vote { return said("2025-12-13", yes, more...) }
	for _, c := range []struct {
		a, b Vote
		want string
	}{
		{one(qualified), one(), "SUPPORTS"},
		{one(qualified), one(qualified), "SUPPORTS qualified"},
		{one(sure(record.Possible)), one(sure(record.Probable)), "SUPPORTS PROBABLE"},
		{one(sure(record.Certain)), one(), "SUPPORTS CERTAIN"},
		{one(sure(record.Possible)), one(), "SUPPORTS POSSIBLE"},
	} {
		ask(t, onRecord(c.a, c.b), asked{"", c.want + when})
	}
}

func TestAHedgeIsNoOpposition(t *testing.T) {
	ask(t, onRecord(said("2025-12-13", yes, sure(record.Certain)), said("2025-12-20", yes, sure(record.Possible))),
		asked{"", "SUPPORTS POSSIBLE said 2025-12-20 since 2025-12-13 by [2] of [1 2]"})
}

func TestRetractionTakesEffectOnItsDate(t *testing.T) {
	votes := onRecord(said("2025-11-11", yes), said("2025-12-13", no, retracted("2025-12-20")))
	ask(t, votes,
		asked{"2025-12-19", "OPPOSES said 2025-12-13 since 2025-12-13 by [2] of [1 2]"},
		asked{"2025-12-20", "SUPPORTS said 2025-11-11 since 2025-11-11 by [1] of [1]"},
		asked{"", "SUPPORTS said 2025-11-11 since 2025-11-11 by [1] of [1]"},
	)
	ask(t, onRecord(said("2025-11-11", yes, retracted("2025-12"))),
		asked{"2025-12-30", "SUPPORTS said 2025-11-11 since 2025-11-11 by [1] of [1]"},
		asked{"2025-12-31", "none"})
}

func TestCoderErrorIsUndoneForEveryDate(t *testing.T) {
	ask(t, onRecord(said("2025-11-11", yes), said("2025-11-12", no, withdrawn)),
		asked{"2025-11-12", "SUPPORTS said 2025-11-11 since 2025-11-11 by [1] of [1]"},
		asked{"", "SUPPORTS said 2025-11-11 since 2025-11-11 by [1] of [1]"})
}

func TestPublishersCorrectionIsUndoneForEveryDate(t *testing.T) {
	ask(t, onRecord(said("2025-11-11", yes, corrected)),
		asked{"2025-11-11", "none"},
		asked{"", "none"})
}

func TestPublishersVoiceIsUncounted(t *testing.T) {
	ask(t, onRecord(said("2025-11-11", yes, editorial)), asked{"", "none"})
}

func TestPersonalCapacityCountsForThePersonAlone(t *testing.T) {
	ask(t, onRecord(said("2025-11-11", yes, personal)),
		asked{"", "SUPPORTS said 2025-11-11 since 2025-11-11 by [1] of [1]"})
	ask(t, onRecord(said("2025-11-11", yes, personal, forCentcom)), asked{"", "none"})
}

func TestInstitutionsOwnStatementTakesPrecedence(t *testing.T) {
	votes := onRecord(
		said("2025-11-11", yes, forCentcom),
		said("2025-11-20", no, by(centcom), retracted("2025-12-25")),
		said("2025-12-13", yes, forCentcom),
	)
	ask(t, votes,
		asked{"2025-11-19", "SUPPORTS said 2025-11-11 since 2025-11-11 by [1] of [1]"},
		asked{"2025-12-20", "OPPOSES said 2025-11-20 since 2025-11-20 by [2] of [1 2 3]"},
		asked{"2025-12-25", "SUPPORTS said 2025-12-13 since 2025-11-11 by [3] of [1 3]"},
	)
	ask(t, onRecord(said("2025-12-13", yes, forCentcom), said("", no, by(centcom), printed("2025-12-20"))),
		asked{"", "OPPOSES by [2] of [1 2]"})
}

func TestViaNamesWhoSpokeForTheInstitution(t *testing.T) {
	other := number[record.Actor](100)
	votes := onRecord(
		said("2025-12-13", yes, forCentcom),
		said("2025-12-13", yes, by(other), forCentcom),
		said("2025-12-13", yes, forCentcom),
	)
	if p, _ := Effective(votes, day("")); len(p.Via) != 2 || p.Via[0] != other || p.Via[1] != cooper || p.Actor != centcom {
		t.Errorf("the command's position is %v's, via %v", p.Actor, p.Via)
	}
	if p, _ := Effective(onRecord(said("2025-12-13", yes, by(centcom))), day("")); len(p.Via) != 0 {
		t.Errorf("the command spoke itself, yet via %v", p.Via)
	}
}

func TestOppositeClaimsExchangeTheSides(t *testing.T) {
	for side, want := range map[record.Position]string{yes: "OPPOSES", no: "SUPPORTS", unk: "UNDECIDED", record.MixedPosition: "MIXED"} {
		ask(t, onRecord(said("2025-11-11", side, exchanged)),
			asked{"", want + " said 2025-11-11 since 2025-11-11 by [1] of [1]"})
	}
	ask(t, onRecord(said("2025-11-11", yes), said("2025-11-11", no, exchanged)),
		asked{"", "SUPPORTS said 2025-11-11 since 2025-11-11 by [1 2] of [1 2]"})
}

func TestSinceIsWhereTheUnbrokenRunBegan(t *testing.T) {
	votes := onRecord(
		said("2025-01-01", yes),
		said("2025-02-01", no),
		said("2025-03", yes),
		said("2025-04-01", yes, qualified),
		said("2025-05-01", yes),
		said("", no, printed("2025-04-15")),
	)
	ask(t, votes, asked{"", "SUPPORTS said 2025-05-01 since 2025-03 by [5] of [1 2 3 4 6 5]"})
	mixed := onRecord(said("2025-01-01", yes), said("2025-02-01", yes), said("2025-02-01", no), said("2025-03-01", yes))
	ask(t, mixed,
		asked{"2025-02-01", "MIXED said 2025-02-01 since 2025-02-01 by [2 3] of [1 2 3]"},
		asked{"", "SUPPORTS said 2025-03-01 since 2025-03-01 by [4] of [1 2 3 4]"})
}

func TestRepublicationDoesNotRenewAPosition(t *testing.T) {
	votes := onRecord(
		said("", yes, printed("2025-12-01"), utterance(1)),
		said("", no, printed("2025-12-10")),
		said("", yes, printed("2026-01-05"), utterance(1)),
	)
	ask(t, votes, asked{"", "OPPOSES by [2] of [1 3 2]"})
}

func TestAnUtteranceIsSaidOnceOnItsBestDate(t *testing.T) {
	votes := onRecord(
		said("2025-12", yes, utterance(1)),
		said("2025-12-10", yes, utterance(1)),
		said("", yes, utterance(1), printed("2025-12-20")),
		said("2025-12-15", no),
	)
	ask(t, votes,
		asked{"2025-12-14", "SUPPORTS said 2025-12-10 since 2025-12-10 by [1 2 3] of [1 2 3]"},
		asked{"", "OPPOSES said 2025-12-15 since 2025-12-15 by [4] of [1 2 3 4]"})
}

func TestThePrinterWhoKnowsTheDayDatesTheOthers(t *testing.T) {
	votes := onRecord(said("2025-12", yes, utterance(1)), said("2025-12-31", yes, utterance(1)))
	ask(t, votes, asked{"", "SUPPORTS said 2025-12-31 since 2025-12-31 by [1 2] of [1 2]"})
	vague := onRecord(said("2025-12", yes, utterance(1)), said("2025-12-31", yes, utterance(1), retracted("2026-01-01")))
	ask(t, vague, asked{"", "SUPPORTS said 2025-12-31 since 2025-12-31 by [1] of [1]"})
}

func TestWhatBecameOfOnePrintingDoesNotMoveTheOthers(t *testing.T) {
	votes := onRecord(
		said("2025-12-10", yes, utterance(1), retracted("2025-12-12")),
		said("2025-12-20", yes, utterance(1)),
	)
	ask(t, votes, asked{"2025-12-15", "SUPPORTS said 2025-12-10 since 2025-12-10 by [2] of [2]"})
	misprint := onRecord(
		said("2025-01-10", yes, utterance(1), corrected),
		said("2025-12-20", yes, utterance(1)),
	)
	ask(t, misprint, asked{"2025-12-15", "none"})
}

func TestUtterancesOfTheEvidenceAreNamedOnce(t *testing.T) {
	votes := onRecord(
		said("2025-12-13", yes, utterance(9)),
		said("2025-12-13", yes, utterance(3)),
		said("2025-12-13", yes, utterance(9)),
	)
	p, _ := Effective(votes, day(""))
	if len(p.Utterances) != 2 || numberOf(p.Utterances[0]) != 3 || numberOf(p.Utterances[1]) != 9 {
		t.Errorf("evidence of utterances 9, 3 and 9 names %v", p.Utterances)
	}
}

func TestAPositionKeepsItsVotesUntouched(t *testing.T) {
	votes := onRecord(said("2025-12-13", yes), said("2025-11-11", no), said("", yes, utterance(1)))
	Effective(votes, day(""))
	Shifts(votes, day(""))
	originsOf(votes, day(""))
	for i, v := range votes {
		if numberOf(v.Stance.ID) != i+1 {
			t.Fatalf("vote %d was moved", i+1)
		}
	}
	if votes[2].Said != (record.Date{}) || votes[0].Said != day("2025-12-13") {
		t.Error("a vote's date was changed")
	}
}
