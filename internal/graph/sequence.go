package graph

import (
	"iter"
	"slices"
	"sort"
)

// sequence is everything of a kind in one order: a persistent sorted list of
// numbers in chunks, four bytes each. A change copies the chunk it writes to. An
// entry is found by its place in the order as well as by comparing, so that a
// page in the middle of a million is read as it stands.
type sequence struct {
	chunks [][]uint32
	// ends[i] is the number of entries up to the end of chunk i.
	ends []int
	// owned says that chunks and ends are this draft's; the chunks themselves
	// never are.
	owned bool
}

const chunkSize = 512

// sequenceOf cuts a sorted list, which it takes over.
func sequenceOf(sorted []uint32) sequence {
	var s sequence
	for chunk := range slices.Chunk(sorted, chunkSize) {
		s.chunks = append(s.chunks, chunk)
	}
	s.count()
	return s
}

func (s *sequence) draft() sequence { return sequence{chunks: s.chunks, ends: s.ends} }

func (s *sequence) count() {
	s.ends = make([]int, len(s.chunks))
	end := 0
	for i, chunk := range s.chunks {
		end += len(chunk)
		s.ends[i] = end
	}
}

func (s *sequence) length() int {
	if len(s.ends) == 0 {
		return 0
	}
	return s.ends[len(s.ends)-1]
}

func (s *sequence) at(i int) uint32 {
	chunk := sort.SearchInts(s.ends, i+1)
	return s.chunks[chunk][len(s.chunks[chunk])-(s.ends[chunk]-i)]
}

// all visits every number in order.
func (s *sequence) all() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for _, chunk := range s.chunks {
			for _, n := range chunk {
				if !yield(n) {
					return
				}
			}
		}
	}
}

// find is the chunk and the place in it where a number is or belongs.
func (s *sequence) find(n uint32, compare func(a, b uint32) int) (chunk, at int, found bool) {
	chunk = sort.Search(len(s.chunks), func(i int) bool {
		c := s.chunks[i]
		return compare(c[len(c)-1], n) >= 0
	})
	if chunk == len(s.chunks) {
		return chunk, 0, false
	}
	at, found = slices.BinarySearchFunc(s.chunks[chunk], n, compare)
	return chunk, at, found
}

// insert puts a number where it belongs and gives its index.
func (s *sequence) insert(n uint32, compare func(a, b uint32) int) int {
	chunk, at, found := s.find(n, compare)
	if found {
		return s.start(chunk) + at
	}
	s.own()
	if chunk == len(s.chunks) {
		if chunk == 0 {
			s.chunks = append(s.chunks, nil)
		} else {
			chunk--
			at = len(s.chunks[chunk])
		}
	}
	index := s.start(chunk) + at
	grown := make([]uint32, 0, len(s.chunks[chunk])+1)
	grown = append(append(append(grown, s.chunks[chunk][:at]...), n), s.chunks[chunk][at:]...)
	s.chunks[chunk] = grown
	if len(grown) > 2*chunkSize {
		s.chunks[chunk] = grown[:chunkSize:chunkSize]
		s.chunks = slices.Insert(s.chunks, chunk+1, grown[chunkSize:])
	}
	s.count()
	return index
}

// start is the index of the first entry of a chunk.
func (s *sequence) start(chunk int) int {
	if chunk == 0 {
		return 0
	}
	return s.ends[chunk-1]
}

func (s *sequence) remove(n uint32, compare func(a, b uint32) int) {
	chunk, at, found := s.find(n, compare)
	if !found {
		return
	}
	s.own()
	if rest := slices.Delete(slices.Clone(s.chunks[chunk]), at, at+1); len(rest) > 0 {
		s.chunks[chunk] = rest
	} else {
		s.chunks = slices.Delete(s.chunks, chunk, chunk+1)
	}
	s.count()
}

func (s *sequence) own() {
	if !s.owned {
		s.chunks, s.owned = slices.Clone(s.chunks), true
	}
}
