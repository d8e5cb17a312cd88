package graph

import (
	"cmp"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The persistent parts of a snapshot are held against plain ones, and the
// snapshots before a draft against what they were.

func TestSequencesAreSortedLists(t *testing.T) {
	compare := func(a, b uint32) int { return cmp.Compare(b, a) }
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfNDistinct(rapid.Uint32Range(0, 5000), 0, 1500, rapid.ID[uint32]).Draw(t, "first")
		slices.SortFunc(want, compare)
		s := sequenceOf(slices.Clone(want))
		for range 3 {
			d, next := s.draft(), slices.Clone(want)
			for range rapid.IntRange(0, 800).Draw(t, "changes") {
				n := rapid.Uint32Range(0, 5000).Draw(t, "number")
				at, found := slices.BinarySearchFunc(next, n, compare)
				if rapid.IntRange(0, 2).Draw(t, "removes") == 0 {
					d.remove(n, compare)
					if found {
						next = slices.Delete(next, at, at+1)
					}
					continue
				}
				d.insert(n, compare)
				if !found {
					next = slices.Insert(next, at, n)
				}
			}
			expectSequence(t, &d, next)
			expectSequence(t, &s, want)
			s, want = d, next
		}
	})
}

func expectSequence(t *rapid.T, s *sequence, want []uint32) {
	if got := slices.Collect(s.all()); !slices.Equal(got, want) {
		t.Fatalf("the order is %v, want %v", got, want)
	}
	if s.length() != len(want) {
		t.Fatalf("%d entries, want %d", s.length(), len(want))
	}
	for i, n := range want {
		if got := s.at(i); got != n {
			t.Fatalf("entry %d is %d, want %d", i, got, n)
		}
	}
}

func TestDirectoriesAreMaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Hashes that collide in all their bits are told apart by same alone.
		hashes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) uint64 {
			return rapid.Uint64Range(0, 3).Draw(t, "high")<<32 | rapid.Uint64Range(0, 2).Draw(t, "shard")
		}), 1, 200).Draw(t, "hashes")
		d, want := newDirectory(), map[uint32]ref{}
		for range 3 {
			next, nextWant := d.draft(), maps.Clone(want)
			for range rapid.IntRange(0, 300).Draw(t, "changes") {
				key := uint32(rapid.IntRange(0, len(hashes)-1).Draw(t, "key"))
				same := func(r ref) bool { return r.number() == key }
				if rapid.IntRange(0, 3).Draw(t, "removes") == 0 {
					next.remove(hashes[key], same)
					delete(nextWant, key)
					continue
				}
				r := refOf(group(rapid.IntRange(1, 5).Draw(t, "group")), key)
				next.put(hashes[key], r, same)
				nextWant[key] = r
			}
			next.seal()
			expectDirectory(t, &next, hashes, nextWant)
			expectDirectory(t, &d, hashes, want)
			d, want = next, nextWant
		}
	})
}

func expectDirectory(t *rapid.T, d *directory, hashes []uint64, want map[uint32]ref) {
	for key, hash := range hashes {
		got, ok := d.find(hash, func(r ref) bool { return r.number() == uint32(key) })
		if r, there := want[uint32(key)]; ok != there || got != r {
			t.Fatalf("key %d leads to %d, %t, want %d, %t", key, got, ok, r, there)
		}
	}
}

func TestAdjacenciesAreLists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, want := newAdjacency(), map[uint32][]uint32{}
		for range rapid.IntRange(0, 60).Draw(t, "loaded") {
			i, n := rapid.Uint32Range(0, 600).Draw(t, "from"), rapid.Uint32Range(0, 9).Draw(t, "number")
			a.add(i, n)
			want[i] = append(want[i], n)
		}
		a.seal()
		for range 3 {
			d, next := a.draft(), maps.Clone(want)
			for range rapid.IntRange(0, 30).Draw(t, "changes") {
				i := rapid.Uint32Range(0, 600).Draw(t, "from")
				next[i] = rapid.SliceOfN(rapid.Uint32Range(0, 9), 0, 3).Draw(t, "list")
				d.set(i, next[i])
			}
			d.seal()
			expectLists(t, &d, next)
			expectLists(t, &a, want)
			a, want = d, next
		}
	})
}

func expectLists(t *rapid.T, a *adjacency, want map[uint32][]uint32) {
	for i := range uint32(700) {
		if got := a.at(i); !slices.Equal(got, want[i]) {
			t.Fatalf("the list of %d is %v, want %v", i, got, want[i])
		}
	}
}
