package graph

import (
	"bytes"
	"context"
	"encoding/binary"
	"iter"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// entryUnder is what there is under one id: a stored record, one that is put, or
// both.
type entryUnder struct {
	id          [16]byte
	stored, put version
}

// version is a record as its note has it.
type version struct {
	kind   record.Kind // 0: there is none
	number int64
	sum    []byte
	// body is what others depend on: the speaker of an utterance, the document of
	// an unnamed source or a collective; of a document what it republishes, the
	// hash of its text and the text.
	body []byte
}

// after is the record that is there once the change is made.
func (u *entryUnder) after() *version {
	if u.put.kind != 0 {
		return &u.put
	}
	return &u.stored
}

// changes reports whether what is put differs from what is stored.
func (u *entryUnder) changes() bool {
	return u.put.kind != 0 && (u.stored.kind != u.put.kind || !bytes.Equal(u.stored.sum, u.put.sum))
}

func (u *entryUnder) reset(id []byte) {
	copy(u.id[:], id)
	u.stored.kind, u.put.kind = 0, 0
}

// set keeps a copy of a note of a record; compared says whether it has a sum.
func (v *version) set(rest []byte, compared bool) {
	v.kind = record.Kind(rest[0])
	v.number = int64(binary.BigEndian.Uint64(rest[1:]))
	rest = rest[9:]
	v.sum = v.sum[:0]
	if compared {
		v.sum = append(v.sum, rest[:32]...)
		rest = rest[32:]
	}
	v.body = append(v.body[:0], rest...)
}

// ref names a stored or put version of u.
func (u *entryUnder) ref(v *version) record.Ref { return record.Ref{Kind: v.kind, ID: u.id} }

// cut takes fields off the front of a note.
type cut []byte

func (c *cut) byte() byte {
	b := (*c)[0]
	*c = (*c)[1:]
	return b
}

func (c *cut) number() int64 {
	n := binary.BigEndian.Uint64(*c)
	*c = (*c)[8:]
	return int64(n)
}

func (c *cut) id() (id uuid.UUID) {
	copy(id[:], *c)
	*c = (*c)[16:]
	return id
}

func (c *cut) hash() (h record.Hash) {
	copy(h[:], *c)
	*c = (*c)[len(h):]
	return h
}

// text is what stands before the next zero byte.
func (c *cut) text() string {
	before, after, _ := bytes.Cut(*c, []byte{0})
	*c = after
	return string(before)
}

// rest is everything that is left.
func (c *cut) rest() []byte { return *c }

// underEach visits the notes of a pile whose notes begin with an id, each with
// what there is under that id.
func (j *judgement) underEach(ctx context.Context, pile int, visit func(*entryUnder, cut) error) error {
	facts, stop := iter.Pull2(j.bulk.Noted(ctx, pileFacts))
	defer stop()
	fact, err, more := facts()
	u := &entryUnder{}
	known := false
	for item, failed := range j.bulk.Noted(ctx, pile) {
		if failed != nil {
			return failed
		}
		if !known || !bytes.Equal(u.id[:], item[:16]) {
			u.reset(item)
			known = true
			for more && err == nil && bytes.Compare(fact[:16], item[:16]) <= 0 {
				if bytes.Equal(fact[:16], item[:16]) {
					j.keep(u, fact)
				}
				fact, err, more = facts()
			}
		}
		if err != nil {
			return err
		}
		if err := visit(u, cut(item[16:])); err != nil {
			return err
		}
	}
	return nil
}

// keep puts a record that a fact tells of into u.
func (j *judgement) keep(u *entryUnder, item []byte) {
	switch fact(item[16]) {
	case isStored:
		u.stored.set(item[17:], j.compared)
	case isPut:
		if u.put.kind == 0 {
			u.put.set(item[17:], j.compared)
		}
	}
}
