package quadstore_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"

	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

func q(s, p, o string) quad.Quad { return quad.MakeIRI(s, p, o, "") }

// commit commits or fails the test.
func commit(t testing.TB, s *quadstore.Store, b quadstore.Batch) quadstore.Revision {
	t.Helper()
	rev, _, err := s.Commit(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return rev
}

// live is every live quad, sorted by its text.
func live(t testing.TB, s *quadstore.Store) []string {
	t.Helper()
	var lines []string
	err := s.Scan(t.Context(), func(q quad.Quad) error {
		lines = append(lines, q.NQuad())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}

func lines(quads ...quad.Quad) []string {
	var out []string
	for _, q := range quads {
		out = append(out, q.NQuad())
	}
	slices.Sort(out)
	return out
}

func expectLive(t testing.TB, s *quadstore.Store, want ...quad.Quad) {
	t.Helper()
	if got := live(t, s); !slices.Equal(got, lines(want...)) {
		t.Errorf("live quads %q, want %q", got, lines(want...))
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// A store that lets a refused change leak into the next one puts words into the
// wrong mouth. This is how Cayley's bolt store does it.
func TestRefusedChangeLeavesNothing(t *testing.T) {
	s := openTemp(t, quadstore.Options{})
	said := func(who, what string) quad.Quad { return q(who, "said", what) }
	commit(t, s, quadstore.Batch{Add: []quad.Quad{said("alwan", "claim1")}})
	_, _, err := s.Commit(t.Context(), quadstore.Batch{
		Add:    []quad.Quad{said("allawi", "claim2"), said("allawi", "claim3")},
		Remove: []quad.Quad{said("allawi", "never said")},
	})
	if !errors.Is(err, record.ErrNotFound) {
		t.Fatalf("removing what is not there: %v, want not found", err)
	}
	expectLive(t, s, said("alwan", "claim1"))
	commit(t, s, quadstore.Batch{Add: []quad.Quad{said("hemo", "claim4"), said("shawakh", "claim5")}})
	expectLive(t, s, said("alwan", "claim1"), said("hemo", "claim4"), said("shawakh", "claim5"))
	for _, who := range []string{"allawi", "alwan", "hemo", "shawakh"} {
		got, err := s.Entities(t.Context(), quad.IRI(who))
		if err != nil {
			t.Fatal(err)
		}
		for _, quad := range got[0] {
			if who == "allawi" || quad.Subject.String() != "<"+who+">" {
				t.Errorf("%s is given %v", who, quad)
			}
		}
	}
	if at, err := s.Revision(t.Context()); at != 2 || err != nil {
		t.Errorf("revision %d (%v), want 2: a refused change has none", at, err)
	}
}

// The same through Cayley's own interface.
func TestRefusedDeltasLeaveNothing(t *testing.T) {
	s := openTemp(t, quadstore.Options{})
	err := s.ApplyDeltas([]graph.Delta{
		{Quad: q("allawi", "said", "claim2"), Action: graph.Add},
		{Quad: q("allawi", "said", "nothing"), Action: graph.Delete},
	}, graph.IgnoreOpts{})
	if !graph.IsQuadNotExist(err) {
		t.Fatalf("got %v, want that the quad does not exist", err)
	}
	commit(t, s, quadstore.Batch{Add: []quad.Quad{q("hemo", "said", "claim4")}})
	expectLive(t, s, q("hemo", "said", "claim4"))
}

func TestDeltasApplyInOrder(t *testing.T) {
	a, b := q("a", "p", "1"), q("b", "p", "2")
	add := func(q quad.Quad) graph.Delta { return graph.Delta{Quad: q, Action: graph.Add} }
	del := func(q quad.Quad) graph.Delta { return graph.Delta{Quad: q, Action: graph.Delete} }
	s := openTemp(t, quadstore.Options{})
	if err := s.ApplyDeltas([]graph.Delta{add(a), del(a), add(b)}, graph.IgnoreOpts{}); err != nil {
		t.Fatal(err)
	}
	expectLive(t, s, b)
	// A stored quad that is asserted again and deleted is deleted.
	if err := s.ApplyDeltas([]graph.Delta{add(b), del(b), add(a)}, graph.IgnoreOpts{IgnoreDup: true}); err != nil {
		t.Fatal(err)
	}
	expectLive(t, s, a)
	if err := s.ApplyDeltas([]graph.Delta{del(a), add(a)}, graph.IgnoreOpts{}); err != nil {
		t.Fatal(err)
	}
	expectLive(t, s, a)
	if err := s.ApplyDeltas([]graph.Delta{{Quad: a}}, graph.IgnoreOpts{}); !graph.IsInvalidAction(err) {
		t.Errorf("a delta without an action: %v", err)
	}
}

func TestHistoryKeepsEveryInterval(t *testing.T) {
	s := openTemp(t, quadstore.Options{})
	claim := q("alwan", "said", "claim1")
	for _, b := range []quadstore.Batch{
		{Add: []quad.Quad{claim}},                             // 1
		{Add: []quad.Quad{q("hemo", "said", "claim2")}},       // 2
		{Remove: []quad.Quad{claim}},                          // 3
		{Add: []quad.Quad{claim, q("alwan", "said", "more")}}, // 4
	} {
		commit(t, s, b)
	}
	rev, changed, err := s.Commit(t.Context(), quadstore.Batch{Add: []quad.Quad{claim}, Changeset: "again"})
	if err != nil || changed || rev.Number != 4 {
		t.Errorf("asserting a live quad: revision %d, changed %t (%v), want 4 and unchanged", rev.Number, changed, err)
	}
	got, err := s.History(t.Context(), quad.IRI("alwan"))
	if err != nil {
		t.Fatal(err)
	}
	want := []quadstore.Interval{
		{Quad: claim, Added: 1, Removed: 3},
		{Quad: claim, Added: 4},
		{Quad: q("alwan", "said", "more"), Added: 4},
	}
	if !slices.Equal(got, want) {
		t.Errorf("history %v, want %v", got, want)
	}
	touched, err := s.Touched(t.Context(), 3)
	if err != nil || !slices.Equal(touched, []quad.Value{quad.IRI("alwan")}) {
		t.Errorf("revision 3 touched %v (%v), want alwan", touched, err)
	}
	if _, err := s.Touched(t.Context(), 9); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("a revision to come: %v, want not found", err)
	}
}

func TestRevisionsTellWhatHappened(t *testing.T) {
	at := time.Date(2025, 12, 20, 9, 30, 0, 123_456_789, time.FixedZone("", 3*3600))
	s := openTemp(t, quadstore.Options{Now: func() time.Time { return at }})
	commit(t, s, quadstore.Batch{Add: []quad.Quad{q("a", "p", "1"), q("a", "p", "2")}, Changeset: "urn:uuid:1"})
	commit(t, s, quadstore.Batch{Remove: []quad.Quad{q("a", "p", "1")}, Add: []quad.Quad{q("a", "p", "3")}, At: at.Add(time.Hour)})
	got, err := s.Revisions(t.Context(), 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	want := []quadstore.Revision{
		{Number: 1, At: at.UTC().Truncate(time.Microsecond), Changeset: "urn:uuid:1", Added: 2},
		{Number: 2, At: at.Add(time.Hour).UTC().Truncate(time.Microsecond), Added: 1, Removed: 1},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if tail, err := s.Revisions(t.Context(), 1, 10); err != nil || len(tail) != 1 || tail[0].Number != 2 {
		t.Errorf("after 1: %v (%v), want revision 2 alone", tail, err)
	}
	_, _, err = s.Commit(t.Context(), quadstore.Batch{Add: []quad.Quad{q("b", "p", "1")}, Changeset: "urn:uuid:1"})
	if !errors.Is(err, record.ErrConflict) {
		t.Errorf("one changeset twice: %v, want conflict", err)
	}
}

func TestCommitRefuses(t *testing.T) {
	stored := q("a", "p", "1")
	for name, test := range map[string]struct {
		batch quadstore.Batch
		want  error
	}{
		"no subject":        {quadstore.Batch{Add: []quad.Quad{{Predicate: quad.IRI("p"), Object: quad.IRI("o")}}}, record.ErrInvalid},
		"no object":         {quadstore.Batch{Remove: []quad.Quad{{Subject: quad.IRI("s"), Predicate: quad.IRI("p")}}}, record.ErrInvalid},
		"unknown type":      {quadstore.Batch{Add: []quad.Quad{{Subject: strange{}, Predicate: quad.IRI("p"), Object: quad.IRI("o")}}}, record.ErrInvalid},
		"both sides":        {quadstore.Batch{Add: []quad.Quad{stored}, Remove: []quad.Quad{stored}}, record.ErrInvalid},
		"removed twice":     {quadstore.Batch{Remove: []quad.Quad{stored, stored}}, record.ErrInvalid},
		"unknown value":     {quadstore.Batch{Remove: []quad.Quad{q("a", "p", "unheard of")}}, record.ErrNotFound},
		"known values":      {quadstore.Batch{Remove: []quad.Quad{q("1", "p", "a")}}, record.ErrNotFound},
		"another label":     {quadstore.Batch{Remove: []quad.Quad{quad.MakeIRI("a", "p", "1", "a")}}, record.ErrNotFound},
		"a value of 17 MiB": {quadstore.Batch{Add: []quad.Quad{{Subject: quad.IRI("a"), Predicate: quad.IRI("p"), Object: quad.String(make([]byte, 17<<20))}}}, record.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			s := openTemp(t, quadstore.Options{})
			commit(t, s, quadstore.Batch{Add: []quad.Quad{stored}})
			if _, _, err := s.Commit(t.Context(), test.batch); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
			expectLive(t, s, stored)
		})
	}
}

// strange is a value that no store knows.
type strange struct{}

func (strange) String() string { return "strange" }
func (strange) Native() any    { return nil }

func TestValuesComeBackAsTheyWere(t *testing.T) {
	s := openTemp(t, quadstore.Options{})
	values := []quad.Value{
		quad.IRI("a"), quad.BNode("a"), quad.String("a"), quad.String(""), quad.String("\x00 \xff كِتَابٌ"),
		quad.TypedString{Value: "a", Type: "b"}, quad.LangString{Value: "a", Lang: "b"},
		quad.TypedString{Value: "5", Type: "schema:Integer"}, quad.Int(5), quad.String("5"), quad.Float(5),
		quad.Int(0), quad.Int(-1), quad.Int(1<<60 - 1), quad.Int(1 << 60), quad.Int(-1 << 60), quad.Int(-1<<60 - 1),
		quad.Int(math.MaxInt64), quad.Int(math.MinInt64),
		quad.Bool(true), quad.Bool(false),
		quad.Float(math.Inf(1)), quad.Float(math.Copysign(0, -1)), quad.Float(0), quad.Float(math.SmallestNonzeroFloat64),
		quad.Time(time.Date(2025, 12, 13, 0, 0, 0, 0, time.UTC)), quad.Time(time.Time{}),
		quad.Time(time.Date(1, 1, 1, 0, 0, 0, 1000, time.UTC)), quad.Time(time.Date(2025, 1, 1, 0, 0, 0, 1, time.UTC)),
		quad.Time(time.Date(290_000, 1, 1, 0, 0, 0, 1000, time.UTC)), quad.Time(time.Date(-5000, 1, 1, 0, 0, 0, 0, time.UTC)),
	}
	var batch quadstore.Batch
	for i, v := range values {
		batch.Add = append(batch.Add, quad.Quad{Subject: quad.IRI(fmt.Sprint(i)), Predicate: quad.IRI("value"), Object: v})
	}
	commit(t, s, batch)
	for i, v := range values {
		got, err := s.Entities(t.Context(), quad.IRI(fmt.Sprint(i)))
		if err != nil {
			t.Fatal(err)
		}
		if len(got[0]) != 1 || !same(got[0][0].Object, v) {
			t.Errorf("value %d: got %#v, want %#v", i, got[0], v)
		}
		if back := s.NameOf(s.ValueOf(v)); !same(back, v) {
			t.Errorf("value %d through its reference: got %#v, want %#v", i, back, v)
		}
	}
	if err := s.Err(); err != nil {
		t.Error(err)
	}
}

// same compares instants as instants and zeros by their sign.
func same(a, b quad.Value) bool {
	if t, ok := a.(quad.Time); ok {
		return t.Equal(b)
	}
	if f, ok := a.(quad.Float); ok {
		g, ok := b.(quad.Float)
		return ok && math.Float64bits(float64(f)) == math.Float64bits(float64(g))
	}
	return a == b
}

func TestTimesAreInstants(t *testing.T) {
	s := openTemp(t, quadstore.Options{})
	noon := time.Date(2025, 12, 13, 12, 0, 0, 0, time.UTC)
	add := func(at time.Time) quadstore.Batch {
		return quadstore.Batch{Add: []quad.Quad{{Subject: quad.IRI("attack"), Predicate: quad.IRI("at"), Object: quad.Time(at)}}}
	}
	commit(t, s, add(noon))
	if _, changed, err := s.Commit(t.Context(), add(noon.In(time.FixedZone("Damascus", 3*3600)))); changed || err != nil {
		t.Errorf("the same instant in another zone: changed %t (%v)", changed, err)
	}
}

func TestEntitiesAnswerInTheOrderAskedFor(t *testing.T) {
	s := openTemp(t, quadstore.Options{})
	commit(t, s, quadstore.Batch{Add: []quad.Quad{q("a", "p", "1"), q("a", "p", "2"), q("b", "p", "1")}})
	got, err := s.Entities(t.Context(), quad.IRI("b"), quad.IRI("nobody"), quad.IRI("a"), quad.IRI("b"))
	if err != nil {
		t.Fatal(err)
	}
	var counts []int
	for _, quads := range got {
		counts = append(counts, len(quads))
	}
	if want := []int{1, 0, 2, 1}; !slices.Equal(counts, want) {
		t.Errorf("numbers of quads %v, want %v", counts, want)
	}
}

func TestLoadIsOneRevision(t *testing.T) {
	s := openTemp(t, quadstore.Options{})
	commit(t, s, quadstore.Batch{Add: []quad.Quad{{Subject: claimIRI(7), Predicate: typeOf, Object: quad.IRI("schema:Claim")}}})
	rev, changed, err := s.Load(t.Context(), &claimReader{claims: 3000}, "urn:uuid:2", time.Time{})
	if err != nil || !changed {
		t.Fatalf("changed %t: %v", changed, err)
	}
	if rev.Number != 2 || rev.Added != 3000*5-1 {
		t.Errorf("revision %d with %d quads, want 2 with 14,999", rev.Number, rev.Added)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if _, changed, err := s.Load(t.Context(), &claimReader{claims: 3000}, "", time.Time{}); changed || err != nil {
		t.Errorf("loading it again: changed %t (%v)", changed, err)
	}
}

func TestFailedLoadLeavesNothing(t *testing.T) {
	broken := errors.New("line 5: no such prefix")
	s := openTemp(t, quadstore.Options{})
	_, _, err := s.Load(t.Context(), &failingReader{claimReader{claims: 1000}, 4321, broken}, "", time.Time{})
	if !errors.Is(err, broken) {
		t.Fatalf("got %v, want the reader's error", err)
	}
	expectLive(t, s)
}

// failingReader fails after some quads.
type failingReader struct {
	claimReader
	left int
	err  error
}

func (r *failingReader) ReadQuad() (quad.Quad, error) {
	if r.left == 0 {
		return quad.Quad{}, r.err
	}
	r.left--
	return r.claimReader.ReadQuad()
}

func TestReadingBesideAWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	w := openAt(t, path, quadstore.Options{})
	commit(t, w, quadstore.Batch{Add: []quad.Quad{q("a", "p", "1")}})
	r := openAt(t, path, quadstore.Options{ReadOnly: true})
	expectLive(t, r, q("a", "p", "1"))
	commit(t, w, quadstore.Batch{Add: []quad.Quad{q("b", "p", "1")}})
	expectLive(t, r, q("a", "p", "1"), q("b", "p", "1"))
	if _, _, err := r.Commit(t.Context(), quadstore.Batch{Add: []quad.Quad{q("c", "p", "1")}}); !errors.Is(err, record.ErrUnsupported) {
		t.Errorf("writing to it: %v, want unsupported", err)
	}
}

func TestAScanSeesOneRevision(t *testing.T) {
	s := openTemp(t, quadstore.Options{})
	if _, _, err := s.Load(t.Context(), &claimReader{claims: 500}, "", time.Time{}); err != nil {
		t.Fatal(err)
	}
	seen, added := 0, false
	err := s.Scan(t.Context(), func(quad.Quad) error {
		if seen++; !added { // fn must not read, but others may write meanwhile
			commit(t, s, quadstore.Batch{Add: []quad.Quad{q("zz", "p", "1")}})
			added = true
		}
		return nil
	})
	if err != nil || seen != 2500 {
		t.Errorf("scanned %d quads (%v), want the 2500 of its revision", seen, err)
	}
}

func TestCancelledWorkSaysSo(t *testing.T) {
	s := openTemp(t, quadstore.Options{})
	if _, _, err := s.Load(t.Context(), &claimReader{claims: 3000}, "", time.Time{}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	seen := 0
	err := s.Scan(ctx, func(quad.Quad) error {
		if seen++; seen == 100 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || seen == 15_000 {
		t.Errorf("a scan cancelled at quad 100 read %d quads and says %v", seen, err)
	}
	if _, err := s.Entities(ctx, claimIRI(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("Entities: %v", err)
	}
	if _, _, err := s.Commit(ctx, quadstore.Batch{Add: []quad.Quad{q("a", "p", "1")}}); !errors.Is(err, context.Canceled) {
		t.Errorf("Commit: %v", err)
	}
	if _, _, err := s.Load(ctx, &claimReader{claims: 1 << 40}, "", time.Time{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Load: %v", err)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAfterClose(t *testing.T) {
	s, err := quadstore.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"), quadstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	if _, err := s.Entities(t.Context(), quad.IRI("a")); !errors.Is(err, quadstore.ErrClosed) {
		t.Errorf("Entities: %v", err)
	}
	if _, _, err := s.Commit(t.Context(), quadstore.Batch{Add: []quad.Quad{q("a", "p", "1")}}); !errors.Is(err, quadstore.ErrClosed) {
		t.Errorf("Commit: %v", err)
	}
	if s.ValueOf(quad.IRI("a")) != nil || !errors.Is(s.Err(), quadstore.ErrClosed) {
		t.Errorf("ValueOf cannot say it, Err must: %v", s.Err())
	}
}
