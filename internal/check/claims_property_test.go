package check

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"onrecord/internal/record"
)

const few = 5

// drawRelations draws relations between a few claims.
func drawRelations(t *rapid.T, kinds ...record.ClaimRelationKind) (desk, []*record.ClaimRelation) {
	d := desk{}
	for i := range few {
		d.put(claim(fmt.Sprint(i), record.QuestionID{}))
	}
	var relations []*record.ClaimRelation
	for range rapid.IntRange(0, 8).Draw(t, "relations") {
		from := rapid.IntRange(0, few-1).Draw(t, "from")
		to := (from + rapid.IntRange(1, few-1).Draw(t, "distance")) % few
		r := relation(fmt.Sprint(from), fmt.Sprint(to), rapid.SampledFrom(kinds).Draw(t, "kind"))
		if _, known := d[r.Ref().ID]; !known {
			d.put(r)
			relations = append(relations, r)
		}
	}
	return d, relations
}

// side is the side that claim i takes in one of the 2^few ways to give sides.
func side(way, i int) bool { return way>>i&1 == 1 }

// holds reports whether one way to give sides fulfils every relation.
func holds(way int, relations []*record.ClaimRelation) bool {
	for _, r := range relations {
		if (side(way, number(r.From)) == side(way, number(r.To))) != (r.Kind == record.Same) {
			return false
		}
	}
	return true
}

func number(c record.ClaimID) int {
	for i := range few {
		if claimID(fmt.Sprint(i)) == c {
			return i
		}
	}
	panic("no such claim")
}

// TestClassesAgainstEveryWay: relations contradict one another exactly when no
// way to give sides fulfils them, and two claims are the same exactly when they
// take one side in all the ways that do.
func TestClassesAgainstEveryWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, relations := drawRelations(t, record.Same, record.Opposite)
		c, err := gather(t.Context(), d, Options{})
		if err != nil {
			t.Fatal(err)
		}
		refused := 0
		k := classesOf(c, func(*record.ClaimRelation) { refused++ })
		var ways []int
		for way := range 1 << few {
			if holds(way, relations) {
				ways = append(ways, way)
			}
		}
		if (refused == 0) != (len(ways) > 0) {
			t.Fatalf("%d relations refused, %d ways hold", refused, len(ways))
		}
		for a := range few {
			for b := range few {
				always := true
				for _, way := range ways {
					always = always && side(way, a) == side(way, b)
				}
				if got := k.same(claimID(fmt.Sprint(a)), claimID(fmt.Sprint(b))); refused == 0 && got != always {
					t.Fatalf("claims %d and %d the same: %v, want %v", a, b, got, always)
				}
			}
		}
	})
}

// TestCirclesAgainstEveryPath: something is broader than itself exactly when a
// path leads from a claim back to it.
func TestCirclesAgainstEveryPath(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, relations := drawRelations(t, record.Broader)
		var path [few][few]bool
		for _, r := range relations {
			path[number(r.From)][number(r.To)] = true
		}
		for via := range few {
			for from := range few {
				for to := range few {
					path[from][to] = path[from][to] || path[from][via] && path[via][to]
				}
			}
		}
		reported := map[record.ClaimID]bool{}
		c, err := gather(t.Context(), d, Options{})
		if err != nil {
			t.Fatal(err)
		}
		broaderThanItself(c, func(r record.Record, _ string, _ ...any) { reported[r.(*record.Claim).ID] = true })
		circle := false
		for i := range few {
			circle = circle || path[i][i]
			if path[i][i] && !reported[claimID(fmt.Sprint(i))] {
				t.Fatalf("claim %d is on a circle and not reported", i)
			}
		}
		if !circle && len(reported) > 0 {
			t.Fatalf("%d claims are reported and there is no circle", len(reported))
		}
	})
}
