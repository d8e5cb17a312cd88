package graph

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// describe writes a snapshot in terms of ids alone, so that two snapshots with
// different numberings compare equal when they show the same graph.
func describe(s *Snapshot) string {
	var b strings.Builder
	name := func(g group, n uint32) string { return s.recordAt(g, n).Ref().String() }
	for g := range s.tables {
		var rows []string
		for i := range s.tables[g].length() {
			r := s.recordAt(group(g), i)
			if r == nil {
				continue
			}
			text, _ := json.Marshal(r)
			rows = append(rows, fmt.Sprintf("%v %v %s", r.Ref(), s.sortDate(r), text))
			for e := noEdge + 1; e < edgeCount; e++ {
				if targetOf(e) != group(g) {
					continue
				}
				for at, n := range s.lists[e].at(i) {
					rows = append(rows, fmt.Sprintf("%v edge %d[%d] %s", r.Ref(), e, at, name(itemsOf(e), n)))
				}
			}
		}
		slices.Sort(rows)
		b.WriteString(strings.Join(rows, "\n"))
	}
	describeIndexes(s, &b, name)
	return b.String()
}

func describeIndexes(s *Snapshot, b *strings.Builder, name func(group, uint32) string) {
	for g := range groupCount {
		for n := range s.orders.dated[g].all() {
			fmt.Fprintln(b, "dated", g, s.dates[g].at(n), name(g, n))
		}
	}
	for n := range s.orders.current.all() {
		fmt.Fprintln(b, "current", name(quotes, n))
	}
	for k, tree := range s.orders.named {
		if tree != nil {
			tree.Scan(func(n named) bool {
				fmt.Fprintln(b, "named", k, n.name, name(groupOf(record.Kind(k)), n.number))
				return true
			})
		}
	}
	last := spot(0)
	for n := range s.alphabet.order.all() {
		place := s.alphabet.place(ref(n))
		fmt.Fprintln(b, "alphabet", s.nameAt(ref(n)), name(ref(n).group(), ref(n).number()), "behind the one before:", place.step() > last.step(), "words:", place&manyWords)
		last = place
	}
	s.words.tree.Scan(func(p posting) bool {
		var refs []string
		for _, ref := range p.refs {
			refs = append(refs, name(ref.group(), ref.number()))
		}
		slices.Sort(refs)
		fmt.Fprintln(b, "word", p.word, refs)
		return true
	})
	var slugs []string
	for _, shard := range s.slugs.shards {
		if shard == nil {
			continue
		}
		for _, slot := range shard.slots {
			if slot.ref != free && slot.ref != forgotten {
				slug, former := slugsOf(s.recordAt(slot.ref.group(), slot.ref.number()))
				slugs = append(slugs, fmt.Sprint("slug ", slug, former, name(slot.ref.group(), slot.ref.number())))
			}
		}
	}
	slices.Sort(slugs)
	fmt.Fprintln(b, strings.Join(slugs, "\n"), s.counts, s.revision)
}

// world makes random but sound changes to a small graph.
type world struct {
	random  *rand.Rand
	records map[uuid.UUID]record.Record
}

func (w *world) date() record.Date {
	if w.random.IntN(4) == 0 {
		return record.Date{}
	}
	return record.Date{Year: int16(2020 + w.random.IntN(3)), Month: uint8(w.random.IntN(3)), Day: 0}
}

func (w *world) text(prefix string) record.Texts {
	return record.Texts{{Language: "en", Text: fmt.Sprint(prefix, " word", w.random.IntN(5), " كتاب")}}
}

func declared[T any](kind string, n int) record.ID[T] {
	return record.ID[T](record.DeclaredID(kind, fmt.Sprint(n)))
}

// some is a record that is put whether or not it is there already, with new
// contents; what it refers to is always there.
func (w *world) some() record.Record {
	n, pick := w.random.IntN(4), w.random.IntN
	switch pick(7) {
	case 0:
		return &record.Claim{ID: declared[record.Claim]("claim", n), Slug: fmt.Sprint("claim-", n), Texts: w.text("claim"), Kind: record.Factual, Question: declared[record.Question]("question", pick(2))}
	case 1:
		return &record.Document{ID: declared[record.Document]("document", n), Slug: fmt.Sprint("document-", n), Titles: w.text("title"), Language: "en", PublishedOn: w.date()}
	case 2:
		return &record.Utterance{ID: declared[record.Utterance]("utterance", n), Speaker: declared[record.Actor]("actor", n), SaidOn: w.date()}
	case 3:
		return &record.Person{ID: declared[record.Person]("actor", n), Profile: record.Profile{Slug: fmt.Sprint("actor-", n), Names: []record.Name{{Text: fmt.Sprint("Name ", pick(9)), Kind: record.PrimaryName}}}}
	case 4:
		return w.quote(pick(8))
	case 5:
		return &record.Response{ID: declared[record.Response]("response", n), Quote: declared[record.Quote]("quote", pick(8)), Kind: record.Agrees, ToQuote: declared[record.Quote]("quote", 8)}
	}
	return &record.Stance{ID: declared[record.Stance]("stance", pick(16)), Quote: declared[record.Quote]("quote", pick(9)), Claim: declared[record.Claim]("claim", n), Position: record.Position(1 + pick(3))}
}

func (w *world) quote(n int) *record.Quote {
	speaker := w.random.IntN(4)
	q := &record.Quote{ID: declared[record.Quote]("quote", n), Speaker: declared[record.Actor]("actor", speaker), Mode: record.Indirect, Gists: w.text("gist"), Language: "en", Document: declared[record.Document]("document", w.random.IntN(4))}
	if q.SaidOn = w.date(); !q.SaidOn.IsZero() {
		q.SaidOnBasis = record.Printed
	}
	if w.random.IntN(2) == 0 {
		q.Utterance = declared[record.Utterance]("utterance", speaker)
	}
	if w.random.IntN(2) == 0 {
		q.OnBehalfOf = declared[record.Institution]("actor", 9)
	}
	return q
}

// foundation is what everything else refers to.
func (w *world) foundation() record.Change {
	var c record.Change
	put := func(r record.Record) { c.Put = append(c.Put, r); w.records[r.Ref().ID] = r }
	put(&record.Institution{ID: declared[record.Institution]("actor", 9), Profile: record.Profile{Slug: "house", Names: []record.Name{{Text: "The House", Kind: record.PrimaryName}}}, Kind: record.Media})
	for n := range 2 {
		put(&record.Question{ID: declared[record.Question]("question", n), Slug: fmt.Sprint("question-", n), Texts: w.text("question")})
	}
	for n := range 4 {
		put(&record.Person{ID: declared[record.Person]("actor", n), Profile: record.Profile{Slug: fmt.Sprint("actor-", n), Names: []record.Name{{Text: "A", Kind: record.PrimaryName}}}})
		put(&record.Document{ID: declared[record.Document]("document", n), Slug: fmt.Sprint("document-", n), Titles: w.text("title"), Language: "en"})
		put(&record.Utterance{ID: declared[record.Utterance]("utterance", n), Speaker: declared[record.Actor]("actor", n)})
		put(&record.Claim{ID: declared[record.Claim]("claim", n), Slug: fmt.Sprint("claim-", n), Texts: w.text("claim"), Kind: record.Factual})
	}
	for n := range 9 {
		put(w.quote(n))
	}
	return c
}

func (w *world) change() record.Change {
	var c record.Change
	changed := map[uuid.UUID]bool{}
	for range 1 + w.random.IntN(6) {
		r := w.some()
		if id := r.Ref().ID; !changed[id] {
			changed[id] = true
			c.Put = append(c.Put, r)
			w.records[id] = r
		}
	}
	for id, r := range w.records {
		k := r.Ref().Kind
		if (k == record.KindStance || k == record.KindResponse) && !changed[id] && w.random.IntN(8) == 0 {
			c.Remove = append(c.Remove, r.Ref())
			delete(w.records, id)
		}
	}
	return c
}

func TestIncrementalEqualsRebuilt(t *testing.T) {
	for seed := range uint64(10) {
		w := world{random: rand.New(rand.NewPCG(seed, 7)), records: map[uuid.UUID]record.Record{}}
		incrementalEqualsRebuilt(t, seed, &w, w.change)
		// The second world has corrections and relations as well.
		d := disputed{world{random: rand.New(rand.NewPCG(seed, 8)), records: map[uuid.UUID]record.Record{}}}
		incrementalEqualsRebuilt(t, seed, &d.world, d.change)
	}
}

func incrementalEqualsRebuilt(t *testing.T, seed uint64, w *world, randomChange func() record.Change) {
	t.Helper()
	s, err := rebuild(1, slices.Values(w.foundation().Put))
	if err != nil {
		t.Fatal(err)
	}
	for step := range 40 {
		before := describe(s)
		change := randomChange()
		change.Normalize()
		if err := s.admit(change); err != nil {
			t.Fatalf("seed %d step %d: %v", seed, step, err)
		}
		next, err := derive(s, s.revision+1, change)
		if err != nil {
			t.Fatalf("seed %d step %d: %v", seed, step, err)
		}
		rebuilt, err := rebuild(next.revision, maps.Values(w.records))
		if err != nil {
			t.Fatalf("seed %d step %d: %v", seed, step, err)
		}
		if got, want := describe(next), describe(rebuilt); got != want {
			t.Fatalf("seed %d step %d: incremental differs from rebuilt after %+v:\n%s", seed, step, change, firstDifference(got, want))
		}
		if describe(s) != before {
			t.Fatalf("seed %d step %d: deriving the next snapshot changed the published one", seed, step)
		}
		s = next
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d\n got %s\nwant %s", i, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines against %d", len(g), len(w))
}

// fill sets every field of a struct to something, so that every reference there
// is gets visited.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i))
		}
	case reflect.Uint8, reflect.Uint64:
		v.SetUint(1)
	}
}

func TestEveryReferenceHasItsEdge(t *testing.T) {
	used := map[edge]bool{stancesOfActor: true, responsesTo: true}
	for k := record.KindPerson; k < record.AnyActor; k++ {
		r, err := record.New(k)
		if err != nil {
			t.Fatal(err)
		}
		fill(reflect.ValueOf(r).Elem())
		r.References(func(ref record.Reference) {
			e := edgeOf(k, ref.Field)
			if e == noEdge {
				t.Errorf("%s.%s has no edge, so its target could be removed under it", k, ref.Field)
				return
			}
			used[e] = true
			if targetOf(e) != groupOf(ref.Want) {
				t.Errorf("%s.%s hangs from group %d, want %d", k, ref.Field, targetOf(e), groupOf(ref.Want))
			}
			if itemsOf(e) != groupOf(k) {
				t.Errorf("%s.%s lists group %d, want %d", k, ref.Field, itemsOf(e), groupOf(k))
			}
		})
	}
	for e := noEdge + 1; e < edgeCount; e++ {
		if !used[e] {
			t.Errorf("edge %d belongs to no field", e)
		}
	}
}
