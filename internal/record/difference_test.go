package record_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"onrecord/internal/record"
)

func TestDifferences(t *testing.T) {
	id := record.PersonID(record.DeclaredID("actor", "ada"))
	ada := &record.Person{ID: id, Profile: record.Profile{Slug: "ada", Names: []record.Name{{Text: "Ada", Kind: record.PrimaryName}, {Text: "A.", Kind: record.Alias}}}}
	other := &record.Person{ID: id, Profile: record.Profile{Slug: "ada", Names: []record.Name{{Text: "Ada Lo", Kind: record.PrimaryName}}}, SameAs: []string{"https://example.org"}}
	for _, c := range []struct {
		before, after record.Record
		want          string
	}{
		{ada, ada, "[]"},
		{ada, other, `[{names[0].text "Ada" "Ada Lo"} {names[1].kind "ALIAS" } {names[1].text "A." } {sameAs[0]  "https://example.org"}]`},
		{nil, nil, "[]"},
	} {
		got := record.Differences(c.before, c.after)
		if fmt.Sprint(got) != c.want {
			t.Errorf("got %v\nwant %s", got, c.want)
		}
	}
}

func somePerson(t *rapid.T) *record.Person {
	ids := []record.PersonID{record.PersonID(record.DeclaredID("actor", "a")), record.PersonID(record.DeclaredID("actor", "b")), record.PersonID(record.DeclaredID("actor", "c"))}
	p := &record.Person{ID: ids[0], Profile: record.Profile{Slug: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "slug")}}
	for range rapid.IntRange(0, 2).Draw(t, "names") {
		p.Names = append(p.Names, record.Name{Text: rapid.SampledFrom([]string{"X", "Y"}).Draw(t, "name"), Kind: record.Alias})
	}
	p.DistinctFrom = rapid.SliceOfN(rapid.SampledFrom(ids[1:]), 0, 2).Draw(t, "distinct")
	p.Normalize()
	return p
}

// Equal records have no differences, and others have some.
func TestDifferencesTellEquality(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := somePerson(t), somePerson(t)
		if equal := reflect.DeepEqual(a, b); equal != (len(record.Differences(a, b)) == 0) {
			t.Errorf("%+v and %+v: equal %t, differences %v", a, b, equal, record.Differences(a, b))
		}
	})
}

// Members that nobody touched since are as they were; those that somebody did are
// as they are.
func TestUndone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after, now := somePerson(t), somePerson(t), somePerson(t)
		got, err := record.Undone(before, after, now)
		if err != nil {
			t.Fatal(err)
		}
		undone := got.(*record.Person)
		want := *now
		if now.Slug == after.Slug {
			want.Slug = before.Slug
		}
		if reflect.DeepEqual(now.Names, after.Names) {
			want.Names = before.Names
		}
		if reflect.DeepEqual(now.DistinctFrom, after.DistinctFrom) {
			want.DistinctFrom = before.DistinctFrom
		}
		if fmt.Sprintf("%+v", *undone) != fmt.Sprintf("%+v", want) {
			t.Errorf("got %+v\nwant %+v", *undone, want)
		}
	})
}

// Every reference leads elsewhere, the record's own id stays, and the record that
// was redirected is as it was.
func TestRedirected(t *testing.T) {
	from, to := record.DeclaredID("actor", "from"), record.DeclaredID("actor", "to")
	q := &record.Quote{
		ID: record.QuoteID(from), Speaker: record.ActorID(from), OnBehalfOf: record.InstitutionID(from), Document: record.DocumentID(to),
		Chain: []record.Hop{{Agent: record.ActorID(from)}, {Agent: record.ActorID(to)}}, Selector: &record.Selector{Start: 1, End: 2},
	}
	before := fmt.Sprintf("%+v %+v", *q, *q.Selector)
	moved := record.Redirected(q, from, to).(*record.Quote)
	if record.RefersTo(moved, from) || moved.ID != q.ID || moved.Chain[0].Agent != record.ActorID(to) || !record.RefersTo(moved, to) {
		t.Errorf("got %+v", moved)
	}
	if moved.Selector == q.Selector || &moved.Chain[0] == &q.Chain[0] || fmt.Sprintf("%+v %+v", *q, *q.Selector) != before {
		t.Error("the copy shares memory with the record, or changed it")
	}
	if record.RefersTo(record.Redirected(q, uuid.Nil, to), to) != record.RefersTo(q, to) || record.Redirected(q, uuid.Nil, to).(*record.Quote).Affiliation != (record.InstitutionID{}) {
		t.Error("an absent reference was taken for one to nothing")
	}
}
