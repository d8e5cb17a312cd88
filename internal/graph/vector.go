package graph

import "slices"

// pageSize trades the copying of a commit (one page for each touched entry)
// against the length of the page directory (one pointer for each page).
const pageSize = 256

// vector is a persistent array: a draft copies the pages it writes to and
// shares the others with the snapshot it came from. Pages that were never
// written to are nil and read as blank.
type vector[T any] struct {
	pages []*[pageSize]T
	// blank is what an entry holds that was never set.
	blank  T
	length int
	// owned names the pages that this draft made; nil in a published snapshot,
	// where writing would be seen by readers.
	owned map[int]bool
}

func newVector[T any](blank T) vector[T] { return vector[T]{blank: blank, owned: map[int]bool{}} }

// draft is a writable copy that shares every page until it is written.
func (v *vector[T]) draft() vector[T] {
	d := *v
	d.pages = slices.Clip(v.pages)
	d.owned = map[int]bool{}
	return d
}

// seal ends a draft; a later write to it would panic rather than be seen.
func (v *vector[T]) seal() { v.owned = nil }

// at is the entry at i, or blank beyond the end.
func (v *vector[T]) at(i uint32) T {
	if p := i / pageSize; int(p) < len(v.pages) && v.pages[p] != nil {
		return v.pages[p][i%pageSize]
	}
	return v.blank
}

// slot is the entry at i as a list of its own, which costs nothing; i must have
// been set.
func (v *vector[T]) slot(i uint32) []T {
	at := i % pageSize
	return v.pages[i/pageSize][at : at+1 : at+1]
}

func (v *vector[T]) set(i uint32, x T) {
	page := v.writable(int(i / pageSize))
	page[i%pageSize] = x
	v.length = max(v.length, int(i)+1)
}

// writable is a page that only this draft sees. The directory is copied with the
// first of them: it is long where there are millions of entries, and most changes
// leave most vectors alone.
func (v *vector[T]) writable(p int) *[pageSize]T {
	if v.owned[p] {
		return v.pages[p]
	}
	if len(v.owned) == 0 {
		v.pages = slices.Clone(v.pages)
	}
	for p >= len(v.pages) {
		v.pages = append(v.pages, nil)
	}
	page := new([pageSize]T)
	if old := v.pages[p]; old != nil {
		*page = *old
	} else {
		for i := range page {
			page[i] = v.blank
		}
	}
	v.pages[p], v.owned[p] = page, true
	return page
}

func (v *vector[T]) push(x T) uint32 {
	i := uint32(v.length)
	v.set(i, x)
	return i
}
