package graph

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// disputed makes the changes of a world, and with them those that only what
// actors agree on follows from: judgements of claims, corrections, responses,
// and quotes that move to another utterance with what was taken back of them.
type disputed struct{ world }

func (w *disputed) some() record.Record {
	pick := w.random.IntN
	switch pick(6) {
	case 0:
		from, to := pick(4), pick(4)
		if from == to {
			return w.world.some()
		}
		return &record.ClaimRelation{
			ID:   declared[record.ClaimRelation]("relation", pick(4)),
			Kind: []record.ClaimRelationKind{record.Same, record.Conflicting, record.Broader}[pick(3)],
			From: declared[record.Claim]("claim", from), To: declared[record.Claim]("claim", to),
		}
	case 1:
		return &record.Correction{
			ID: declared[record.Correction]("correction", pick(4)), Quote: declared[record.Quote]("quote", pick(9)),
			Kind: []record.CorrectionKind{record.SpeakerRetracted, record.CoderError}[pick(2)], On: record.Date{Year: 2021},
		}
	case 2:
		return &record.Response{
			ID: declared[record.Response]("response", pick(5)), Quote: declared[record.Quote]("quote", pick(9)),
			Kind: []record.ResponseKind{record.Agrees, record.Disagrees, record.CommentsOn}[pick(3)],
			To:   declared[record.Actor]("actor", pick(4)), Claim: declared[record.Claim]("claim", pick(4)),
		}
	}
	return w.world.some()
}

func (w *disputed) change() record.Change {
	var c record.Change
	changed := map[record.Ref]bool{}
	for range 1 + w.random.IntN(5) {
		r := w.some()
		if !changed[r.Ref()] {
			changed[r.Ref()] = true
			c.Put = append(c.Put, r)
			w.records[r.Ref().ID] = r
		}
	}
	for id, r := range w.records {
		switch r.Ref().Kind {
		case record.KindStance, record.KindResponse, record.KindCorrection, record.KindClaimRelation:
			if !changed[r.Ref()] && w.random.IntN(8) == 0 {
				c.Remove = append(c.Remove, r.Ref())
				delete(w.records, id)
			}
		}
	}
	c.Normalize()
	return c
}

// everyPoint writes out what any two actors meet on, by slugs and ids.
func everyPoint(t *testing.T, s *Snapshot, asOf record.Date) string {
	t.Helper()
	var b strings.Builder
	all := slices.SortedFunc(s.actors(), func(x, y record.Actor) int { return x.ActorID().Compare(y.ActorID()) })
	for _, x := range all {
		for _, y := range all {
			a, ok, err := s.Align(t.Context(), x.ActorID(), y.ActorID(), Lens{AsOf: asOf})
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			points, err := s.Points(t.Context(), a)
			if err != nil {
				t.Fatal(err)
			}
			a.Count.A, a.Count.B = 0, 0 // their numbers differ from one building to another
			fmt.Fprintln(&b, x.About().Slug, y.About().Slug, a.Count)
			for _, p := range points {
				fmt.Fprintln(&b, " ", p.Kind, p.Place())
				for _, f := range p.Findings {
					fmt.Fprintln(&b, "   ", f.Kind, f.A.Claim.Slug, f.A.Side, ids(f.A.Evidence), f.B.Claim.Slug, f.B.Side, ids(f.B.Evidence), ids(f.Relations))
				}
				fmt.Fprintln(&b, "    stated", ids(p.Stated))
			}
		}
	}
	return b.String()
}

func (s *Snapshot) actors() func(func(record.Actor) bool) {
	return func(yield func(record.Actor) bool) {
		for r := range s.Each(record.AnyActor) {
			if !yield(r.(record.Actor)) {
				return
			}
		}
	}
}

func ids[R record.Record](records []R) (all []string) {
	for _, r := range records {
		all = append(all, r.Ref().ID.String())
	}
	slices.Sort(all)
	return all
}

func TestAlignmentsFollowEveryCommit(t *testing.T) {
	for seed := range uint64(60) {
		w := &disputed{world{random: rand.New(rand.NewPCG(seed, 3)), records: map[uuid.UUID]record.Record{}}}
		s, err := rebuild(1, slices.Values(w.foundation().Put))
		if err != nil {
			t.Fatal(err)
		}
		for step := range 40 {
			asOf := record.Date{}
			if step%2 == 1 {
				asOf = record.Date{Year: 2021}
			}
			before, change := everyPoint(t, s, asOf), w.change()
			next, err := derive(s, s.revision+1, change)
			if err != nil {
				t.Fatalf("seed %d step %d: %v", seed, step, err)
			}
			rebuilt, err := rebuild(next.revision, maps.Values(w.records))
			if err != nil {
				t.Fatalf("seed %d step %d: %v", seed, step, err)
			}
			if got, want := everyPoint(t, next, asOf), everyPoint(t, rebuilt, asOf); got != want {
				t.Fatalf("seed %d step %d: incremental differs from rebuilt after %+v:\n%s", seed, step, change, firstDifference(got, want))
			}
			if everyPoint(t, s, asOf) != before {
				t.Fatalf("seed %d step %d: deriving the next snapshot changed what the published one answers", seed, step)
			}
			expectPositions(t, next, asOf)
			s = next
		}
	}
}

// expectPositions holds what the index knows of every position against a reading
// of all stances on the claim.
func expectPositions(t *testing.T, s *Snapshot, asOf record.Date) {
	t.Helper()
	held := map[stance.ActorNo]int{}
	for r := range s.Each(record.KindClaim) {
		claim := r.(*record.Claim)
		if class, _ := s.classes.Of(claim.ID); class != claim.ID {
			continue
		}
		c, _ := s.classNo(claim.ID)
		for actor := range s.actors() {
			a, _ := s.actorNo(actor.ActorID())
			got := s.standing(actor.ActorID(), a, c, asOf)
			want, ok := s.PositionOn(actor.ActorID(), claim, asOf)
			if ok != (len(got.Evidence) > 0) || ok && !reflect.DeepEqual(got.Position, want.Position) {
				t.Fatalf("%s on %s: the index leads to %+v, the record to %+v", actor.About().Slug, claim.Slug, got, want)
			}
			if ok {
				held[a]++
			}
		}
	}
	for actor := range s.actors() {
		expectOrder(t, s, actor.ActorID(), asOf)
		expectCurrent(t, s, actor.ActorID())
	}
	active, err := s.index.Active(t.Context(), indexed{s}, stance.Lens{AsOf: asOf}, 0, 100)
	if err != nil || len(active) != len(held) {
		t.Fatalf("%d have positions by the index, %v, and %d by the record", len(active), err, len(held))
	}
	for _, a := range active {
		if held[a.Actor] != a.Positions {
			t.Fatalf("%s has %d positions by the index, %d by the record", indexed{s}.Name(a.Actor), a.Positions, held[a.Actor])
		}
	}
}

// expectCurrent holds the list of an actor's quotes that still count against the
// status of each.
func expectCurrent(t *testing.T, s *Snapshot, actor record.ActorID) {
	t.Helper()
	current := func(q *record.Quote) bool { return s.Status(q) == record.Current }
	want := s.QuotesBy(actor).Where(current).numbers
	f := QuoteFilter{Speakers: []record.ActorID{actor}, Statuses: []record.QuoteStatus{record.Current}}
	if got := s.Quotes(f).numbers; !slices.Equal(got, want) {
		t.Fatalf("%s has %d quotes that count, want %d", actor, len(got), len(want))
	}
	f.Modes = []record.QuoteMode{record.Indirect} // they all are
	if got := s.Quotes(f).numbers; !slices.Equal(got, want) {
		t.Fatalf("%s has %d indirect quotes that count, want %d", actor, len(got), len(want))
	}
}

// expectOrder holds the order of an actor's positions, which the index gives,
// against that of the positions themselves.
func expectOrder(t *testing.T, s *Snapshot, actor record.ActorID, asOf record.Date) {
	t.Helper()
	var all []Position
	for p := range s.Positions(actor, Scope{}, asOf).All() {
		if len(p.Evidence) == 0 {
			t.Fatalf("a position rests on nothing: %+v", p)
		}
		all = append(all, *p)
	}
	if !slices.IsSortedFunc(all, s.comparePositions) {
		t.Fatalf("the positions of %s are out of order", actor)
	}
	var want []Shift
	for r := range s.Each(record.KindClaim) {
		claim := r.(*record.Claim)
		if class, _ := s.classes.Of(claim.ID); class != claim.ID {
			continue
		}
		a, _ := s.actorNo(actor)
		c, _ := s.classNo(claim.ID)
		for _, shift := range stance.Shifts(s.votesOn(a, c, false), asOf) {
			want = append(want, Shift{shift, actor, claim})
		}
	}
	if got := s.Shifts(actor, asOf); len(got) != len(want) {
		t.Fatalf("%s changed its mind %d times, want %d", actor, len(got), len(want))
	}
}

// A scope is a set of classes: a claim in scope brings those that are the same
// in other words, and with them what was said on these.
func TestScopesHoldWholeClasses(t *testing.T) {
	w := &world{random: rand.New(rand.NewPCG(1, 1)), records: map[uuid.UUID]record.Record{}}
	put := w.foundation().Put
	topic := &record.Topic{ID: declared[record.Topic]("topic", 0), Slug: "topic", Names: w.text("topic")}
	inTopic := &record.Claim{ID: declared[record.Claim]("claim", 7), Slug: "claim-7", Texts: w.text("claim"), Kind: record.Factual, Topics: []record.TopicID{topic.ID}}
	same := &record.ClaimRelation{ID: declared[record.ClaimRelation]("relation", 0), Kind: record.Opposite, From: inTopic.ID, To: declared[record.Claim]("claim", 1)}
	put = append(put, topic, inTopic, same)
	for n := range 2 {
		q := &record.Quote{ID: declared[record.Quote]("quote", 20+n), Speaker: declared[record.Actor]("actor", n), Mode: record.Indirect, Gists: w.text("gist"), Language: "en", Document: declared[record.Document]("document", 0)}
		claim := inTopic.ID
		if n == 1 {
			claim = declared[record.Claim]("claim", 1) // the opposite, in no topic
		}
		put = append(put, q, &record.Stance{ID: declared[record.Stance]("stance", 20+n), Quote: q.ID, Claim: claim, Position: record.Supports})
	}
	s, err := rebuild(1, slices.Values(put))
	if err != nil {
		t.Fatal(err)
	}
	scope, err := s.Scope(uuid.UUID(topic.ID))
	if err != nil {
		t.Fatal(err)
	}
	a, _, err := s.Align(t.Context(), declared[record.Actor]("actor", 0), declared[record.Actor]("actor", 1), Lens{Scope: scope})
	if err != nil || a.Count.Disagreed != 1 || a.Count.Shared() != 1 {
		t.Errorf("a supports what b denies in other words: %+v, %v, want one disagreement", a.Count, err)
	}
	for n := range 2 {
		if all := s.Positions(declared[record.Actor]("actor", n), scope, record.Date{}); all.Len() != 1 {
			t.Errorf("actor %d has %d positions in the topic, want one", n, all.Len())
		}
	}
}

// Nothing that no longer holds is remembered of an earlier revision.
func TestScopesAreThoseOfTheRevision(t *testing.T) {
	w := &world{random: rand.New(rand.NewPCG(1, 1)), records: map[uuid.UUID]record.Record{}}
	s, err := rebuild(1, slices.Values(w.foundation().Put))
	if err != nil {
		t.Fatal(err)
	}
	scope, err := s.Scope(uuid.UUID(declared[record.Question]("question", 0)))
	if err != nil {
		t.Fatal(err)
	}
	before := s.classesIn(scope)
	claim := &record.Claim{ID: declared[record.Claim]("claim", 0), Slug: "claim-0", Texts: w.text("claim"), Kind: record.Factual, Question: declared[record.Question]("question", 0)}
	next, err := derive(s, 2, record.Change{Put: []record.Record{claim}})
	if err != nil {
		t.Fatal(err)
	}
	if after := next.classesIn(scope); reflect.DeepEqual(before, after) || !reflect.DeepEqual(before, stance.ScopeOf(nil)) {
		t.Errorf("the scope was %v and is %v after a claim came to answer the question", before, after)
	}
}

// What excludes a claim excludes all that is the same in other words, from
// whichever side it is asked, and no longer when the two are told apart again.
func TestConflictsFollowClassesThatMove(t *testing.T) {
	claim := func(n int) record.ClaimID { return declared[record.Claim]("claim", n) }
	for _, reversed := range []bool{false, true} {
		w := &world{random: rand.New(rand.NewPCG(1, 1)), records: map[uuid.UUID]record.Record{}}
		put := w.foundation().Put
		// The second of the two that become one comes first by its id, so that the
		// first is represented by another than before.
		first, second, excluded := claim(0), claim(1), claim(2)
		if first.Compare(second) < 0 {
			first, second = second, first
		}
		conflict := &record.ClaimRelation{ID: declared[record.ClaimRelation]("relation", 0), Kind: record.Conflicting, From: first, To: excluded}
		if reversed {
			conflict.From, conflict.To = conflict.To, conflict.From
		}
		put = append(put, conflict)
		say := func(n, actor int, claims ...record.ClaimID) {
			q := &record.Quote{ID: declared[record.Quote]("quote", n), Speaker: declared[record.Actor]("actor", actor), Mode: record.Indirect, Gists: w.text("gist"), Language: "en", Document: declared[record.Document]("document", 0)}
			put = append(put, q)
			for i, c := range claims {
				put = append(put, &record.Stance{ID: declared[record.Stance]("stance", 10*n+i), Quote: q.ID, Claim: c, Position: record.Supports})
			}
		}
		say(20, 0, first, claim(3))
		say(21, 1, excluded)
		s, err := rebuild(1, slices.Values(put))
		if err != nil {
			t.Fatal(err)
		}
		same := &record.ClaimRelation{ID: declared[record.ClaimRelation]("relation", 1), Kind: record.Same, From: first, To: second}
		for step, change := range []record.Change{{}, {Put: []record.Record{same}}, {Remove: []record.Ref{same.Ref()}}} {
			if s, err = derive(s, s.revision+1, change); err != nil {
				t.Fatal(err)
			}
			for _, pair := range [][2]int{{0, 1}, {1, 0}} {
				a, _, err := s.Align(t.Context(), declared[record.Actor]("actor", pair[0]), declared[record.Actor]("actor", pair[1]), Lens{})
				if err != nil || a.Count.Disagreed != 1 {
					t.Errorf("step %d, from %d to %d: %+v, %v, want one disagreement", step, pair[0], pair[1], a.Count, err)
				}
			}
		}
	}
}

// An id that comes back as another kind of actor is in no list of those whom it
// was among before: nobody can tell who an unnamed source is.
func TestAnActorThatComesBackAsASourceIsNotRanked(t *testing.T) {
	w := &world{random: rand.New(rand.NewPCG(1, 1)), records: map[uuid.UUID]record.Record{}}
	id, other := declared[record.Actor]("actor", 77), declared[record.Actor]("actor", 0)
	names := []record.Name{{Text: "X", Kind: record.PrimaryName}}
	person := &record.Person{ID: record.PersonID(id), Profile: record.Profile{Slug: "x-1", Names: names}}
	source := &record.UnnamedSource{ID: record.UnnamedSourceID(id), Profile: record.Profile{Slug: "x-2", Names: names}, Document: declared[record.Document]("document", 0)}
	says := func(n int, a record.ActorID) []record.Record {
		q := &record.Quote{ID: declared[record.Quote]("quote", n), Speaker: a, Mode: record.Indirect, Gists: w.text("gist"), Language: "en", Document: declared[record.Document]("document", 0)}
		return []record.Record{q, &record.Stance{ID: declared[record.Stance]("stance", n), Quote: q.ID, Claim: declared[record.Claim]("claim", 1), Position: record.Supports}}
	}
	before := says(41, id)
	s, err := rebuild(1, slices.Values(slices.Concat(w.foundation().Put, []record.Record{person}, says(40, other), before)))
	if err != nil {
		t.Fatal(err)
	}
	for step, change := range []record.Change{
		{},
		{Remove: []record.Ref{before[0].Ref(), before[1].Ref(), person.Ref()}},
		{Put: append(says(42, id), source)},
	} {
		if s, err = derive(s, s.revision+1, change); err != nil {
			t.Fatal(err)
		}
		circle, err := s.Circle(t.Context(), other, Lens{})
		if err != nil {
			t.Fatal(err)
		}
		listed := slices.ContainsFunc(circle.Partners(stance.Wanted{Kind: stance.Agreement}).Page(10, nil), func(p Partner) bool { return p.B.ActorID() == id })
		m, err := s.AlignmentMatrix(t.Context(), nil, Lens{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		inMatrix := slices.ContainsFunc(m.Actors, func(a record.Actor) bool { return a.ActorID() == id })
		if want := step == 0; listed != want || inMatrix != want {
			t.Errorf("step %d: it is listed: %t, in the matrix: %t, want %t", step, listed, inMatrix, want)
		}
	}
}
