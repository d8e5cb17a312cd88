package graphqlapi

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

func FuzzCursor(f *testing.F) {
	s := sealOf("quotes", "owner")
	f.Add("")
	f.Add("AAAA")
	f.Add(s.encode(newest(1, uuid.UUID{3})) + "\r")
	f.Add(s.encode(newest(20251111, uuid.UUID{1})))
	f.Add(s.encode(alphabetic("tariq hemo", uuid.UUID{2})))
	f.Fuzz(func(t *testing.T, cursor string) {
		key, err := s.decode(cursor)
		if err != nil {
			if !errors.Is(err, record.ErrInvalid) {
				t.Errorf("%q is refused by %v, which is no mistake of the client's", cursor, err)
			}
			return
		}
		if again := s.encode(key); again != cursor {
			t.Errorf("%q and %q are one cursor", cursor, again)
		}
	})
}

func TestSealsDiffer(t *testing.T) {
	seen := map[seal]bool{}
	for _, parts := range [][]any{
		{"a", "b"}, {"ab"}, {"a", "b", nil}, {"a", true}, {"a", false}, {"a", "true"}, {"a", onDay("2025")}, {"a", onDay("2025-12-31")},
		{"a", []record.Position{record.Supports}}, {"a", []record.Position(nil)}, {"a", nodeID{1}}, {"a", nodeID{2}},
		{"a", graph.ActorFilter{Topic: declared[record.Topic]("topic", "x")}}, {"a", graph.ActorFilter{}},
	} {
		s := sealOf(parts...)
		if seen[s] || s != sealOf(parts...) {
			t.Errorf("%v has the seal of another list, or no fixed one", parts)
		}
		seen[s] = true
	}
}

// Keys sort as what they are made of.
func TestKeysSortAsTheirLists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		date := rapid.Int32Range(0, 1<<24)
		name := rapid.SampledFrom([]string{"", "a", "ab", "b", "حمو"})
		id := func() uuid.UUID { return uuid.UUID{byte(rapid.IntRange(0, 3).Draw(t, "id"))} }
		rank := func() graph.Rank {
			return graph.Rank{Score: rapid.Float64Range(0, 0.5).Draw(t, "score"), Count: rapid.IntRange(0, 3).Draw(t, "count"), Name: name.Draw(t, "name"), ID: id()}
		}
		a, b := rank(), rank()
		if got, want := bytes.Compare(ranked(a), ranked(b)), a.Compare(b); got != want {
			t.Fatalf("%v against %v: %d, want %d", a, b, got, want)
		}
		da, db, ia, ib := date.Draw(t, "date"), date.Draw(t, "date"), id(), id()
		want := bytes.Compare(ia[:], ib[:])
		if da != db {
			want = int(db-da) / max(1, int(db-da), int(da-db))
		}
		if got := bytes.Compare(newest(da, ia), newest(db, ib)); got != want {
			t.Fatalf("%d %v against %d %v: %d, want %d", da, ia, db, ib, got, want)
		}
	})
}

// Whatever comes and goes while a list is read page by page, what was there all
// the time is seen once, in order.
func TestPagesOverAChangingList(t *testing.T) {
	type item struct{ n byte }
	rapid.Check(t, func(t *rapid.T) {
		backwards := rapid.Bool().Draw(t, "backwards")
		key := func(i *item) sortKey { return alphabetic(string('a'+i.n/4), uuid.UUID{i.n}) }
		list := map[byte]bool{}
		lasting := map[byte]bool{}
		change := func() {
			for range rapid.IntRange(0, 6).Draw(t, "changes") {
				n := byte(rapid.IntRange(0, 30).Draw(t, "item"))
				if list[n] = !list[n]; !list[n] {
					delete(list, n)
				}
				delete(lasting, n)
			}
		}
		change()
		maps.Copy(lasting, list)
		var seen []byte
		var after *string
		for more := true; more; change() {
			var all []*item
			for n := range list {
				all = append(all, &item{n})
			}
			sorted := sortedBy(all, key)
			if backwards {
				slices.Reverse(sorted)
			}
			l := listing[item, byte]{items: sorted, key: key, backwards: backwards, seal: sealOf("items"), show: func(i *item) byte { return i.n }}
			page, err := l.cut(rapid.IntRange(1, 4).Draw(t, "size"), after)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range page.Edges {
				seen = append(seen, e.Node)
			}
			after, more = page.PageInfo.EndCursor(), page.PageInfo.HasNextPage
		}
		if !slices.IsSortedFunc(seen, func(a, b byte) int {
			c := bytes.Compare(key(&item{a}), key(&item{b}))
			if backwards {
				return -c
			}
			return c
		}) {
			t.Fatalf("pages came out of order: %v", seen)
		}
		for n := range lasting {
			if count := len(slices.DeleteFunc(slices.Clone(seen), func(m byte) bool { return m != n })); count != 1 {
				t.Fatalf("%d was there all the time and was seen %d times in %v", n, count, seen)
			}
		}
	})
}
