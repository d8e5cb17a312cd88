package quadstore

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/cayleygraph/quad"
	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// dictionary is every value of the dictionary, by id, in the fewest bytes: a
// start holds all of it beside the graph that it is read into. The texts lie end
// to end in slabs, and a value is made of them when it is asked for.
type dictionary struct {
	path  string
	slabs []string
	// at holds the kind, the slab, the offset and the length of each entry.
	at []stored
	// extras are the types and languages, each once.
	extras []string
	// recent keeps values that were just made: most are predicates and words,
	// which every record has.
	recent [recentValues]struct {
		id    id
		value quad.Value
	}
}

// stored is where an entry's text lies, and what it is. A name is the IRI of a
// record.
type stored struct {
	slab, offset, length uint32
	extra                uint16
	kind                 kind
	isName               bool
}

// namePrefix begins the IRIs of records.
const namePrefix = "urn:uuid:"

const (
	slabSize     = 1 << 20
	recentValues = 1 << 14
	// mostExtras bounds how many types and languages there are; what they are
	// called is up to whoever writes.
	mostExtras = 1 << 16
)

func (c *conn) dictionary() (*dictionary, error) {
	st, err := c.state()
	if err != nil {
		return nil, err
	}
	d := &dictionary{path: c.path, at: make([]stored, 1, st.lastValue+1)}
	w := slabWriter{d: d, extras: map[string]uint16{}}
	err = c.query(sqlValues, func(row *sqlite.Stmt) error {
		if n := row.ColumnInt64(0); n != int64(len(d.at)) {
			return fmt.Errorf("value %d is missing from the dictionary of %s: %w", len(d.at), c.path, record.ErrCorrupt)
		}
		return w.add(row)
	})
	w.bind()
	return d, err
}

// slabWriter fills the slabs of a dictionary.
type slabWriter struct {
	d      *dictionary
	slab   []byte
	extras map[string]uint16
	extra  []byte
}

func (w *slabWriter) add(row *sqlite.Stmt) error {
	length := row.ColumnLen(2)
	if len(w.slab)+length > cap(w.slab) {
		w.bind()
		w.slab = make([]byte, 0, max(slabSize, length))
	}
	e := stored{slab: uint32(len(w.d.slabs)), offset: uint32(len(w.slab)), length: uint32(length), kind: kind(row.ColumnInt64(1))}
	w.slab = w.slab[:len(w.slab)+length]
	row.ColumnBytes(2, w.slab[e.offset:])
	e.isName = e.kind == kindIRI && bytes.HasPrefix(w.slab[e.offset:], []byte(namePrefix))
	extra, err := w.extraOf(row)
	e.extra = extra
	w.d.at = append(w.d.at, e)
	return err
}

func (w *slabWriter) extraOf(row *sqlite.Stmt) (uint16, error) {
	w.extra = append(w.extra[:0], make([]byte, row.ColumnLen(3))...)
	row.ColumnBytes(3, w.extra)
	if n, known := w.extras[string(w.extra)]; known {
		return n, nil
	}
	if len(w.d.extras) == mostExtras {
		return 0, fmt.Errorf("%s has more than %d types and languages: %w", w.d.path, mostExtras, record.ErrTooLarge)
	}
	n := uint16(len(w.d.extras))
	w.d.extras = append(w.d.extras, string(w.extra))
	w.extras[string(w.extra)] = n
	return n, nil
}

// bind ends a slab. The last one is seldom full and takes what it needs.
func (w *slabWriter) bind() {
	if len(w.slab) > 0 {
		w.d.slabs = append(w.d.slabs, string(w.slab))
	}
	w.slab = nil
}

// value is the value of an id; 0 is nil, no label. It is used by one goroutine.
func (d *dictionary) value(n id) (quad.Value, error) {
	if n <= 0 {
		if n == 0 {
			return nil, nil
		}
		return n.inlined(), nil
	}
	if int(n) >= len(d.at) {
		return nil, fmt.Errorf("value %d is missing from the dictionary: %w", n, record.ErrCorrupt)
	}
	near := &d.recent[n%recentValues]
	if near.id == n {
		return near.value, nil
	}
	v, err := d.entry(n).value()
	if err == nil {
		near.id, near.value = n, v
	}
	return v, err
}

// entry shares its text with a slab only where nothing keeps it: the names of
// records are parsed, and any other text would keep a whole slab in memory.
func (d *dictionary) entry(n id) entry {
	at := d.at[n]
	e := entry{kind: at.kind, extra: d.extras[at.extra]}
	if at.length > 0 {
		e.text = d.slabs[at.slab][at.offset : at.offset+at.length]
	}
	if !at.isName {
		e.text = strings.Clone(e.text)
	}
	return e
}

func (d *dictionary) quad(ref ids) (q quad.Quad, err error) {
	if q.Subject, err = d.value(ref.s); err != nil {
		return q, err
	}
	if q.Predicate, err = d.value(ref.p); err != nil {
		return q, err
	}
	if q.Object, err = d.value(ref.o); err != nil {
		return q, err
	}
	q.Label, err = d.value(ref.g)
	return q, err
}
