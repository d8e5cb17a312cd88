package graph

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// sound reports whether every reference of a graph leads somewhere: what admit
// finds out without looking at the whole of it.
func sound(records map[uuid.UUID]record.Record) bool {
	all := true
	for _, r := range records {
		r.References(func(ref record.Reference) {
			target, ok := records[ref.ID]
			all = all && ok && ref.Want.Accepts(target.Ref().Kind)
		})
	}
	return all
}

// renamed puts claims and people that take slugs from one another, and refer to
// actors that may be gone.
func (w *world) renamed() record.Record {
	n, slug := w.random.IntN(6), w.random.IntN(6)
	if w.random.IntN(2) == 0 {
		return &record.Person{ID: declared[record.Person]("actor", n), Profile: record.Profile{Slug: fmt.Sprint("actor-", slug), Names: []record.Name{{Text: fmt.Sprint("N", slug), Kind: record.PrimaryName}}}}
	}
	return &record.Claim{ID: declared[record.Claim]("claim", n), Slug: fmt.Sprint("claim-", slug), FormerSlugs: []string{fmt.Sprint("former-", slug)}, Texts: w.text("claim"), Kind: record.Factual, About: []record.ActorID{declared[record.Actor]("actor", w.random.IntN(6))}}
}

// anything puts and removes records of all kinds, whatever still refers to them.
func (w *world) anything() (record.Change, map[uuid.UUID]record.Record) {
	var c record.Change
	after := maps.Clone(w.records)
	changed := map[uuid.UUID]bool{}
	for range 1 + w.random.IntN(4) {
		r := w.some()
		if w.random.IntN(3) == 0 {
			r = w.renamed()
		}
		if id := r.Ref().ID; !changed[id] {
			changed[id] = true
			c.Put = append(c.Put, r)
			after[id] = r
		}
	}
	for _, id := range slices.SortedFunc(maps.Keys(w.records), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }) {
		if !changed[id] && w.random.IntN(100) == 0 {
			c.Remove = append(c.Remove, w.records[id].Ref())
			delete(after, id)
		}
	}
	c.Normalize()
	return c, after
}

// merger takes one actor for another: whatever names the first is put again.
func (w *world) merger() (record.Change, map[uuid.UUID]record.Record) {
	gone, kept := declared[record.Actor]("actor", w.random.IntN(4)), declared[record.Actor]("actor", w.random.IntN(4))
	var c record.Change
	after := maps.Clone(w.records)
	for id, r := range w.records {
		switch r := r.(type) {
		case *record.Quote:
			if q := *r; q.Speaker == gone {
				q.Speaker, q.Utterance = kept, record.UtteranceID{}
				after[id] = &q
			}
		case *record.Utterance:
			if u := *r; u.Speaker == gone {
				u.Speaker = kept
				after[id] = &u
			}
		}
		if after[id] != r {
			c.Put = append(c.Put, after[id])
		}
	}
	if r, ok := after[uuid.UUID(gone)]; ok && gone != kept {
		c.Remove = append(c.Remove, r.Ref())
		delete(after, uuid.UUID(gone))
	}
	c.Normalize()
	return c, after
}

func TestAdmitsExactlyWhatLeavesEveryReferenceWhole(t *testing.T) {
	admitted, refused := 0, 0
	for seed := range uint64(10) {
		w := &world{random: rand.New(rand.NewPCG(seed, 11)), records: map[uuid.UUID]record.Record{}}
		s, err := rebuild(1, slices.Values(w.foundation().Put))
		if err != nil {
			t.Fatal(err)
		}
		for step := range 60 {
			change, after := w.anything()
			if w.random.IntN(6) == 0 {
				change, after = w.merger()
			}
			err := s.admit(change)
			if (err == nil) != sound(after) {
				t.Fatalf("seed %d step %d: admit says %v, every reference leads somewhere: %t", seed, step, err, sound(after))
			}
			if err != nil {
				refused++
				continue
			}
			next, err := derive(s, s.revision+1, change)
			rebuilt, errRebuilt := rebuild(s.revision+1, s.after(change))
			if (err == nil) != (errRebuilt == nil) {
				t.Fatalf("seed %d step %d: incremental says %v, rebuilt %v", seed, step, err, errRebuilt)
			}
			if err != nil {
				continue
			}
			if got, want := describe(next), describe(rebuilt); got != want {
				t.Fatalf("seed %d step %d: incremental differs from rebuilt after %+v:\n%s", seed, step, change, firstDifference(got, want))
			}
			s, w.records = next, after
			admitted++
		}
	}
	if admitted < 100 || refused < 100 {
		t.Errorf("%d changes were admitted and %d refused: too few to tell anything", admitted, refused)
	}
}
