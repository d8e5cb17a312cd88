package stance

import "testing"

func TestShifts(t *testing.T) {
	for _, c := range []struct {
		rule  string
		votes []Vote
		asOf  string
		want  string
	}{
		{"one side to the other", onRecord(said("2025-01-01", yes), said("2025-02-01", no)), "", "1→2 on 2025-02-01"},
		{"undecided is a side to leave and to come to", onRecord(said("2025-01-01", yes), said("2025-02-01", unk), said("2025-03-01", no)), "", "1→2 on 2025-02-01, 2→3 on 2025-03-01"},
		{"there and back", onRecord(said("2025-01-01", yes), said("2025-02-01", no), said("2025-03-01", yes)), "", "1→2 on 2025-02-01, 2→3 on 2025-03-01"},
		{"from the last of the former side", onRecord(said("2025-01-01", yes), said("2025-02-01", yes), said("2025-03-01", no), said("2025-04-01", no)), "", "2→3 on 2025-03-01"},
		{"within a date from the greatest id to the least", onRecord(said("2025-01-01", yes), said("2025-01-01", yes), said("2025-02-01", no), said("2025-02-01", no)), "", "2→3 on 2025-02-01"},
		{"to be of two minds is no shift", onRecord(said("2025-01-01", yes), said("2025-02-01", yes), said("2025-02-01", no)), "", ""},
		{"mixed is passed over", onRecord(said("2025-01-01", yes), said("2025-02-01", yes), said("2025-02-01", no), said("2025-03-01", no)), "", "1→4 on 2025-03-01"},
		{"mixed and back again", onRecord(said("2025-01-01", yes), said("2025-02-01", yes), said("2025-02-01", no), said("2025-03-01", yes)), "", ""},
		{"a condition is no shift", onRecord(said("2025-01-01", yes), said("2025-02-01", yes, qualified)), "", ""},
		{"later than asked", onRecord(said("2025-01-01", yes), said("2025-02-01", no)), "2025-01-31", ""},
		{"undated never makes one", onRecord(said("2025-01-01", yes), said("", no, printed("2025-02-01"))), "", ""},
		{"nor two undated", onRecord(said("", yes, printed("2025-01-01")), said("", no, printed("2025-02-01"))), "", ""},
		{"a retracted one does not count", onRecord(said("2025-01-01", yes, retracted("2025-03-01")), said("2025-02-01", no)), "2025-03-01", ""},
		{"but did until then", onRecord(said("2025-01-01", yes, retracted("2025-03-01")), said("2025-02-01", no)), "2025-02-28", "1→2 on 2025-02-01"},
		{"supporting a claim, then its opposite", onRecord(said("2025-01-01", yes), said("2025-02-01", yes, exchanged)), "", "1→2 on 2025-02-01"},
		{"supporting a claim, then opposing its opposite", onRecord(said("2025-01-01", yes), said("2025-02-01", no, exchanged)), "", ""},
		{"an official does not change the institution's mind", onRecord(said("2025-01-01", yes, by(centcom)), said("2025-02-01", no, forCentcom)), "", ""},
		{"two dates for one utterance", onRecord(said("2025-01-01", yes, utterance(1)), said("2025-02-01", no, utterance(1))), "", ""},
		{"a republication is no way back", onRecord(said("2025-01-01", yes, utterance(1)), said("2025-02-01", no), said("2025-03-01", yes, utterance(1))), "", "3→2 on 2025-02-01"},
		{"nothing on record", nil, "", ""},
	} {
		t.Run(c.rule, func(t *testing.T) { expect(t, shiftsOf, c.votes, c.asOf, c.want) })
	}
}

func TestShiftNamesItsActor(t *testing.T) {
	for _, s := range Shifts(onRecord(said("2025-01-01", yes), said("2025-02-01", no)), day("")) {
		if s.Actor != cooper {
			t.Errorf("the shift is %v's, want the commander's", s.Actor)
		}
	}
}
