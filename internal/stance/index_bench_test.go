package stance

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sort"
	"sync"
	"testing"
	"time"

	"onrecord/internal/record"
)

// public is a synthetic graph with the skew of real ones: people and claims by a
// Zipf–Mandelbrot law (s = 1.1, offsets 10 and 20), people in four camps, loyal
// in 92%, one statement in ten made for an institution, topics of a two-hundredth
// of the claims. Every tenth claim answers a question of three.
type public struct {
	assembly
	people, claims int
	byPopularity   []float64
	rand           *rand.Rand
}

// Every fiftieth actor is an institution.
func (p *public) Kind(a ActorNo) record.Kind {
	if a%50 == 49 {
		return record.KindInstitution
	}
	return record.KindPerson
}

func popularity(n int, offset float64) []float64 {
	sums := make([]float64, n)
	sum := 0.0
	for i := range sums {
		sum += math.Pow(float64(i+1)+offset, -1.1)
		sums[i] = sum
	}
	return sums
}

func draw(r *rand.Rand, sums []float64) int {
	return sort.SearchFloat64s(sums, r.Float64()*sums[len(sums)-1])
}

// publics are built once for all benchmarks of a size.
var publics = map[int]func() *public{
	100_000:   sync.OnceValue(func() *public { return newPublic(100_000) }),
	1_000_000: sync.OnceValue(func() *public { return newPublic(1_000_000) }),
}

func newPublic(n int) *public {
	p := &public{people: n / 20, claims: n / 10, rand: rand.New(rand.NewPCG(1, 1))}
	p.byPopularity = popularity(p.people, 10)
	byClaim := popularity(p.claims, 20)
	actors, classes := p.rand.Perm(p.people), p.rand.Perm(p.claims)
	d := NewIndex()
	for i := range n {
		p.say(d, i, ActorNo(actors[draw(p.rand, p.byPopularity)]), ClassNo(classes[draw(p.rand, byClaim)]))
	}
	for c := 0; c+2 < p.claims; c += 30 {
		for k := range 3 {
			d.Tie(ClassNo(c+k), Ties{Answers: []Answer{{Question: QuestionNo(c / 30)}}})
		}
	}
	p.index = d.Seal()
	p.number = actors
	return p
}

func (p *public) say(d *Draft, i int, a ActorNo, c ClassNo) {
	v := said("2025-01-01", p.side(a, c))
	v.Said = record.Date{Year: int16(2015 + p.rand.IntN(10)), Month: uint8(1 + p.rand.IntN(12)), Day: uint8(1 + p.rand.IntN(28))}
	v.Stance.Qualified = v.Stance.Position <= record.Opposes && p.rand.IntN(10) == 0
	if p.rand.IntN(10) == 0 {
		on := ActorNo(p.rand.IntN(p.people/50)*50 + 49)
		v.Quote.OnBehalfOf = record.InstitutionID(wide[record.Institution](int(on)))
		w := v
		w.Own = false
		if on != a {
			d.Add(Place{on, c, StanceNo(i), UtteranceNo(i)}, &w)
		}
	}
	d.Add(Place{a, c, StanceNo(i), UtteranceNo(i)}, &v)
}

func (p *public) side(a ActorNo, c ClassNo) record.Position {
	if p.rand.IntN(20) == 0 {
		return record.Undecided
	}
	line := (uint32(c)*2654435761)>>(8+a%4)&1 == 0
	if line == (p.rand.Float64() < 0.92) {
		return record.Supports
	}
	return record.Opposes
}

// someone is drawn by popularity or evenly, half and half.
func (p *public) someone(r *rand.Rand) ActorNo {
	if r.IntN(2) == 0 {
		return ActorNo(p.number[draw(r, p.byPopularity)])
	}
	return ActorNo(r.IntN(p.people))
}

func (p *public) topic(r *rand.Rand) Scope {
	var classes []ClassNo
	for c := r.IntN(200); c < p.claims; c += 200 {
		classes = append(classes, ClassNo(c))
	}
	return ScopeOf(classes)
}

func atEachSize(b *testing.B, run func(b *testing.B, p *public)) {
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprintf("stances=%d", n), func(b *testing.B) {
			p := publics[n]()
			b.ReportAllocs()
			b.ResetTimer()
			run(b, p)
		})
	}
}

// read gives the twenty strongest alignments of each kind.
func (p *public) read(b *testing.B, a ActorNo, l Lens, kinds ...AlignmentKind) {
	circle, err := p.index.Circle(b.Context(), p, a, Around{Lens: l})
	if err != nil {
		b.Fatal(err)
	}
	for _, k := range kinds {
		circle.Ranked(Wanted{Kind: k, MinShared: 1}).Page(20, nil)
	}
}

func BenchmarkAlignmentsOfSomeone(b *testing.B) {
	atEachSize(b, func(b *testing.B, p *public) {
		r, walked := rand.New(rand.NewPCG(2, 2)), 0
		for b.Loop() {
			a := p.someone(r)
			walked += p.index.Cost(a, Lens{})
			p.read(b, a, Lens{}, Agreement, Disagreement)
		}
		b.ReportMetric(float64(walked)/float64(b.N), "positions/op")
	})
}

func BenchmarkAlignmentsOfTheBusiest(b *testing.B) {
	for _, asOf := range []string{"", "2020-06"} {
		b.Run("asOf="+asOf, func(b *testing.B) {
			atEachSize(b, func(b *testing.B, p *public) {
				a := ActorNo(p.number[0])
				for b.Loop() {
					p.read(b, a, Lens{AsOf: day(asOf)}, Disagreement)
				}
				b.ReportMetric(float64(p.index.Cost(a, Lens{})), "positions/op")
			})
		})
	}
}

func BenchmarkAlignmentsInATopic(b *testing.B) {
	atEachSize(b, func(b *testing.B, p *public) {
		r := rand.New(rand.NewPCG(2, 2))
		l := Lens{Scope: p.topic(r), AsOf: day("2020-06")}
		for b.Loop() {
			p.read(b, p.someone(r), l, Agreement)
		}
	})
}

func BenchmarkBetweenTwo(b *testing.B) {
	atEachSize(b, func(b *testing.B, p *public) {
		r := rand.New(rand.NewPCG(2, 2))
		for b.Loop() {
			if _, err := p.index.Between(b.Context(), p.someone(r), p.someone(r), Lens{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkPointsOfTheBusiestTwo(b *testing.B) {
	atEachSize(b, func(b *testing.B, p *public) {
		for b.Loop() {
			if _, err := p.index.Points(b.Context(), ActorNo(p.number[0]), ActorNo(p.number[1]), Lens{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkMatrixOfATopic(b *testing.B) {
	atEachSize(b, func(b *testing.B, p *public) {
		l := Lens{Scope: p.topic(rand.New(rand.NewPCG(2, 2)))}
		for b.Loop() {
			active, err := p.index.Active(b.Context(), p, l, 0, 20)
			if err != nil {
				b.Fatal(err)
			}
			var actors []ActorNo
			for _, a := range active {
				actors = append(actors, a.Actor)
			}
			if _, err := p.index.Matrix(b.Context(), actors, l); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkPath(b *testing.B) {
	atEachSize(b, func(b *testing.B, p *public) {
		r, hops := rand.New(rand.NewPCG(2, 2)), 0
		for b.Loop() {
			path, err := p.index.Path(b.Context(), p, Route{From: p.someone(r), To: p.someone(r), Through: []AlignmentKind{Disagreement}, MaxLength: 4})
			if err != nil {
				b.Fatal(err)
			}
			hops += len(path)
		}
		b.ReportMetric(float64(hops)/float64(b.N), "actors/op")
	})
}

func BenchmarkCampsOfATopic(b *testing.B) {
	atEachSize(b, func(b *testing.B, p *public) {
		l := Lens{Scope: p.topic(rand.New(rand.NewPCG(2, 2)))}
		camps := 0
		for b.Loop() {
			found, err := p.index.Camps(b.Context(), p, p, Sides{Lens: l})
			if err != nil {
				b.Fatal(err)
			}
			camps += len(found)
		}
		b.ReportMetric(float64(camps)/float64(b.N), "camps/op")
	})
}

// BenchmarkCommit adds one stance of somebody popular on a claim of the sort,
// and takes one out again.
func BenchmarkCommit(b *testing.B) {
	atEachSize(b, func(b *testing.B, p *public) {
		r := rand.New(rand.NewPCG(2, 2))
		ix, serial := p.index, 1<<24
		var last Place
		for b.Loop() {
			d := ix.Draft()
			if serial > 1<<24 {
				d.Remove(last)
			}
			serial++
			v := said("2025-01-01", record.Supports)
			last = Place{p.someone(r), ClassNo(r.IntN(p.claims)), StanceNo(serial), UtteranceNo(serial)}
			d.Add(last, &v)
			ix = d.Seal()
		}
	})
}

// BenchmarkHub asks about one who spoke on fifty thousand claims, one of which
// has a hundred thousand stances, and commits one more stance there.
func BenchmarkHub(b *testing.B) {
	d := NewIndex()
	serial := 0
	add := func(a ActorNo, c ClassNo) {
		serial++
		v := said("2025-01-01", record.Supports+record.Position(serial%2))
		d.Add(Place{a, c, StanceNo(serial), UtteranceNo(serial)}, &v)
	}
	for i := range 100_000 {
		add(ActorNo(i), 0)
	}
	for c := range 50_000 {
		add(0, ClassNo(c))
		add(ActorNo(1+c%1000), ClassNo(c))
	}
	p := &public{}
	p.index = d.Seal()
	b.Run("circle", func(b *testing.B) {
		for b.Loop() {
			p.read(b, 0, Lens{}, Agreement, Disagreement)
		}
	})
	b.Run("circle in the past", func(b *testing.B) {
		for b.Loop() {
			p.read(b, 0, Lens{AsOf: day("2025-06")}, Agreement)
		}
	})
	b.Run("commit", func(b *testing.B) {
		for b.Loop() {
			next := p.index.Draft()
			v := said("2025-02-01", record.Supports)
			next.Add(Place{0, 0, 1 << 24, 1 << 24}, &v)
			next.Seal()
		}
	})
}

func BenchmarkAsOf(b *testing.B) {
	atEachSize(b, func(b *testing.B, p *public) {
		for b.Loop() {
			if _, err := p.index.AsOf(b.Context(), day("2020-06")); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkLoad also tells what an index weighs.
func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprintf("stances=%d", n), func(b *testing.B) {
			for b.Loop() {
				before := heap()
				p := newPublic(n)
				p.number, p.byPopularity = nil, nil
				b.ReportMetric(float64(heap()-before)/float64(p.index.Stances()), "B/stance")
				runtime.KeepAlive(p)
			}
		})
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkCancelled measures how long questions go on after nobody waits any
// more, cancelled at another moment each time.
func BenchmarkCancelled(b *testing.B) {
	p := publics[1_000_000]()
	scope := Lens{Scope: p.topic(rand.New(rand.NewPCG(2, 2)))}
	for name, ask := range map[string]func(context.Context) error{
		"circle": func(ctx context.Context) error {
			_, err := p.index.Circle(ctx, p, ActorNo(p.number[0]), Around{Lens: Lens{AsOf: day("2020-06")}})
			return err
		},
		"camps": func(ctx context.Context) error {
			_, err := p.index.Camps(ctx, p, p, Sides{Lens: scope})
			return err
		},
		"as of": func(ctx context.Context) error {
			_, err := p.index.AsOf(ctx, day("2020-06"))
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			var all []time.Duration
			for b.Loop() {
				ctx, cancel := context.WithCancel(b.Context())
				var at time.Time
				timer := time.AfterFunc(time.Duration(len(all)%40)*2*time.Millisecond, func() { at = time.Now(); cancel() })
				if err := ask(ctx); err != nil && !errors.Is(err, context.Canceled) {
					b.Fatal(err)
				}
				if !timer.Stop() {
					<-ctx.Done()
					all = append(all, time.Since(at))
				}
				cancel()
			}
			slices.Sort(all)
			if len(all) > 0 {
				b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
				b.ReportMetric(float64(all[len(all)*95/100].Microseconds())/1000, "p95-ms")
				b.ReportMetric(float64(all[len(all)-1].Microseconds())/1000, "max-ms")
			}
		})
	}
}
