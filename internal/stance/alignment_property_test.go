package stance

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onrecord/internal/record"
)

// someLens draws a date and a scope, for the index and for the oracle.
func someLens(t *rapid.T, w *world) (Lens, *oracle) {
	asOf := record.Date{}
	if rapid.Bool().Draw(t, "asks for a date") {
		asOf = worldDay.Draw(t, "as of")
	}
	var about func(int) bool
	switch rapid.IntRange(0, 4).Draw(t, "scope") {
	case 0:
		about = func(c int) bool { return w.topics[c] }
	case 1:
		claim := rapid.IntRange(0, 4).Draw(t, "about claim")
		about = func(c int) bool { return c == claim }
	case 2:
		about = func(c int) bool { return w.questions[c] == 1 }
	}
	o := w.oracle(asOf, about)
	l := Lens{AsOf: asOf}
	if about != nil {
		var classes []ClassNo
		for c := range claimCount {
			if root, _ := o.representative(c); about(c) {
				classes = append(classes, ClassNo(root))
			}
		}
		l.Scope = ScopeOf(classes)
	}
	return l, o
}

// expectAll compares every query of an index with the oracle.
func expectAll(t *rapid.T, ix *Index, w *world) {
	l, o := someLens(t, w)
	if rapid.IntRange(0, 2).Draw(t, "stamped") == 0 {
		date := rapid.OneOf(rapid.Just(l.AsOf), worldDay).Draw(t, "stamped for")
		past, err := ix.AsOf(t.Context(), date)
		if err != nil {
			t.Fatal(err)
		}
		ix = past
	}
	expectPoints(t, ix, l, o)
	expectMatrix(t, ix, l, o)
	expectRanking(t, ix, l, o)
	expectPath(t, ix, l, o)
	expectActive(t, ix, l, o)
	expectField(t, ix, l, o)
	expectTallies(t, ix, l.AsOf, o)
}

func expectPoints(t *rapid.T, ix *Index, l Lens, o *oracle) {
	for a := range worldActors {
		for b := range worldActors {
			points, err := ix.Points(t.Context(), ActorNo(a), ActorNo(b), l)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := pointsByPackage(points), pointsByTheBook(o, a, b); got != want {
				t.Fatalf("points of %d and %d as of %v in %v:\n got %s\nwant %s", a, b, l.AsOf, l.Scope, got, want)
			}
			sum, err := ix.Between(t.Context(), ActorNo(a), ActorNo(b), l)
			if want := o.sum(a, b); err != nil || sum != want {
				t.Fatalf("%d and %d as of %v in %v:\n got %+v, %v\nwant %+v", a, b, l.AsOf, l.Scope, sum, err, want)
			}
		}
	}
}

func expectMatrix(t *rapid.T, ix *Index, l Lens, o *oracle) {
	var actors []ActorNo
	for _, n := range rapid.Permutation(sequence(worldActors)).Draw(t, "matrix") {
		actors = append(actors, ActorNo(n-1))
	}
	m, err := ix.Matrix(t.Context(), actors, l)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range actors {
		for j, b := range actors {
			want := o.sum(int(a), int(b))
			got := m.At(i, j)
			if got.A != a {
				got.A, got.B = got.B, got.A
			}
			if got != want {
				t.Fatalf("cell of %d and %d:\n got %+v\nwant %+v", a, b, got, want)
			}
		}
	}
}

// rankedByTheBook sorts every partner whole.
func rankedByTheBook(o *oracle, a int, w Wanted, kinds Kinds) []string {
	type line struct {
		sum  Alignment
		rank Rank
	}
	var lines []line
	for b := range worldActors {
		if !kinds.Has(o.kinds[a]) || !kinds.Has(o.kinds[b]) {
			continue
		}
		sum := o.sum(a, b)
		computed, stated, points := false, false, sum.Shared()
		for _, p := range o.points(a, b) {
			computed = computed || len(p.findings) > 0 && p.kind == w.Kind.String()
			for _, s := range p.stated {
				stated = stated || s.kind == w.Kind.String()
			}
		}
		if w.Basis != Computed {
			points += sum.Stated
		}
		wanted := w.Basis != StatedOnly && computed || w.Basis != Computed && stated
		if wanted && points >= w.MinShared {
			n := ActorNo(b)
			lines = append(lines, line{sum, Rank{Wilson(sum.Of(w.Kind), sum.Shared()), sum.Of(w.Kind), o.Name(n), o.ID(n)}})
		}
	}
	slices.SortFunc(lines, func(x, y line) int {
		return cmp.Or(cmp.Compare(y.rank.Strength, x.rank.Strength), cmp.Compare(y.rank.Count, x.rank.Count),
			cmp.Compare(x.rank.Name, y.rank.Name), x.rank.ID.Compare(y.rank.ID))
	})
	var words []string
	for _, l := range lines {
		words = append(words, fmt.Sprint(l))
	}
	return words
}

func someKinds(t *rapid.T) Kinds {
	return rapid.SampledFrom([]Kinds{0, 0, KindsOf(record.KindPerson), KindsOf(record.KindPerson, record.KindInstitution, record.KindUnnamedSource, record.KindCollective)}).Draw(t, "kinds")
}

func expectRanking(t *rapid.T, ix *Index, l Lens, o *oracle) {
	kinds := someKinds(t)
	w := Wanted{
		Kind:      rapid.SampledFrom([]AlignmentKind{Agreement, Disagreement, Qualification}).Draw(t, "wanted"),
		Basis:     rapid.SampledFrom([]Basis{AnyBasis, Computed, StatedOnly}).Draw(t, "basis"),
		MinShared: rapid.IntRange(0, 2).Draw(t, "at least"),
	}
	first := rapid.IntRange(1, worldActors).Draw(t, "page")
	for a := range worldActors {
		want := rankedByTheBook(o, a, w, kinds)
		circle, err := ix.Circle(t.Context(), o, ActorNo(a), Around{Lens: l, Kinds: kinds})
		if err != nil {
			t.Fatal(err)
		}
		r := circle.Ranked(w)
		var got []string
		for page := r.Page(first, nil); len(page) > 0; page = r.Page(first, &page[len(page)-1].Rank) {
			for _, p := range page {
				got = append(got, fmt.Sprint(struct {
					sum  Alignment
					rank Rank
				}{p.Alignment, p.Rank}))
			}
		}
		if !slices.Equal(got, want) || r.Len() != len(want) {
			t.Fatalf("ranking of %d, %+v (%d):\n got %s\nwant %s", a, w, r.Len(), strings.Join(got, "\n     "), strings.Join(want, "\n     "))
		}
	}
}

// pathByTheBook tries every chain, shorter ones first, lesser ids first.
func pathByTheBook(o *oracle, r Route) []ActorNo {
	hop := func(a, b ActorNo) bool {
		for _, p := range o.points(int(a), int(b)) {
			for _, k := range r.Through {
				if len(p.findings) > 0 && p.kind == k.String() || slices.ContainsFunc(p.stated, func(s bookStated) bool { return s.kind == k.String() }) {
					return true
				}
			}
		}
		return false
	}
	var hops [worldActors][worldActors]bool
	for a := range worldActors {
		for b := range worldActors {
			hops[a][b] = hop(ActorNo(a), ActorNo(b))
		}
	}
	if !r.Kinds.Has(o.kinds[r.From]) || !r.Kinds.Has(o.kinds[r.To]) {
		return nil
	}
	byID := []ActorNo{0, 1, 2, 3, 4, 5}
	slices.SortFunc(byID, func(a, b ActorNo) int { return o.ID(a).Compare(o.ID(b)) })
	chains := [][]ActorNo{{r.From}}
	for range r.MaxLength + 1 {
		var longer [][]ActorNo
		for _, c := range chains {
			last := c[len(c)-1]
			if last == r.To {
				return c
			}
			for _, b := range byID {
				between := b != r.To && (slices.Contains(r.Excluding, b) || !r.Kinds.Has(o.kinds[b]))
				if !between && !slices.Contains(c, b) && hops[last][b] {
					longer = append(longer, append(slices.Clone(c), b))
				}
			}
		}
		chains = longer
	}
	return nil
}

func expectPath(t *rapid.T, ix *Index, l Lens, o *oracle) {
	r := Route{
		Lens:      l,
		From:      ActorNo(rapid.IntRange(0, worldActors-1).Draw(t, "from")),
		To:        ActorNo(rapid.IntRange(0, worldActors-1).Draw(t, "to")),
		Through:   rapid.SliceOfN(rapid.SampledFrom([]AlignmentKind{Agreement, Disagreement, Qualification}), 1, 3).Draw(t, "through"),
		Kinds:     someKinds(t),
		MaxLength: rapid.IntRange(1, 6).Draw(t, "length"),
	}
	if rapid.Bool().Draw(t, "excluding") {
		r.Excluding = []ActorNo{ActorNo(rapid.IntRange(0, worldActors-1).Draw(t, "excluded"))}
	}
	got, err := ix.Path(t.Context(), o, r)
	if want := pathByTheBook(o, r); err != nil || !slices.Equal(got, want) {
		t.Fatalf("path %+v:\n got %v, %v\nwant %v", r, got, err, want)
	}
}

func expectActive(t *rapid.T, ix *Index, l Lens, o *oracle) {
	kinds := someKinds(t)
	var want []Activity
	for a := range worldActors {
		n := 0
		for c := range claimCount {
			if root, _ := o.representative(c); root == c {
				if _, has := o.held(a, c); has {
					n++
				}
			}
		}
		if n > 0 && kinds.Has(o.kinds[a]) {
			want = append(want, Activity{ActorNo(a), n})
		}
	}
	slices.SortFunc(want, func(x, y Activity) int {
		return cmp.Or(cmp.Compare(y.Positions, x.Positions), o.ID(x.Actor).Compare(o.ID(y.Actor)))
	})
	want = want[:min(len(want), 3)]
	got, err := ix.Active(t.Context(), o, l, kinds, 3)
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("most active: got %v, %v, want %v", got, err, want)
	}
}

// expectField holds what camps are sought in against the oracle: every point
// between two actors, once, in one of the halves.
func expectField(t *rapid.T, ix *Index, l Lens, o *oracle) {
	active, err := ix.Active(t.Context(), o, l, KindsOf(record.KindPerson, record.KindInstitution, record.KindUnnamedSource, record.KindCollective), worldActors)
	if err != nil {
		t.Fatal(err)
	}
	f, err := ix.field(t.Context(), o, active, Sides{Lens: l})
	if err != nil {
		t.Fatal(err)
	}
	for j, b := range f.actors {
		for i, a := range f.actors[:j] {
			sum, all := o.sum(int(a), int(b)), *f.all.between(i, j)
			for _, k := range []AlignmentKind{Agreement, Disagreement, Qualification} {
				halves := f.halves[0].between(i, j).of(k) + f.halves[1].between(i, j).of(k)
				if all.of(k) != sum.Of(k) || halves != sum.Of(k) {
					t.Fatalf("%v between %d and %d: %d in the field, %d in its halves, want %d", k, a, b, all.of(k), halves, sum.Of(k))
				}
			}
		}
	}
}

// expectTallies holds what the index counts against the counting of positions
// and of words.
func expectTallies(t *rapid.T, ix *Index, asOf record.Date, o *oracle) {
	for c := range claimCount {
		var candidates []Candidate
		for a := range worldActors {
			votes := filter(o.votesOn(c), func(v Vote) bool { return o.actor(v.Actor) == a })
			p, ok := Effective(votes, asOf)
			if ok {
				candidates = append(candidates, Candidate{o.kinds[a], p})
			}
			if root, _ := o.representative(c); root == c && lastDay(asOf) == ix.stamped {
				if side, has := ix.Side(ActorNo(a), ClassNo(c)); has != ok || side != p.Side {
					t.Fatalf("%d is on side %v of claim %d (%v), want %v (%v)", a, side, c, has, p.Side, ok)
				}
			}
		}
		root, exchanged := o.representative(c)
		got, err := ix.Tally(t.Context(), o, ClassNo(root), exchanged, asOf)
		if want := Count(candidates); err != nil || got != want {
			t.Fatalf("tally of claim %d as of %v:\n got %+v, %v\nwant %+v", c, asOf, got, err, want)
		}
		expectRoll(t, ix, o, c, asOf, candidates)
		origins := ix.Origins([]ClassNo{ClassNo(root)}, asOf)
		if want := originsByTheBook(o.votesOn(c), asOf); origins != want {
			t.Fatalf("origins of claim %d as of %v: %d, want %d", c, asOf, origins, want)
		}
	}
	var classes []ClassNo
	var votes []Vote
	for c := range claimCount {
		if root, _ := o.representative(c); root == c {
			classes, votes = append(classes, ClassNo(c)), append(votes, o.votesOn(c)...)
		}
	}
	origins := ix.Origins(classes, asOf)
	if want := originsByTheBook(votes, asOf); origins != want {
		t.Fatalf("origins of all claims as of %v: %d, want %d", asOf, origins, want)
	}
}

// expectRoll holds the roll of a claim against everybody's position on it and
// against the tally, whose names it is.
func expectRoll(t *rapid.T, ix *Index, o *oracle, c int, asOf record.Date, candidates []Candidate) {
	root, exchanged := o.representative(c)
	roll, err := ix.Roll(t.Context(), o, ClassNo(root), exchanged, asOf)
	if err != nil || len(roll) != len(candidates) {
		t.Fatalf("roll of claim %d as of %v: %d seats, %v; want %d", c, asOf, len(roll), err, len(candidates))
	}
	var called Tally
	for i, seat := range roll {
		p := candidates[i].Position
		if o.ID(seat.Actor) != p.Actor || seat.Side != p.Side || seat.Qualified != (p.Qualified && (p.Side == record.Supports || p.Side == record.Opposes)) {
			t.Fatalf("roll of claim %d as of %v: %+v, want %+v", c, asOf, seat, p)
		}
		if seat.Counted {
			called.add(&p)
		} else if candidates[i].Kind == record.KindUnnamedSource {
			called.Unnamed++
		}
	}
	want := Count(candidates)
	called.Contention = want.Contention
	if called != want {
		t.Fatalf("roll of claim %d as of %v counts %+v, want %+v", c, asOf, called, want)
	}
}

// manyTimes checks a property on some thousands of worlds, in rounds, so that a
// failure says which of them to repeat.
func manyTimes(t *testing.T, property func(*rapid.T)) {
	for round := range 20 {
		t.Run(fmt.Sprint("round ", round), func(t *testing.T) { rapid.Check(t, property) })
	}
}

func TestIndexFollowsTheRules(t *testing.T) {
	manyTimes(t, func(t *rapid.T) {
		w := someWorld(t)
		expectAll(t, fill(w.tell()), w)
	})
}

func TestIndexFollowsEveryChange(t *testing.T) {
	manyTimes(t, func(t *rapid.T) {
		w := someWorld(t)
		before := w.tell()
		ix := fill(before)
		for range rapid.IntRange(1, 5).Draw(t, "changes") {
			was, old := snapshotOf(ix), ix
			w.change(t)
			after := w.tell()
			ix = follow(ix, before, after)
			before = after
			if snapshotOf(old) != was {
				t.Fatalf("a change wrote to the index that it came from")
			}
			if got, want := snapshotOf(ix), snapshotOf(fill(after)); got != want {
				t.Fatalf("after a change:\n got %s\nwant %s", got, want)
			}
			expectAll(t, ix, w)
		}
	})
}

// snapshotOf writes out all that an index holds.
func snapshotOf(ix *Index) string {
	var b strings.Builder
	fmt.Fprintln(&b, ix.stances)
	ix.ledgers.each(func(a uint32, l *ledger) {
		for i, r := range l.runs {
			marks := slices.Clone(l.of(i))
			slices.SortFunc(marks, func(x, y mark) int { return compare(x.stance, y.stance) })
			fmt.Fprintln(&b, "ledger", a, r, marks)
		}
	})
	ix.seats.each(func(c uint32, list *[]seat) {
		if len(*list) > 0 {
			fmt.Fprintln(&b, "class", c, *list)
		}
	})
	ix.since.each(func(c uint32, list *[]int32) {
		if len(*list) > 0 {
			fmt.Fprintln(&b, "since", c, *list)
		}
	})
	ix.ties.each(func(c uint32, t **Ties) {
		if *t != nil {
			fmt.Fprintln(&b, "ties", c, **t, ix.tied.has(ClassNo(c)))
		}
	})
	ix.answers.each(func(q uint32, list *[]ClassNo) {
		if len(*list) > 0 {
			fmt.Fprintln(&b, "question", q, *list)
		}
	})
	ix.companies.each(func(c uint32, list *[]company) {
		if len(*list) > 0 {
			fmt.Fprintln(&b, "company", c, *list)
		}
	})
	ix.replies.each(func(a uint32, list *[]reply) {
		if len(*list) > 0 {
			fmt.Fprintln(&b, "replies", a, *list)
		}
	})
	return b.String()
}

// The effective position of the index's small numbers is that of the rules.
func TestMarksFollowTheRules(t *testing.T) {
	manyTimes(t, func(t *rapid.T) {
		votes, asOf := someVotes(t), someDay.Draw(t, "as of")
		for i := range votes {
			// Votes of the generator share utterances without saying so.
			votes[i].Quote.Utterance = votes[i].Utterance
		}
		var run []mark
		for i := range votes {
			if m, ok := markOf(&votes[i], StanceNo(numberOf(votes[i].Stance.ID)), UtteranceNo(numberOf(votes[i].Utterance))); ok {
				run = append(run, m)
			}
		}
		p, ok := Effective(votes, asOf)
		s := effective(run, lastDay(asOf))
		if ok != (s.code != silent) || ok && s.code != codeFrom(p.Side, p.Qualified, p.Certainty == record.Possible) {
			t.Fatalf("as of %v: %v, the rules say %v, %+v", asOf, s.code, ok, p)
		}
		var rests []int
		if ok {
			evidence(run, lastDay(asOf), func(m *mark) { rests = append(rests, int(m.stance)) })
			slices.Sort(rests)
			if want := numbers(p.Evidence); !slices.Equal(rests, slices.Sorted(slices.Values(want))) {
				t.Fatalf("as of %v it rests on %v, the rules say %v", asOf, rests, want)
			}
		}
	})
}
