package graph_test

import (
	"testing"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// opposites says that dues fall is the opposite of dues rise.
func opposites() *record.ClaimRelation {
	return &record.ClaimRelation{ID: key[record.ClaimRelation]("relation", "opposite"), Kind: record.Opposite,
		From: key[record.Claim]("claim", "dues-fall"), To: key[record.Claim]("claim", "dues-rise")}
}

// Everybody who spoke on a claim or on its opposite is on its roll, on the side that
// they have on this claim, by name; a clerk without a name is there and not counted.
func TestRollNamesTheTally(t *testing.T) {
	s := snapshotOf(t, opposites(),
		quoteBy("ones", "bo", "2025-12-01"), side("ones", "dues-rise", record.Opposes),
		quoteBy("others", "bo", "2025-12-03"), side("others", "dues-rise", record.Supports),
		quoteBy("third", "ada", "2025-12-02"), side("third", "dues-fall", record.Supports),
		quoteBy("fourth", "a-clerk", "2025-12-02"), side("fourth", "dues-fall", record.Opposes))
	for _, slug := range []string{"dues-rise", "dues-fall"} {
		claim := graph.Find(s, key[record.Claim]("claim", slug))
		roll, err := s.Roll(t.Context(), claim, record.Date{})
		if err != nil {
			t.Fatal(err)
		}
		tally, before := s.TallyNow(claim), ""
		counted := 0
		for _, seat := range roll {
			p, ok := s.PositionOn(seat.Actor, claim, record.Date{})
			if !ok || p.Side != seat.Side || seat.Kind.IsActor() == false {
				t.Errorf("%s: %+v, and the position is %v", slug, seat, p.Side)
			}
			name := record.Fold(s.Actor(seat.Actor).About().Names[0].Text)
			if name < before {
				t.Errorf("%s: %q comes after %q", slug, name, before)
			}
			if before = name; seat.Counted {
				counted++
			}
			if seat.Counted != (seat.Kind == record.KindPerson || seat.Kind == record.KindInstitution) {
				t.Errorf("%s: %+v", slug, seat)
			}
		}
		if counted != tally.Actors || len(roll) != 4 {
			t.Errorf("%s: %d of %d seats are counted, the tally has %d", slug, counted, len(roll), tally.Actors)
		}
	}
}

func TestShiftsOnAreToldFromTheClaimAskedAbout(t *testing.T) {
	s := snapshotOf(t, opposites(),
		quoteBy("ones", "bo", "2025-12-01"), side("ones", "dues-rise", record.Opposes),
		quoteBy("others", "bo", "2025-12-03"), side("others", "dues-fall", record.Opposes))
	bo := key[record.Actor]("actor", "bo")
	for _, slug := range []string{"dues-rise", "dues-fall"} {
		shifts := s.ShiftsOn(bo, graph.Find(s, key[record.Claim]("claim", slug)), record.Date{})
		if len(shifts) != 1 || shifts[0].From.Quote != key[record.Quote]("quote", "ones") || shifts[0].To.Quote != key[record.Quote]("quote", "others") {
			t.Errorf("%s: %+v", slug, shifts)
		}
	}
	members := s.Class(key[record.Claim]("claim", "dues-fall"))
	if len(members) != 2 {
		t.Fatalf("a class of %d", len(members))
	}
	for _, m := range members {
		if m.Exchanged != (m.Claim == key[record.Claim]("claim", "dues-rise")) {
			t.Errorf("%+v, seen from dues-fall", m)
		}
	}
	if none := s.ShiftsOn(record.ActorID(uuid.UUID{1}), graph.Find(s, key[record.Claim]("claim", "dues-rise")), record.Date{}); none != nil {
		t.Errorf("somebody unknown shifted: %v", none)
	}
}
