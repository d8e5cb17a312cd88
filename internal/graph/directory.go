package graph

import (
	"hash/maphash"
	"slices"
)

// ref packs a group and a number of it.
type ref uint32

// numberBits leaves a group 134 million numbers.
const numberBits = 27

const maxNumber = 1<<numberBits - 1

func refOf(g group, n uint32) ref { return ref(g)<<numberBits | ref(n) }

func (r ref) group() group   { return group(r >> numberBits) }
func (r ref) number() uint32 { return uint32(r) & maxNumber }

// shardCount keeps a shard at some hundred entries with millions in all, so
// that a commit copies little.
const shardCount = 4096

// directory leads from the hash of a key to refs, without holding the keys: the
// caller knows the key of each ref. It is persistent, copied shard by shard. The
// hash is seeded, so that nobody can choose keys that fall into one place.
type directory struct {
	seed   maphash.Seed
	shards []*shard
	owned  map[int]bool
}

// shard is a table with open addressing. Its length is no power of two: growing
// by a quarter wastes less memory than doubling, and there are millions of entries.
type shard struct {
	slots []slot
	// used counts the slots that are not free, forgotten ones included.
	used int
}

// slot holds a ref and the upper half of its key's hash.
type slot struct {
	hash uint32
	ref  ref
}

const (
	free ref = 0
	// forgotten is where an entry was removed: those behind it must stay findable.
	forgotten ref = ^free
)

func newDirectory() directory {
	return directory{seed: maphash.MakeSeed(), shards: make([]*shard, shardCount), owned: map[int]bool{}}
}

func (d *directory) draft() directory {
	return directory{seed: d.seed, shards: slices.Clip(d.shards), owned: map[int]bool{}}
}

func (d *directory) seal() { d.owned = nil }

// find is the ref under a hash for which same holds.
func (d *directory) find(hash uint64, same func(ref) bool) (ref, bool) {
	s := d.shards[hash%shardCount]
	if s == nil {
		return free, false
	}
	i, found := s.find(uint32(hash>>32), same)
	if !found {
		return free, false
	}
	return s.slots[i].ref, true
}

// start is where a hash belongs in a table of some length.
func start(hash uint32, length int) int { return int(uint64(hash) * uint64(length) >> 32) }

// find is the slot of an entry, or the free one at which the search for it ended.
func (s *shard) find(hash uint32, same func(ref) bool) (at int, found bool) {
	for i := start(hash, len(s.slots)); ; i++ {
		if i == len(s.slots) {
			i = 0
		}
		switch slot := s.slots[i]; {
		case slot.ref == free:
			return i, false
		case slot.ref != forgotten && slot.hash == hash && same(slot.ref):
			return i, true
		}
	}
}

// put adds a ref, or replaces the one for which same holds.
func (d *directory) put(hash uint64, r ref, same func(ref) bool) {
	s := d.writable(int(hash % shardCount))
	high := uint32(hash >> 32)
	i, found := s.find(high, same)
	if !found {
		s.used++
	}
	s.slots[i] = slot{high, r}
	// One slot in eight stays free: searches end there.
	if s.used > len(s.slots)-len(s.slots)/8-1 {
		s.grow()
	}
}

// remove forgets the ref for which same holds.
func (d *directory) remove(hash uint64, same func(ref) bool) {
	s := d.writable(int(hash % shardCount))
	if i, found := s.find(uint32(hash>>32), same); found {
		s.slots[i].ref = forgotten
	}
}

func (s *shard) grow() {
	old := s.slots
	s.slots, s.used = make([]slot, len(old)+max(8, len(old)/4)), 0
	none := func(ref) bool { return false }
	for _, entry := range old {
		if entry.ref != free && entry.ref != forgotten {
			i, _ := s.find(entry.hash, none)
			s.slots[i] = entry
			s.used++
		}
	}
}

func (d *directory) writable(i int) *shard {
	if d.owned[i] {
		return d.shards[i]
	}
	if len(d.owned) == 0 {
		d.shards = slices.Clone(d.shards)
	}
	s := &shard{}
	if old := d.shards[i]; old != nil {
		s.slots, s.used = slices.Clone(old.slots), old.used
	} else {
		s.slots = make([]slot, 8)
	}
	d.shards[i], d.owned[i] = s, true
	return s
}
