package faultdisk

import (
	"math/rand/v2"
	"slices"
)

// sectorBytes is what a disk writes whole or not at all.
const sectorBytes = 512

// A file is what a power cut may leave of one.
type file struct {
	// content is what a read gives.
	content []byte
	// versions has, for each sector that a cut may change, what may be found in it, the
	// oldest first and the present one last.
	versions map[int][]string
	// dirty are the sectors that the next sync writes.
	dirty map[int]bool
	// sizes are those that the file may be found with, the present one last.
	sizes []int
	// named tells whether the file may be found under its name: it was and it is.
	named []bool
	// open are the handles on it.
	open map[*handle]bool
}

func newFile(content []byte) *file {
	return &file{content: content, versions: map[int][]string{}, dirty: map[int]bool{}, sizes: []int{len(content)}, open: map[*handle]bool{}}
}

// sector is the present content of one, without the zeros at its end.
func (f *file) sector(n int) string {
	from := min(n*sectorBytes, len(f.content))
	return string(f.content[from:min(from+sectorBytes, len(f.content))])
}

// change remembers the sectors from one byte up to another, carries out do and notes
// what became of them.
func (f *file) change(from, to int, do func()) {
	first, end := from/sectorBytes, (to+sectorBytes-1)/sectorBytes
	for n := first; n < end; n++ {
		if len(f.versions[n]) == 0 {
			f.versions[n] = []string{f.sector(n)}
		}
	}
	do()
	for n := first; n < end; n++ {
		f.versions[n] = append(f.versions[n], f.sector(n))
		f.dirty[n] = true
	}
	if size := len(f.content); size != f.sizes[len(f.sizes)-1] {
		f.sizes = append(f.sizes, size)
	}
}

func (f *file) write(at int, data []byte) {
	f.change(min(at, len(f.content)), at+len(data), func() {
		if missing := at + len(data) - len(f.content); missing > 0 {
			f.content = append(f.content, make([]byte, missing)...)
		}
		copy(f.content[at:], data)
	})
}

func (f *file) truncate(size int) {
	if size >= len(f.content) {
		f.write(len(f.content), make([]byte, size-len(f.content)))
		return
	}
	f.change(size, len(f.content), func() { f.content = f.content[:size:size] })
}

// sync makes durable what is dirty.
func (f *file) sync() {
	for n := range f.dirty {
		delete(f.versions, n)
	}
	clear(f.dirty)
	f.sizes = f.sizes[len(f.sizes)-1:]
}

// forget is a sync that failed: nothing is dirty any more, and nothing durable.
func (f *file) forget() {
	clear(f.dirty)
	for h := range f.open {
		h.owed = true
	}
}

// A choice picks one of n versions, of which the last is the present one.
type choice func(n int) int

// choiceOf makes the choices of one power cut: everything that can be is lost, or
// nothing is, or each sector has its own fate.
func choiceOf(random *rand.Rand) choice {
	switch random.IntN(4) {
	case 0:
		return func(int) int { return 0 }
	case 1:
		return func(n int) int { return n - 1 }
	}
	return random.IntN
}

// survivor is the file after a cut.
func (f *file) survivor(pick choice) []byte {
	left := make([]byte, f.sizes[pick(len(f.sizes))])
	copy(left, f.content)
	sectors := make([]int, 0, len(f.versions))
	for n := range f.versions {
		sectors = append(sectors, n)
	}
	slices.Sort(sectors)
	for _, n := range sectors {
		from := n * sectorBytes
		if from >= len(left) {
			continue
		}
		place := left[from:min(from+sectorBytes, len(left))]
		clear(place)
		copy(place, f.versions[n][pick(len(f.versions[n]))])
	}
	return left
}
