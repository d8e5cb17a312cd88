package quadstore

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"onrecord/internal/record"
)

// sortedAs adds items to a sorter and holds what it yields to a sorted slice, as
// often as it is asked.
func sortedAs[T any](t *testing.T, f form[T], limit, size int, items []T, clone func(T) T) {
	t.Helper()
	folder := t.TempDir()
	s := newSorter(folder, limit, f)
	for _, item := range items {
		if err := s.add(item, size); err != nil {
			t.Fatal(err)
		}
	}
	want := slices.Clone(items)
	slices.SortFunc(want, f.compare)
	for range 2 {
		var got []T
		for item, err := range ahead(cloned(s, t.Context(), clone)) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, item)
		}
		if !slices.EqualFunc(got, want, func(a, b T) bool { return f.compare(a, b) == 0 }) {
			t.Fatalf("%d items within %d bytes come as %v, want %v", len(items), limit, got, want)
		}
	}
	if err := errors.Join(s.close(), s.close()); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left are %v, %v", left, err)
	}
}

func cloned[T any](s *sorter[T], ctx context.Context, clone func(T) T) func(func(T, error) bool) {
	return func(yield func(T, error) bool) {
		for item, err := range s.sorted(ctx) {
			if !yield(clone(item), err) {
				return
			}
		}
	}
}

func same[T any](item T) T { return item }

func TestSorterSortsWhatMemoryDoesNotHold(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	n := func() id { return id(random.Int64N(1<<40)-1<<39) >> random.IntN(40) }
	for _, count := range []int{0, 1, 2, 7, 100, 5000} {
		for _, limit := range []int{1, 500, 1 << 20} {
			var triples []triple
			var pairs []placed
			var sightings []sighting
			var notes []note
			for i := range count {
				triples = append(triples, triple{n(), n(), n()})
				pairs = append(pairs, placed{int64(i) * 3, n()})
				e := entry{kind: kindString, text: string(rune('a' + random.IntN(20)))}
				sightings = append(sightings, sighting{e.digest(nil), int64(i)})
				text := make([]byte, random.IntN(20))
				for k := range text {
					text[k] = byte(random.IntN(3))
				}
				notes = append(notes, note{keyOf(text), text})
			}
			if limit == 1 && count > 100 {
				continue // a run for each item is enough where they are few
			}
			sortedAs(t, tripleForm(), limit, tripleBytes, triples, same)
			random.Shuffle(len(pairs), func(i, k int) { pairs[i], pairs[k] = pairs[k], pairs[i] })
			sortedAs(t, placedForm(), limit, placedBytes, pairs, same)
			sortedAs(t, sightingForm(), limit, sightingBytes, sightings, same)
			sortedAs(t, noteForm(), limit, noteBytes, notes, func(n note) note { return note{n.key, bytes.Clone(n.text)} })
		}
	}
}

func TestSorterTellsWhatItsFileTells(t *testing.T) {
	s := newSorter(t.TempDir(), 100, placedForm())
	for i := range int64(1000) {
		if err := s.add(placed{i, 1}, placedBytes); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(s.spill(), s.settle(), s.file.Truncate(500)); err != nil {
		t.Fatal(err)
	}
	var last error
	for _, err := range s.sorted(t.Context()) {
		last = err
	}
	if !errors.Is(last, record.ErrUnavailable) {
		t.Errorf("a file that was cut off: %v", last)
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
	s = newSorter(filepath.Join(t.TempDir(), "nowhere"), 1, placedForm())
	if err := s.add(placed{}, placedBytes); !errors.Is(err, record.ErrUnavailable) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestSorterEndsWithItsContext(t *testing.T) {
	s := newSorter(t.TempDir(), 1<<20, placedForm())
	for i := range int64(10_000) {
		if err := s.add(placed{i, 1}, placedBytes); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	seen, last := 0, error(nil)
	for _, err := range ahead(s.sorted(ctx)) {
		if seen++; err != nil {
			last = err
		}
	}
	if !errors.Is(last, context.Canceled) || seen >= 10_000 {
		t.Errorf("after %d items: %v, want context.Canceled", seen, last)
	}
	// A loop that ends early ends the goroutine behind it.
	for item := range ahead(s.sorted(t.Context())) {
		if item.at == 3 {
			break
		}
	}
}

func TestFirstsCount(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, size := range []int64{1, 63, 64, 65, 512, 513, 5000} {
		f := newFirsts(size)
		set := map[int64]bool{}
		for n := range size {
			if random.IntN(3) == 0 {
				f.set(n)
				set[n] = true
			}
		}
		f.count()
		before := int64(0)
		for n := range size {
			if f.has(n) != set[n] || f.before(n) != before {
				t.Fatalf("of %d, number %d: has %v and %d before it, want %v and %d", size, n, f.has(n), f.before(n), set[n], before)
			}
			if set[n] {
				before++
			}
		}
	}
}

// TestDigestsTellEntriesApart is about the one thing that a bulk import knows two
// values by: what differs in kind, type or text differs in its digest.
func TestDigestsTellEntriesApart(t *testing.T) {
	entries := []entry{
		{kindString, "ab", ""}, {kindIRI, "ab", ""}, {kindTyped, "b", "a"}, {kindTyped, "", "ab"}, {kindTyped, "ab", ""}, {kindLang, "b", "a"}, {kindString, "b", "a"}, {kindString, "", ""},
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.text, b.text) })
	for i, a := range entries {
		for _, b := range entries[i+1:] {
			if a.digest(nil) == b.digest(nil) {
				t.Errorf("%v and %v have one digest", a, b)
			}
		}
		if a.digest(nil).hash != a.hash() {
			t.Errorf("the digest of %v does not begin with its hash", a)
		}
	}
}
