package stance

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// Between somebody who speaks on everything and somebody who hardly speaks a path
// is seen without walking through all that the one said. It has to be the one
// that a look at every pair finds.
func TestPathsOfHubsAreTheLeast(t *testing.T) {
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 4))
		const hubs, others, claims = 8, 900, 24
		d := NewIndex()
		serial := 0
		add := func(a, c int) {
			serial++
			v := said("2025-01-01", yes)
			if r.IntN(3) == 0 {
				v = said("2025-01-01", no)
			}
			d.Add(Place{ActorNo(a), ClassNo(c), StanceNo(serial), UtteranceNo(serial)}, &v)
		}
		for a := range hubs + others {
			on := r.Perm(claims)
			if a >= hubs {
				on = on[:2+r.IntN(3)]
			}
			for _, c := range on {
				add(a, c)
			}
		}
		for c := 0; c+2 < claims/2; c += 3 {
			for k := range 2 {
				d.Tie(ClassNo(c+k), Ties{Answers: []Answer{{Question: QuestionNo(c)}}})
			}
		}
		a := assembly{index: d.Seal()}
		if cost := a.index.Cost(0, Lens{}); cost < hubs+others+glimpsed*worthOfMeeting {
			t.Fatalf("a hub meets %d positions, too few for a glimpse to be worth while", cost)
		}
		for range 30 {
			route := Route{From: ActorNo(r.IntN(hubs)), To: ActorNo(hubs + r.IntN(others)), Through: []AlignmentKind{Disagreement}, MaxLength: 2, Excluding: []ActorNo{ActorNo(r.IntN(hubs)), ActorNo(hubs + r.IntN(others))}}
			if r.IntN(2) == 0 {
				route.From, route.To = route.To, route.From
			}
			got, err := a.index.Path(t.Context(), a, route)
			if want := a.leastOfTwo(route); err != nil || !slices.Equal(got, want) {
				t.Errorf("seed %d: from %d to %d: path %v, %v, want %v", seed, route.From, route.To, got, err, want)
			}
		}
	}
}

// leastOfTwo is the least path of at most two hops, by looking at every pair.
func (a assembly) leastOfTwo(r Route) []ActorNo {
	disagree := func(x, y ActorNo) bool { return a.index.between(x, y, r.focus()).Disagreed > 0 }
	if disagree(r.From, r.To) {
		return []ActorNo{r.From, r.To}
	}
	var best []ActorNo
	for b := range ActorNo(a.index.actors) {
		if b == r.From || b == r.To || slices.Contains(r.Excluding, b) || !disagree(r.From, b) || !disagree(b, r.To) {
			continue
		}
		if best == nil || a.ID(b).Compare(a.ID(best[1])) < 0 {
			best = []ActorNo{r.From, b, r.To}
		}
	}
	return best
}
