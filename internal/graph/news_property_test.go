package graph

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/uuid"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// naively is where an actor stands on a claim, found by looking at every stance.
func naively(s *Snapshot, at stand) (stance.Position, bool) {
	root, asked := s.classes.Of(at.claim)
	var own []cast
	for n := range s.tables[stances].length() {
		if s.stanceRow(n) == "" {
			continue
		}
		if class, exchanged, ok := s.classOf(n); ok && class == root {
			s.eachCast(n, exchanged != asked, func(c cast) {
				if s.tables[actors].ids.at(c.actor) == uuid.UUID(at.actor) {
					own = append(own, c)
				}
			})
		}
	}
	return stance.Effective(s.votesFor(own), record.Date{})
}

// everyStand is every actor on every claim.
func everyStand(s *Snapshot) (all []stand) {
	for a := range s.Each(record.AnyActor) {
		for c := range s.Each(record.KindClaim) {
			all = append(all, stand{record.ActorID(a.Ref().ID), record.ClaimID(c.Ref().ID)})
		}
	}
	return all
}

// tookSides are those who took a side on a claim in its own words.
func tookSides(s *Snapshot) map[stand]bool {
	all := map[stand]bool{}
	for r := range s.Each(record.KindStance) {
		s.eachStand(r.Ref().ID, func(at stand) { all[at] = true })
	}
	return all
}

// turnsBetween are the positions that differ, found by asking for all of them.
func turnsBetween(s, next *Snapshot) (all []Turn) {
	was, is := tookSides(s), tookSides(next)
	for _, at := range everyStand(next) {
		before, had := naively(s, at)
		after, has := naively(next, at)
		differs := had != has || before.Side != after.Side || before.Qualified != after.Qualified || before.Certainty != after.Certainty
		if differs && (was[at] || is[at]) {
			all = append(all, Turn{at.actor, at.claim, before.Side, after.Side})
		}
	}
	slices.SortFunc(all, func(a, b Turn) int { return cmp.Or(a.Actor.Compare(b.Actor), a.Claim.Compare(b.Claim)) })
	return all
}

// News tell every position that a change turned, and no other: each under one at
// least of the claims that count as one. That a claim which an actor never spoke on
// counts as one with others from now on turns nobody.
func TestNewsTellEveryTurn(t *testing.T) {
	turned := 0
	for seed := range uint64(25) {
		d := disputed{world{random: rand.New(rand.NewPCG(seed, 9)), records: map[uuid.UUID]record.Record{}}}
		s, err := rebuild(1, slices.Values(d.foundation().Put))
		if err != nil {
			t.Fatal(err)
		}
		for step := range 40 {
			change := d.change()
			change.Normalize()
			next, err := derive(s, s.revision+1, change)
			if err != nil {
				t.Fatalf("seed %d step %d: %v", seed, step, err)
			}
			told, there := newsOf(s, next, record.ChangesetID{}, change).Turns, turnsBetween(s, next)
			for _, turn := range told {
				if !slices.Contains(there, turn) {
					t.Fatalf("seed %d step %d: told %v, which is not among %v", seed, step, turn, there)
				}
			}
			for _, turn := range there {
				if !slices.ContainsFunc(told, func(n Turn) bool {
					return n.Actor == turn.Actor && (countAsOne(s, n.Claim, turn.Claim) || countAsOne(next, n.Claim, turn.Claim))
				}) {
					t.Fatalf("seed %d step %d: %v is not told, only %v", seed, step, turn, told)
				}
			}
			turned += len(there)
			s = next
		}
	}
	if turned < 500 {
		t.Errorf("only %d positions turned: the changes of this test prove too little", turned)
	}
}

func countAsOne(s *Snapshot, a, b record.ClaimID) bool {
	x, _ := s.classes.Of(a)
	y, _ := s.classes.Of(b)
	return x == y
}

// News name the quotes that are found where they were not before.
func TestNewsTellWhereQuotesAreFound(t *testing.T) {
	found := 0
	for seed := range uint64(10) {
		w := world{random: rand.New(rand.NewPCG(seed, 10)), records: map[uuid.UUID]record.Record{}}
		s, err := rebuild(1, slices.Values(w.foundation().Put))
		if err != nil {
			t.Fatal(err)
		}
		for range 40 {
			change := w.change()
			change.Normalize()
			next, err := derive(s, s.revision+1, change)
			if err != nil {
				t.Fatal(err)
			}
			told := newsOf(s, next, record.ChangesetID{}, change).Quotes
			for r := range next.Each(record.KindQuote) {
				q := r.(*record.Quote)
				differs := false
				for _, at := range everyStand(next) {
					differs = differs || next.foundUnder(q, at) && !s.foundUnder(Find(s, q.ID), at)
				}
				if got := slices.ContainsFunc(told, func(p Placed) bool { return p.Quote == q.ID }); got != differs {
					t.Fatalf("seed %d revision %d: quote %v told %t, found elsewhere %t", seed, next.revision, q.ID, got, differs)
				}
				if differs {
					found++
				}
			}
			s = next
		}
	}
	if found < 100 {
		t.Errorf("only %d quotes were found elsewhere", found)
	}
}

// foundUnder reports whether a quote is the actor's, or takes a side on the claim.
func (s *Snapshot) foundUnder(q *record.Quote, at stand) bool {
	if q == nil {
		return false
	}
	if q.Speaker == at.actor || record.ActorID(q.OnBehalfOf) == at.actor {
		return true
	}
	for st := range s.StancesIn(q.ID).All() {
		if countAsOne(s, st.Claim, at.claim) {
			return true
		}
	}
	return false
}
