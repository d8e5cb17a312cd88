package quadstore

import (
	"time"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
)

// id stands for a value. Zero is "no value" (a quad without a label), positive
// ids are numbers of the dictionary, negative ids hold the value itself.
type id int64

// Key makes an id a reference to a node, see graph.Ref.
func (n id) Key() interface{} { return n }

// The kinds of value that fit into an id; the two low bits of an inlined id.
const (
	inlineBool = iota
	inlineInt
	inlineSecond // a time with a resolution of one second
	inlineMicro  // a time with a resolution of one microsecond
)

// inlineLimit bounds the payload so that kind and sign fit beside it.
const inlineLimit = 1 << 60

// inline folds v into an id, or reports that it must go to the dictionary.
// Times lose their zone: they are instants.
func inline(v quad.Value) (id, bool) {
	switch v := v.(type) {
	case quad.Bool:
		if v {
			return pack(inlineBool, 1)
		}
		return pack(inlineBool, 0)
	case quad.Int:
		return pack(inlineInt, int64(v))
	case quad.Time:
		return inlineTime(time.Time(v))
	}
	return 0, false
}

func inlineTime(t time.Time) (id, bool) {
	sec, nano := t.Unix(), int64(t.Nanosecond())
	if nano == 0 {
		return pack(inlineSecond, sec)
	}
	if nano%1000 != 0 || sec >= inlineLimit/1_000_000 || sec <= -inlineLimit/1_000_000 {
		return 0, false
	}
	return pack(inlineMicro, sec*1e6+nano/1000)
}

// pack writes a small payload into a small number, whatever its sign, because
// SQLite stores small numbers in fewer bytes.
func pack(kind uint64, payload int64) (id, bool) {
	if payload >= inlineLimit || payload < -inlineLimit {
		return 0, false
	}
	folded := uint64(payload<<1) ^ uint64(payload>>63)
	return id(-1 - int64(folded<<2|kind)), true
}

// inlined is the inverse of inline, for a negative id.
func (n id) inlined() quad.Value {
	bits := uint64(-1 - int64(n))
	folded := bits >> 2
	payload := int64(folded>>1) ^ -int64(folded&1)
	switch bits & 3 {
	case inlineBool:
		return quad.Bool(payload != 0)
	case inlineInt:
		return quad.Int(payload)
	case inlineSecond:
		return quad.Time(time.Unix(payload, 0).UTC())
	default:
		return quad.Time(time.UnixMicro(payload).UTC())
	}
}

// ids is a quad in the store's own terms, and Cayley's reference to it.
type ids struct{ s, p, o, g id }

// Key makes ids a reference to a quad, see graph.Ref.
func (q ids) Key() interface{} { return q }

func (q ids) get(d quad.Direction) id {
	switch d {
	case quad.Subject:
		return q.s
	case quad.Predicate:
		return q.p
	case quad.Object:
		return q.o
	case quad.Label:
		return q.g
	}
	return 0
}

func (q *ids) set(d quad.Direction, n id) {
	switch d {
	case quad.Subject:
		q.s = n
	case quad.Predicate:
		q.p = n
	case quad.Object:
		q.o = n
	case quad.Label:
		q.g = n
	}
}

// matches reports whether q has every id that fixed names.
func (q ids) matches(fixed ids) bool {
	return (fixed.s == 0 || fixed.s == q.s) && (fixed.p == 0 || fixed.p == q.p) &&
		(fixed.o == 0 || fixed.o == q.o) && (fixed.g == 0 || fixed.g == q.g)
}

// asNode reads a reference that may come from another store (Cayley's
// Recursive.Stats passes such), in which case it names nothing here.
func asNode(r graph.Ref) (id, bool) {
	n, ok := r.(id)
	return n, ok && n != 0
}
