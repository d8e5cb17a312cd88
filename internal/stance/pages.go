package stance

// pageSize trades what a commit copies (one page for each touched entry) against
// the length of the directory of pages.
const pageSize = 64

// pages is a persistent array. A draft copies the directory when it first writes
// and a page when it first writes to that page; everything else is shared with
// the index that it came from. Entries beyond the end are zero.
type pages[T any] struct {
	directory []*[pageSize]T
	// owned names the pages that this draft made; nil where nothing was written
	// and in a sealed index.
	owned map[int]bool
}

func (p *pages[T]) at(i uint32) T {
	if page := int(i / pageSize); page < len(p.directory) && p.directory[page] != nil {
		return p.directory[page][i%pageSize]
	}
	var none T
	return none
}

// writable is the entry at i in a page of the draft's own.
func (p *pages[T]) writable(i uint32) *T {
	if p.owned == nil {
		p.owned = map[int]bool{}
		p.directory = append([]*[pageSize]T(nil), p.directory...)
	}
	n := int(i / pageSize)
	for n >= len(p.directory) {
		p.directory = append(p.directory, nil)
	}
	if !p.owned[n] {
		p.owned[n] = true
		page := new([pageSize]T)
		if old := p.directory[n]; old != nil {
			*page = *old
		}
		p.directory[n] = page
	}
	return &p.directory[n][i%pageSize]
}

// blank is an array of the same extent, of zero entries, to be filled through
// place.
func (p *pages[T]) blank() pages[T] {
	next := pages[T]{directory: make([]*[pageSize]T, len(p.directory))}
	for i, page := range p.directory {
		if page != nil {
			next.directory[i] = new([pageSize]T)
		}
	}
	return next
}

// place is the entry at i of what blank made.
func (p *pages[T]) place(i uint32) *T { return &p.directory[i/pageSize][i%pageSize] }

// seal ends a draft: from now on every write goes to copies.
func (p *pages[T]) seal() { p.owned = nil }

// each visits all entries up to the last page, zero ones included.
func (p *pages[T]) each(visit func(i uint32, entry *T)) {
	for n, page := range p.directory {
		if page == nil {
			continue
		}
		for i := range page {
			visit(uint32(n*pageSize+i), &page[i])
		}
	}
}
