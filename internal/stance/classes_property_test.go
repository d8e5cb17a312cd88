package stance

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onrecord/internal/record"
)

const claimCount = 9

func someRelations(t *rapid.T) []*record.ClaimRelation {
	n := rapid.IntRange(0, 12).Draw(t, "relations")
	ids := rapid.Permutation(sequence(n)).Draw(t, "ids")
	list := make([]*record.ClaimRelation, n)
	claim := rapid.IntRange(1, claimCount-1)
	kind := rapid.SampledFrom([]record.ClaimRelationKind{record.Same, record.Same, record.Opposite, record.Conflicting, record.Broader})
	for i := range list {
		list[i] = &record.ClaimRelation{
			ID:   number[record.ClaimRelation](ids[i]),
			Kind: kind.Draw(t, "kind"),
			From: number[record.Claim](claim.Draw(t, "from")),
			To:   number[record.Claim](claim.Draw(t, "to")),
		}
	}
	return list
}

// closure is which claims are the same and which the opposite of one another, by
// applying the two rules until nothing is new.
type closure struct{ same, opposite [claimCount][claimCount]bool }

func closureOf(relations []*record.ClaimRelation) *closure {
	c := &closure{}
	for i := range claimCount {
		c.same[i][i] = true
	}
	for _, r := range relations {
		a, b := numberOf(r.From), numberOf(r.To)
		switch r.Kind {
		case record.Same:
			c.same[a][b], c.same[b][a] = true, true
		case record.Opposite:
			c.opposite[a][b], c.opposite[b][a] = true, true
		}
	}
	for range claimCount {
		c.step()
	}
	return c
}

func (c *closure) step() {
	for i := range claimCount {
		for j := range claimCount {
			for k := range claimCount {
				if c.same[i][j] && c.same[j][k] || c.opposite[i][j] && c.opposite[j][k] {
					c.same[i][k] = true
				}
				if c.same[i][j] && c.opposite[j][k] || c.opposite[i][j] && c.same[j][k] {
					c.opposite[i][k] = true
				}
			}
		}
	}
}

func (c *closure) contradicts() bool {
	for i := range claimCount {
		if c.opposite[i][i] {
			return true
		}
	}
	return false
}

func TestBuildFollowsTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		relations := someRelations(t)
		classes, err := Build(slices.Values(relations))
		c := closureOf(relations)
		if c.contradicts() != (err != nil) {
			t.Fatalf("contradicts itself: %v, error: %v", c.contradicts(), err)
		}
		if err != nil {
			expectExplained(t, err, relations)
			return
		}
		for i := range claimCount {
			expectClass(t, classes, c, i)
		}
	})
}

// expectClass checks one claim's class, and that its sides hang together.
func expectClass(t *rapid.T, classes Classes, c *closure, claim int) {
	var want []Member
	for j := range claimCount {
		if c.same[claim][j] || c.opposite[claim][j] {
			want = append(want, Member{Claim: number[record.Claim](j)})
		}
	}
	root := numberOf(want[0].Claim)
	for i := range want {
		want[i].Exchanged = c.opposite[root][numberOf(want[i].Claim)]
	}
	id := number[record.Claim](claim)
	if got := classes.Members(id); !slices.Equal(got, want) {
		t.Fatalf("class of %d is %v, want %v", claim, got, want)
	}
	gotRoot, exchanged := classes.Of(id)
	if numberOf(gotRoot) != root || exchanged != c.opposite[root][claim] {
		t.Fatalf("claim %d stands under %d, exchanged %v", claim, numberOf(gotRoot), exchanged)
	}
}

// expectExplained checks that what a contradiction names is one, that nothing of
// it can be spared, and that it is the same whatever the order.
func expectExplained(t *rapid.T, err error, relations []*record.ClaimRelation) {
	var refusal *Contradiction
	if !errors.As(err, &refusal) {
		t.Fatalf("error %v is no contradiction", err)
	}
	named := append(slices.Clone(refusal.Against), refusal.Relation)
	if !closureOf(named).contradicts() {
		t.Fatalf("what is named does not contradict itself: %v", err)
	}
	for i := range named {
		if closureOf(slices.Delete(slices.Clone(named), i, i+1)).contradicts() {
			t.Fatalf("relation %v can be spared: %v", named[i].ID, err)
		}
	}
	_, again := Build(slices.Values(rapid.Permutation(relations).Draw(t, "shuffled")))
	if again == nil || again.Error() != err.Error() {
		t.Fatalf("in another order: %v, want %v", again, err)
	}
}
