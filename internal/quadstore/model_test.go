package quadstore_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/memstore"
	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/quad"
	"pgregory.net/rapid"

	"onrecord/internal/quadstore"
)

// model is the store as a map: the naive truth that the real one is held to.
type model struct {
	live     map[quad.Quad]int64 // the revision that added it
	ended    []quadstore.Interval
	revision int64
}

func (m *model) commit(b quadstore.Batch) (refused bool) {
	for i, q := range b.Remove {
		if _, ok := m.live[q]; !ok || slices.Contains(b.Add, q) || slices.Contains(b.Remove[:i], q) {
			return true
		}
	}
	next, changed := m.revision+1, false
	for _, q := range b.Remove {
		m.ended = append(m.ended, quadstore.Interval{Quad: q, Added: m.live[q], Removed: next})
		delete(m.live, q)
		changed = true
	}
	for _, q := range b.Add {
		if _, ok := m.live[q]; !ok {
			m.live[q] = next
			changed = true
		}
	}
	if changed {
		m.revision = next
	}
	return false
}

func (m *model) lines() []string {
	var out []string
	for q := range m.live {
		out = append(out, q.NQuad())
	}
	slices.Sort(out)
	return out
}

// some draws live quads.
func (m *model) some(rt *rapid.T, most int) []quad.Quad {
	all := slices.SortedFunc(maps.Keys(m.live), func(a, b quad.Quad) int { return cmp.Compare(a.NQuad(), b.NQuad()) })
	return all[:rapid.IntRange(0, min(most, len(all))).Draw(rt, "live ones to remove")]
}

func (m *model) nodes() int {
	seen := make(map[quad.Value]bool)
	for q := range m.live {
		for _, d := range quad.Directions {
			if v := q.Get(d); v != nil {
				seen[v] = true
			}
		}
	}
	return len(seen)
}

// smallQuad draws from so few values that most quads meet again.
func smallQuad() *rapid.Generator[quad.Quad] {
	node := rapid.Custom(func(t *rapid.T) quad.Value {
		n := rapid.IntRange(0, 4).Draw(t, "n")
		return rapid.SampledFrom([]quad.Value{quad.IRI(fmt.Sprint(n)), quad.String(fmt.Sprint(n)), quad.Int(n)}).Draw(t, "node")
	})
	return rapid.Custom(func(t *rapid.T) quad.Quad {
		return quad.Quad{
			Subject:   node.Draw(t, "s"),
			Predicate: quad.IRI(rapid.SampledFrom([]string{"p", "q", "0"}).Draw(t, "p")),
			Object:    node.Draw(t, "o"),
			Label:     rapid.SampledFrom([]quad.Value{nil, nil, quad.IRI("1"), quad.IRI("g")}).Draw(t, "g"),
		}
	})
}

func TestStoreAgreesWithAMap(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s, done := openDrawn(t, rt)
		defer done()
		m := &model{live: make(map[quad.Quad]int64)}
		quads := rapid.SliceOfN(smallQuad(), 0, 8)
		for range rapid.IntRange(1, 6).Draw(rt, "commits") {
			b := quadstore.Batch{Add: quads.Draw(rt, "add"), Remove: m.some(rt, 3)}
			b.Remove = append(b.Remove, rapid.SliceOfN(smallQuad(), 0, 1).Draw(rt, "remove")...)
			refused := m.commit(b)
			rev, _, err := s.Commit(t.Context(), b)
			if refused != (err != nil) || err == nil && rev.Number != m.revision {
				rt.Fatalf("revision %d (%v), want %d, refused %t", rev.Number, err, m.revision, refused)
			}
			expectModel(t, rt, s, m)
		}
	})
}

// openDrawn opens a store for one of very many cases: with the test's own
// clean-up they would all stay open together.
func openDrawn(t *testing.T, rt *rapid.T) (s *quadstore.Store, done func()) {
	s, err := quadstore.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"), quadstore.Options{CachedValues: 4})
	if err != nil {
		rt.Fatal(err)
	}
	return s, func() {
		if err := errors.Join(s.Err(), s.Close()); err != nil {
			rt.Error(err)
		}
	}
}

func expectModel(t *testing.T, rt *rapid.T, s *quadstore.Store, m *model) {
	if got, want := live(t, s), m.lines(); !slices.Equal(got, want) {
		rt.Fatalf("live quads %q, want %q", got, want)
	}
	st, err := s.Stats(t.Context(), true)
	if err != nil || st.Nodes.Size != int64(m.nodes()) || st.Quads.Size != int64(len(m.live)) {
		rt.Fatalf("counts %+v (%v), want %d nodes and %d quads", st, err, m.nodes(), len(m.live))
	}
	if err := s.Verify(t.Context()); err != nil {
		rt.Fatal(err)
	}
	intervals := 0
	for n := range 5 {
		for _, subject := range []quad.Value{quad.IRI(fmt.Sprint(n)), quad.String(fmt.Sprint(n)), quad.Int(n)} {
			history, err := s.History(t.Context(), subject)
			if err != nil {
				rt.Fatal(err)
			}
			intervals += len(history)
			for _, h := range history {
				if added, isLive := m.live[h.Quad]; h.Removed == 0 && (!isLive || added != h.Added) || h.Removed != 0 && !slices.Contains(m.ended, h) {
					rt.Fatalf("no such interval: %v", h)
				}
			}
		}
	}
	if want := len(m.live) + len(m.ended); intervals != want {
		rt.Fatalf("%d intervals, want %d", intervals, want)
	}
}

// Whatever the optimizer chooses, the answers are those of Cayley's memory store.
func TestQueriesAgreeWithTheMemoryStore(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		quads := rapid.SliceOfN(smallQuad(), 1, 40).Draw(rt, "quads")
		mem := memstore.New(quads...)
		s, done := openDrawn(t, rt)
		defer done()
		if _, _, err := s.Commit(t.Context(), quadstore.Batch{Add: quads}); err != nil {
			rt.Fatal(err)
		}
		for range 5 {
			steps := rapid.SliceOfN(rapid.SampledFrom([]string{"out", "in", "out any", "has", "both", "intersect", "except", "unique", "label"}), 1, 4).Draw(rt, "steps")
			start := quads[rapid.IntRange(0, len(quads)-1).Draw(rt, "start")]
			want, err := results(t.Context(), mem, query(mem, start, steps))
			if err != nil {
				rt.Fatal(err)
			}
			got, err := results(t.Context(), s, query(s, start, steps))
			if err != nil || !slices.Equal(got, want) {
				rt.Fatalf("%v from %v: %q (%v), want %q", steps, start, got, err, want)
			}
		}
	})
}

func query(qs graph.QuadStore, start quad.Quad, steps []string) *path.Path {
	p := path.StartPath(qs, start.Subject, start.Object)
	for _, step := range steps {
		switch step {
		case "out":
			p = p.Out(quad.IRI("p"))
		case "in":
			p = p.In(quad.IRI("q"))
		case "out any":
			p = p.Out()
		case "has":
			p = p.Has(quad.IRI("p"))
		case "both":
			p = p.Both(quad.IRI("0"))
		case "intersect":
			p = p.And(path.StartPath(qs).Out(quad.IRI("q")))
		case "except":
			p = p.Except(path.StartPath(qs, start.Subject).Out(quad.IRI("p")))
		case "unique":
			p = p.Unique()
		case "label":
			p = p.LabelContext(quad.IRI("g")).Out().LabelContext()
		}
	}
	return p
}

// results is the set of values: stores may differ in how often they find one.
func results(ctx context.Context, qs graph.QuadStore, p *path.Path) ([]string, error) {
	values, err := p.Iterate(ctx).AllValues(qs)
	var out []string
	for _, v := range values {
		out = append(out, quad.StringOf(v))
	}
	slices.Sort(out)
	return slices.Compact(out), err
}

func TestCollectNeverReturnsAPart(t *testing.T) {
	s := openTemp(t, quadstore.Options{})
	var b quadstore.Batch
	for i := range 5000 {
		b.Add = append(b.Add, quad.Quad{Subject: quad.IRI(fmt.Sprint(i)), Predicate: speaker, Object: quad.IRI("hemo")})
	}
	commit(t, s, b)
	claims := func() graph.Iterator { return path.StartPath(s, quad.IRI("hemo")).In(speaker).BuildIterator() }
	values, err := s.Collect(t.Context(), claims())
	if err != nil || len(values) != 5000 {
		t.Fatalf("%d claims (%v), want 5000", len(values), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if values, err := s.Collect(ctx, claims()); !errors.Is(err, context.Canceled) || values != nil {
		t.Errorf("cancelled: %d claims (%v)", len(values), err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	seen := 0
	err = graph.Iterate(ctx, claims()).Each(func(graph.Ref) {
		if seen++; seen == 3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Cayley's own loop, cancelled at its third result of 5000: %v after %d", err, seen)
	}
}
