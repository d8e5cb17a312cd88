package graph

import (
	"encoding/binary"
	"slices"
	"strings"
)

// rows is a persistent array of encoded records. The quotes and stances of a
// large graph are kept as rows and not as structs, which take twice the memory
// and give the collector a million pointers to follow; see quote_row.go and
// stance_row.go for what is in them. The rows of a page lie end to end in one
// string, so that what is decoded from a row shares its bytes.
type rows struct {
	pages []*rowPage
	// owned names the pages that this draft made and has not bound; nil in a
	// published snapshot. mine says that the directory of pages is this draft's.
	owned map[int]bool
	mine  bool
}

type rowPage struct {
	text string
	ends [pageSize]uint32
	// loose holds the rows while the page is written to; text is empty then.
	loose *[pageSize]string
	// set counts the rows that loose was given.
	set int
}

func newRows() rows { return rows{owned: map[int]bool{}, mine: true} }

func (r *rows) draft() rows { return rows{pages: r.pages, owned: map[int]bool{}} }

// seal ends a draft: its pages are bound.
func (r *rows) seal() {
	for p := range r.owned {
		r.pages[p].bind()
	}
	r.owned, r.mine = nil, false
}

// at is the row at i, empty where there is none.
func (r *rows) at(i uint32) string {
	p := int(i / pageSize)
	if p >= len(r.pages) || r.pages[p] == nil {
		return ""
	}
	return r.pages[p].at(i % pageSize)
}

func (p *rowPage) at(i uint32) string {
	if p.loose != nil {
		return p.loose[i]
	}
	start := uint32(0)
	if i > 0 {
		start = p.ends[i-1]
	}
	return p.text[start:p.ends[i]]
}

// set puts a row, or takes it away where it is empty.
func (r *rows) set(i uint32, row string) {
	p := int(i / pageSize)
	page := r.writable(p)
	page.loose[i%pageSize] = row
	// While a graph is loaded a page is complete once, and need not stay loose.
	if page.set++; page.set == pageSize {
		page.bind()
		delete(r.owned, p)
	}
}

func (r *rows) writable(p int) *rowPage {
	if r.owned[p] {
		return r.pages[p]
	}
	if !r.mine {
		r.pages, r.mine = slices.Clone(r.pages), true
	}
	for p >= len(r.pages) {
		r.pages = append(r.pages, nil)
	}
	page := &rowPage{loose: new([pageSize]string)}
	if old := r.pages[p]; old != nil {
		for i := range page.loose {
			page.loose[i] = old.at(uint32(i))
		}
	}
	r.pages[p], r.owned[p] = page, true
	return page
}

// bind lays the rows of a page end to end.
func (p *rowPage) bind() {
	size := 0
	for i, row := range p.loose {
		size += len(row)
		p.ends[i] = uint32(size)
	}
	var text strings.Builder
	text.Grow(size)
	for _, row := range p.loose {
		text.WriteString(row)
	}
	p.text, p.loose = text.String(), nil
}

// field32 reads four bytes of a row's head.
func field32(row string, at int) uint32 {
	b := row[at : at+4]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

// numberFrom reads a reference that may be absent; see rowWriter.number.
func numberFrom(row string, at int) (n uint32, ok bool) {
	n = field32(row, at)
	return n - 1, n != 0
}

// A rowWriter writes one row.
type rowWriter struct{ out []byte }

func (w *rowWriter) byte(b byte)        { w.out = append(w.out, b) }
func (w *rowWriter) fixed32(v uint32)   { w.out = binary.LittleEndian.AppendUint32(w.out, v) }
func (w *rowWriter) fixed64(v uint64)   { w.out = binary.LittleEndian.AppendUint64(w.out, v) }
func (w *rowWriter) count(n int)        { w.out = binary.AppendUvarint(w.out, uint64(n)) }
func (w *rowWriter) bytes(b []byte)     { w.out = append(w.out, b...) }
func (w *rowWriter) text(s string)      { w.count(len(s)); w.out = append(w.out, s...) }
func (w *rowWriter) texts(all []string) { w.count(len(all)); w.eachText(all) }

func (w *rowWriter) eachText(all []string) {
	for _, s := range all {
		w.text(s)
	}
}

// A rowReader reads what a rowWriter wrote. Rows never leave the process that
// wrote them, so there is nothing to distrust.
type rowReader struct{ in string }

func (r *rowReader) byte() byte {
	b := r.in[0]
	r.in = r.in[1:]
	return b
}

func (r *rowReader) fixed32() uint32 {
	v := field32(r.in, 0)
	r.in = r.in[4:]
	return v
}

func (r *rowReader) fixed64() uint64 {
	low := r.fixed32()
	return uint64(low) | uint64(r.fixed32())<<32
}

func (r *rowReader) count() int {
	var n, shift uint
	for {
		b := r.byte()
		n |= uint(b&0x7f) << shift
		if b < 0x80 {
			return int(n)
		}
		shift += 7
	}
}

func (r *rowReader) bytes(n int) string {
	b := r.in[:n]
	r.in = r.in[n:]
	return b
}

func (r *rowReader) text() string { return r.bytes(r.count()) }

func (r *rowReader) texts() []string {
	n := r.count()
	if n == 0 {
		return nil
	}
	all := make([]string, n)
	for i := range all {
		all[i] = r.text()
	}
	return all
}
