package quadstore

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"time"

	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

// maxValueBytes bounds one value, so that one hostile literal cannot fill the
// memory of every reader.
const maxValueBytes = 16 << 20

// kind says which type of value a dictionary entry is. The numbers are stored:
// never change one, only add.
type kind byte

const (
	kindIRI kind = iota + 1
	kindBNode
	kindString
	kindTyped // extra is the type
	kindLang  // extra is the language
	kindInt   // only integers too large to inline
	kindFloat
	kindTime // only times too fine or too far to inline
)

// entry is a value as the dictionary stores it. Two values are the same exactly
// when their entries are equal.
type entry struct {
	kind        kind
	text, extra string
}

// digest is the SHA-256 of an entry: its first eight bytes, as the dictionary's
// index has them, and the others.
type digest struct {
	hash int64
	rest [sha256.Size - 8]byte
}

// hash is the first eight bytes of SHA-256: an attacker who chooses values can
// not make many of them collide, which would turn every lookup into a scan.
func (e entry) hash() int64 { return e.digest(make([]byte, 0, 128)).hash }

// digest tells values apart without comparing them. scratch is memory that it
// may use.
func (e entry) digest(scratch []byte) (d digest) {
	b := append(scratch[:0], byte(e.kind))
	b = binary.AppendUvarint(b, uint64(len(e.extra)))
	b = append(b, e.extra...)
	b = append(b, e.text...)
	sum := sha256.Sum256(b)
	d.hash = int64(binary.BigEndian.Uint64(sum[:8]))
	copy(d.rest[:], sum[8:])
	return d
}

// entryOf turns a value that does not fit into an id into an entry.
func entryOf(v quad.Value) (entry, error) {
	var e entry
	switch v := v.(type) {
	case quad.IRI:
		e = entry{kind: kindIRI, text: string(v)}
	case quad.BNode:
		e = entry{kind: kindBNode, text: string(v)}
	case quad.String:
		e = entry{kind: kindString, text: string(v)}
	case quad.TypedString:
		e = entry{kind: kindTyped, text: string(v.Value), extra: string(v.Type)}
	case quad.LangString:
		e = entry{kind: kindLang, text: string(v.Value), extra: v.Lang}
	case quad.Int:
		e = entry{kind: kindInt, text: strconv.FormatInt(int64(v), 10)}
	case quad.Float:
		e = entry{kind: kindFloat, text: strconv.FormatFloat(float64(v), 'g', -1, 64)}
	case quad.Time:
		e = timeEntry(time.Time(v))
	default:
		return entry{}, fmt.Errorf("value %v of type %T cannot be stored: %w", v, v, record.ErrInvalid)
	}
	if size := len(e.text) + len(e.extra); size > maxValueBytes {
		return entry{}, fmt.Errorf("a value has %d bytes, at most %d are allowed: %w", size, maxValueBytes, record.ErrTooLarge)
	}
	return e, nil
}

// timeEntry keeps seconds and nanoseconds apart, because RFC 3339 ends at the
// year 9999.
func timeEntry(t time.Time) entry {
	return entry{
		kind:  kindTime,
		text:  strconv.FormatInt(t.Unix(), 10),
		extra: strconv.Itoa(t.Nanosecond()),
	}
}

// value is the inverse of entryOf. It fails on what no entryOf wrote.
func (e entry) value() (quad.Value, error) {
	switch e.kind {
	case kindIRI:
		return quad.IRI(e.text), nil
	case kindBNode:
		return quad.BNode(e.text), nil
	case kindString:
		return quad.String(e.text), nil
	case kindTyped:
		return quad.TypedString{Value: quad.String(e.text), Type: quad.IRI(e.extra)}, nil
	case kindLang:
		return quad.LangString{Value: quad.String(e.text), Lang: e.extra}, nil
	}
	v, err := e.number()
	if err != nil {
		return nil, fmt.Errorf("dictionary entry of kind %d holds %q: %w (%w)", e.kind, e.text, record.ErrCorrupt, err)
	}
	return v, nil
}

func (e entry) number() (quad.Value, error) {
	switch e.kind {
	case kindInt:
		n, err := strconv.ParseInt(e.text, 10, 64)
		return quad.Int(n), err
	case kindFloat:
		f, err := strconv.ParseFloat(e.text, 64)
		return quad.Float(f), err
	case kindTime:
		sec, err := strconv.ParseInt(e.text, 10, 64)
		if err != nil {
			return nil, err
		}
		nano, err := strconv.ParseInt(e.extra, 10, 64)
		return quad.Time(time.Unix(sec, nano).UTC()), err
	}
	return nil, fmt.Errorf("no such kind")
}
