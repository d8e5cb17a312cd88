package stance

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"onrecord/internal/record"
)

// assembly is people in camps, with their positions on many claims. Numbers are
// shuffled, so that nothing can be read from them.
type assembly struct {
	camp   []int // of the actors
	number []int // of the actors in the index
	index  *Index
}

func (assembly) Kind(ActorNo) record.Kind    { return record.KindPerson }
func (assembly) Name(a ActorNo) string       { return fmt.Sprintf("%06d", a) }
func (assembly) Place(a ActorNo) uint64      { return uint64(a) }
func (assembly) ID(a ActorNo) record.ActorID { return wide[record.Actor](int(a)) }
func (assembly) ClassID(c ClassNo) record.ClaimID {
	return wide[record.Claim](int(c))
}
func (assembly) QuestionID(q QuestionNo) record.QuestionID { return wide[record.Question](int(q)) }

type planted struct {
	actors, claims, camps int
	positions             int // at least so many an actor
	loyal                 float64
}

// gather plants camps that take a random side of each claim, and followers who
// mostly take it too. Without camps everybody leans to the side that the claim
// suggests.
func gather(p planted, seed uint64) assembly {
	r := rand.New(rand.NewPCG(seed, 99))
	a := assembly{number: r.Perm(p.actors)}
	lines := make([][]bool, max(1, p.camps))
	for k := range lines {
		for range p.claims {
			lines[k] = append(lines[k], r.Float64() < 0.6)
		}
	}
	d := NewIndex()
	serial := 0
	for i := range p.actors {
		a.camp = append(a.camp, i%len(lines))
		for _, c := range r.Perm(p.claims)[:p.positions+r.IntN(p.positions)] {
			serial++
			side := record.Opposes
			if lines[a.camp[i]][c] == (r.Float64() < p.loyal) {
				side = record.Supports
			}
			v := said("2025-01-01", side)
			d.Add(Place{ActorNo(a.number[i]), ClassNo(c), StanceNo(serial), UtteranceNo(serial)}, &v)
		}
	}
	a.index = d.Seal()
	return a
}

// found is the camp of each actor; those in none have one of their own.
func (a assembly) found(camps []Camp) []int {
	labels := make([]int, len(a.camp))
	for i := range labels {
		labels[i] = 1000 + i
		for k, c := range camps {
			if slices.Contains(c.Actors, ActorNo(a.number[i])) {
				labels[i] = k
			}
		}
	}
	return labels
}

// adjustedRand is 1 for equal partitions and 0 on average for unrelated ones
// (Hubert and Arabie, 1985).
func adjustedRand(x, y []int) float64 {
	pairs := func(n int) float64 { return float64(n*(n-1)) / 2 }
	both, ofX, ofY := map[[2]int]int{}, map[int]int{}, map[int]int{}
	for i := range x {
		both[[2]int{x[i], y[i]}]++
		ofX[x[i]]++
		ofY[y[i]]++
	}
	var together, inX, inY float64
	for _, n := range both {
		together += pairs(n)
	}
	for _, n := range ofX {
		inX += pairs(n)
	}
	for _, n := range ofY {
		inY += pairs(n)
	}
	expected := inX * inY / pairs(len(x))
	return (together - expected) / ((inX+inY)/2 - expected)
}

func TestPlantedCampsAreFound(t *testing.T) {
	for _, p := range []planted{
		{actors: 90, claims: 40, camps: 3, positions: 12, loyal: 0.9},
		{actors: 150, claims: 60, camps: 3, positions: 10, loyal: 0.9},
		{actors: 200, claims: 60, camps: 2, positions: 10, loyal: 0.92},
	} {
		for seed := range uint64(5) {
			a := gather(p, seed)
			camps, err := a.index.Camps(t.Context(), a, a, Sides{MinActors: 2})
			if err != nil {
				t.Fatal(err)
			}
			if got := adjustedRand(a.camp, a.found(camps)); got < 0.9 {
				t.Errorf("%+v, seed %d: adjusted Rand index %.3f in %d camps", p, seed, got, len(camps))
			}
		}
	}
}

func TestNoCampsAreClaimedWhereThereAreNone(t *testing.T) {
	for _, p := range []planted{
		{actors: 60, claims: 40, positions: 10, loyal: 0.9},
		{actors: 60, claims: 40, positions: 10, loyal: 0.5},
		{actors: 150, claims: 60, positions: 20, loyal: 0.7},
	} {
		for seed := range uint64(5) {
			a := gather(p, seed)
			camps, err := a.index.Camps(t.Context(), a, a, Sides{MinActors: 2})
			if err != nil || len(camps) > 0 {
				t.Errorf("%+v, seed %d: %d camps, %v", p, seed, len(camps), err)
			}
		}
	}
}

func TestCampsTellWhatSetsThemApart(t *testing.T) {
	a := gather(planted{actors: 60, claims: 20, camps: 2, positions: 10, loyal: 0.95}, 3)
	camps, err := a.index.Camps(t.Context(), a, a, Sides{MinActors: 2})
	if err != nil || len(camps) != 2 {
		t.Fatalf("%d camps, %v", len(camps), err)
	}
	for _, c := range camps {
		if c.Cohesion < 0.5 || len(c.Claims) == 0 {
			t.Errorf("cohesion %.2f, %d claims", c.Cohesion, len(c.Claims))
		}
		for _, k := range c.Claims {
			in, out := float64(k.InsideOn)/float64(k.Inside), float64(k.OutsideOn)/float64(k.Outside)
			if in < 0.7 || out > 0.3 {
				t.Errorf("claim %d sets apart with %d of %d against %d of %d", k.Class, k.InsideOn, k.Inside, k.OutsideOn, k.Outside)
			}
		}
	}
}

func TestCampsAreTheSameEveryTime(t *testing.T) {
	a := gather(planted{actors: 80, claims: 40, camps: 3, positions: 10, loyal: 0.8}, 1)
	first := ""
	for range 4 {
		camps, err := a.index.Camps(t.Context(), a, a, Sides{MinActors: 2})
		if err != nil {
			t.Fatal(err)
		}
		if words := fmt.Sprint(camps); first == "" {
			first = words
		} else if words != first {
			t.Fatalf("camps were\n%s\nand are\n%s", first, words)
		}
	}
}

func TestCampsStopWhenNobodyWaits(t *testing.T) {
	a := gather(planted{actors: 80, claims: 40, camps: 3, positions: 10, loyal: 0.9}, 1)
	// The context is out as soon as the library draws its first number.
	f, err := a.index.field(t.Context(), a, mustBeActive(t, a), Sides{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.groups(ctx, f.all, attempts); !errors.Is(err, context.Canceled) {
		t.Errorf("groups went on: %v", err)
	}
}

// Where nobody agrees with anybody there are no camps.
func TestNobodyAgrees(t *testing.T) {
	d := NewIndex()
	const pairs = 4
	a := assembly{camp: make([]int, 2*pairs)}
	serial := 0
	for pair := range pairs {
		for c := range 6 {
			for i, side := range []record.Position{record.Supports, record.Opposes} {
				serial++
				v := said("2025-01-01", side)
				d.Add(Place{ActorNo(2*pair + i), ClassNo(6*pair + c), StanceNo(serial), UtteranceNo(serial)}, &v)
			}
		}
	}
	a.index = d.Seal()
	camps, err := a.index.Camps(t.Context(), a, a, Sides{MinActors: 2})
	if err != nil || len(camps) > 0 {
		t.Errorf("two who agree on nothing are in %v, %v", camps, err)
	}
}

func mustBeActive(t *testing.T, a assembly) []Activity {
	t.Helper()
	active, err := a.index.Active(t.Context(), a, Lens{}, 0, MostInCamps)
	if err != nil || len(active) != len(a.camp) {
		t.Fatalf("%d active, %v", len(active), err)
	}
	return active
}

func BenchmarkCamps(b *testing.B) {
	for _, n := range []int{60, 200} {
		b.Run(fmt.Sprintf("actors=%d", n), func(b *testing.B) {
			a := gather(planted{actors: n, claims: 60, camps: 3, positions: 10, loyal: 0.9}, 1)
			for b.Loop() {
				if _, err := a.index.Camps(b.Context(), a, a, Sides{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
