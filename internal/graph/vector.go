package graph

import (
	"hash/maphash"
	"maps"
)

// pageSize trades the copying of a commit (one page for each touched entry)
// against the length of the page directory (one pointer for each page).
const pageSize = 256

// vector is a persistent array: a draft copies the pages it writes to and
// shares the others with the snapshot it came from.
type vector[T any] struct {
	pages  []*[pageSize]T
	length int
	// owned names the pages that this draft made; nil in a published snapshot,
	// where writing would be seen by readers.
	owned map[int]bool
}

// draft is a writable copy that shares every page until it is written.
func (v *vector[T]) draft() vector[T] {
	return vector[T]{
		pages:  append(make([]*[pageSize]T, 0, len(v.pages)+1), v.pages...),
		length: v.length,
		owned:  map[int]bool{},
	}
}

// seal ends a draft; a later write to it would panic rather than be seen.
func (v *vector[T]) seal() { v.owned = nil }

// at is the entry at i, or the zero value beyond the end.
func (v *vector[T]) at(i uint32) T {
	if int(i) >= v.length {
		var none T
		return none
	}
	return v.pages[i/pageSize][i%pageSize]
}

func (v *vector[T]) set(i uint32, x T) {
	p := int(i / pageSize)
	for p >= len(v.pages) {
		v.owned[len(v.pages)] = true
		v.pages = append(v.pages, new([pageSize]T))
	}
	if !v.owned[p] {
		page := *v.pages[p]
		v.pages[p] = &page
		v.owned[p] = true
	}
	v.pages[p][i%pageSize] = x
	v.length = max(v.length, int(i)+1)
}

func (v *vector[T]) push(x T) uint32 {
	i := uint32(v.length)
	v.set(i, x)
	return i
}

// shardCount keeps a shard at some hundred entries with millions in all, so
// that a commit copies little and a look-up stays one map access.
const shardCount = 4096

// shards is a persistent map, copied shard by shard.
type shards[K comparable, V any] struct {
	seed  maphash.Seed
	maps  []map[K]V
	owned map[int]bool
}

func newShards[K comparable, V any]() shards[K, V] {
	return shards[K, V]{seed: maphash.MakeSeed(), maps: make([]map[K]V, shardCount), owned: map[int]bool{}}
}

func (s *shards[K, V]) draft() shards[K, V] {
	return shards[K, V]{seed: s.seed, maps: append([]map[K]V(nil), s.maps...), owned: map[int]bool{}}
}

func (s *shards[K, V]) seal() { s.owned = nil }

func (s *shards[K, V]) index(k K) int { return int(maphash.Comparable(s.seed, k) % shardCount) }

func (s *shards[K, V]) get(k K) (V, bool) {
	v, ok := s.maps[s.index(k)][k]
	return v, ok
}

func (s *shards[K, V]) writable(k K) map[K]V {
	i := s.index(k)
	if !s.owned[i] {
		s.maps[i] = maps.Clone(s.maps[i])
		s.owned[i] = true
	}
	if s.maps[i] == nil {
		s.maps[i] = map[K]V{}
	}
	return s.maps[i]
}

func (s *shards[K, V]) put(k K, v V) { s.writable(k)[k] = v }
func (s *shards[K, V]) remove(k K)   { delete(s.writable(k), k) }
