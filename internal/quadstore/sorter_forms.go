package quadstore

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"

	"onrecord/internal/record"
)

// triple is three ids in the order of one of the indexes.
type triple struct{ a, b, c id }

const tripleBytes = 24

func tripleForm() form[triple] {
	return form[triple]{
		compare: func(x, y triple) int {
			if x.a != y.a {
				return cmp.Compare(x.a, y.a)
			}
			if x.b != y.b {
				return cmp.Compare(x.b, y.b)
			}
			return cmp.Compare(x.c, y.c)
		},
		// The first id grows slowly, so its step takes few bytes.
		write: func(to []byte, last, t triple) []byte {
			to = binary.AppendUvarint(to, uint64(t.a)-uint64(last.a))
			to = binary.AppendVarint(to, int64(t.b))
			return binary.AppendVarint(to, int64(t.c))
		},
		read: func(from *bufio.Reader, t *triple) error {
			step, err := readUvarint(from)
			if err != nil {
				return err
			}
			b, err := readVarint(from)
			if err != nil {
				return err
			}
			c, err := readVarint(from)
			*t = triple{id(uint64(t.a) + step), id(b), id(c)}
			return err
		},
	}
}

// placed is an id found for a place, or for anything else that has a number.
type placed struct {
	at int64
	id id
}

const placedBytes = 16

func placedForm() form[placed] {
	return form[placed]{
		compare: func(x, y placed) int { return cmp.Compare(x.at, y.at) },
		write: func(to []byte, last, p placed) []byte {
			to = binary.AppendUvarint(to, uint64(p.at-last.at))
			return binary.AppendVarint(to, int64(p.id))
		},
		read: func(from *bufio.Reader, p *placed) error {
			step, err := readUvarint(from)
			if err != nil {
				return err
			}
			n, err := readVarint(from)
			*p = placed{p.at + int64(step), id(n)}
			return err
		},
	}
}

// sighting is a value, by its digest, at one of the places where it stands.
type sighting struct {
	digest digest
	at     int64
}

const sightingBytes = 48

func sightingForm() form[sighting] {
	return form[sighting]{
		compare: func(x, y sighting) int {
			if x.digest.hash != y.digest.hash {
				return cmp.Compare(x.digest.hash, y.digest.hash)
			}
			if c := bytes.Compare(x.digest.rest[:], y.digest.rest[:]); c != 0 {
				return c
			}
			return cmp.Compare(x.at, y.at)
		},
		write: func(to []byte, _, s sighting) []byte {
			to = binary.LittleEndian.AppendUint64(to, uint64(s.digest.hash))
			to = append(to, s.digest.rest[:]...)
			return binary.AppendUvarint(to, uint64(s.at))
		},
		read: func(from *bufio.Reader, s *sighting) error {
			var head [32]byte
			if _, err := io.ReadFull(from, head[:]); err != nil {
				return err
			}
			s.digest.hash = int64(binary.LittleEndian.Uint64(head[:8]))
			copy(s.digest.rest[:], head[8:])
			at, err := readUvarint(from)
			s.at = int64(at)
			return err
		},
	}
}

// note is a text in the order of its bytes; key is its first eight.
type note struct {
	key  uint64
	text []byte
}

const noteBytes = 32

func keyOf(text []byte) uint64 {
	if len(text) >= 8 {
		return binary.BigEndian.Uint64(text)
	}
	var first [8]byte
	copy(first[:], text)
	return binary.BigEndian.Uint64(first[:])
}

func noteForm() form[note] {
	return form[note]{
		compare: func(x, y note) int {
			if x.key != y.key {
				return cmp.Compare(x.key, y.key)
			}
			return bytes.Compare(x.text, y.text)
		},
		write: func(to []byte, _, n note) []byte {
			to = binary.AppendUvarint(to, uint64(len(n.text)))
			return append(to, n.text...)
		},
		read: func(from *bufio.Reader, n *note) error {
			length, err := readUvarint(from)
			if err != nil {
				return err
			}
			n.text, err = readInto(from, n.text, length)
			n.key = keyOf(n.text)
			return err
		},
	}
}

// readInto reads length bytes, into the given memory where they fit.
func readInto(from *bufio.Reader, into []byte, length uint64) ([]byte, error) {
	if length > 1<<30 {
		return nil, fmt.Errorf("a temporary file holds an item of %d bytes: %w", length, record.ErrCorrupt)
	}
	if uint64(cap(into)) < length {
		into = make([]byte, length+length/4)
	}
	into = into[:length]
	_, err := io.ReadFull(from, into)
	return into, whole(err)
}

func readUvarint(from *bufio.Reader) (uint64, error) {
	n, err := binary.ReadUvarint(from)
	return n, whole(err)
}

func readVarint(from *bufio.Reader) (int64, error) {
	n, err := binary.ReadVarint(from)
	return n, whole(err)
}

// whole tells a file that was cut off from one that was read to its end.
func whole(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// pile is notes in the order of their bytes.
type pile struct {
	sorter *sorter[note]
	// block is where the texts of the notes in memory lie.
	block []byte
}

const pileBlock = 1 << 20

func newPile(folder string, limit int) *pile {
	p := &pile{sorter: newSorter(folder, limit, noteForm())}
	p.sorter.spilled = func() { p.block = nil }
	return p
}

func (p *pile) add(text []byte) error {
	if cap(p.block)-len(p.block) < len(text) {
		p.block = make([]byte, 0, max(pileBlock, len(text)))
	}
	start := len(p.block)
	p.block = append(p.block, text...)
	text = p.block[start:len(p.block):len(p.block)]
	return p.sorter.add(note{keyOf(text), text}, len(text)+noteBytes)
}
