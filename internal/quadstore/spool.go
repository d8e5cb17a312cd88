package quadstore

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"os"

	"github.com/cayleygraph/quad"

	"onrecord/internal/quads"
	"onrecord/internal/record"
)

// tape is a temporary file that is written from beginning to end and then read
// so.
type tape struct {
	file *os.File
	out  *bufio.Writer
}

func newTape(folder string) (*tape, error) {
	f, err := os.CreateTemp(folder, "tape-*")
	if err != nil {
		return nil, unspilled(err)
	}
	return &tape{f, bufio.NewWriterSize(f, spillBuffer)}, nil
}

func (t *tape) write(b []byte) error {
	_, err := t.out.Write(b)
	return unspilled(err)
}

// rewind begins to read; nothing may be written any more.
func (t *tape) rewind() (*bufio.Reader, error) {
	if err := t.out.Flush(); err != nil {
		return nil, unspilled(err)
	}
	_, err := t.file.Seek(0, io.SeekStart)
	return bufio.NewReaderSize(t.file, spillBuffer), unspilled(err)
}

// close removes the file; once more does nothing.
func (t *tape) close() error {
	if t.file == nil {
		return nil
	}
	f := t.file
	t.file = nil
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// spool keeps records as quads, in their order, until the ids of their values
// are known. A value stands in it in one of three ways: as the id that it folds
// into; as the number of a slot, if that slot holds it; else in full, as a
// sighting, and then the slot that belongs to it holds it from there on. Reading
// goes through the same slots, so most values need no look-up: predicates,
// classes, and what the records before were about.
type spool struct {
	tape      *tape
	slots     []digest
	sightings *sorter[sighting]
	// seen is the number of the next sighting. That of the label, which every quad
	// carries and which therefore gets the least id, is 0.
	seen    int64
	records int64
	// predicates are few and in every record, so each is digested once.
	predicates map[quad.Value]digest
	quads      []quad.Quad
	line       []byte
	scratch    []byte
}

const (
	// slotCount is a power of two.
	slotCount = 1 << 17
	// mostPredicates bounds what is remembered of predicates; the vocabulary has
	// about a hundred.
	mostPredicates = 1024
	// mostBulk is the number of records that one change can have: what grows with
	// them in memory, see [Bulk], stays below half a gigabyte.
	mostBulk = 100_000_000
)

// The ways in which a value stands in a spool; from asSlot on, the number of the
// slot is added.
const (
	asID = iota
	asSighting
	asSlot
)

func newSpool(folder string, limit int) (*spool, error) {
	t, err := newTape(folder)
	if err != nil {
		return nil, err
	}
	return &spool{
		tape:       t,
		slots:      make([]digest, slotCount),
		sightings:  newSorter(folder, limit, sightingForm()),
		seen:       1,
		predicates: map[quad.Value]digest{},
	}, nil
}

func (s *spool) close() error { return errors.Join(s.tape.close(), s.sightings.close()) }

// putAll writes all records up to the first failure.
func (s *spool) putAll(batches <-chan []record.Record) error {
	for batch := range batches {
		for _, r := range batch {
			if err := s.put(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// put writes a record: what it is found by, and its quads.
func (s *spool) put(r record.Record) error {
	if s.records++; s.records > mostBulk {
		return errTooMany
	}
	s.quads = quads.Append(s.quads[:0], r, nil)
	s.line = s.line[:0]
	if q, ok := r.(*record.Quote); ok {
		words := wordsOf(q)
		s.line = binary.AppendUvarint(s.line, uint64(len(words))+1)
		s.line = append(s.line, words...)
	} else {
		s.line = append(s.line, 0)
	}
	s.line = binary.AppendUvarint(s.line, uint64(len(s.quads)))
	if err := s.putValue(s.quads[0].Subject); err != nil {
		return err
	}
	for _, q := range s.quads {
		if err := s.putPredicate(q.Predicate); err != nil {
			return err
		}
		if err := s.putValue(q.Object); err != nil {
			return err
		}
	}
	return s.tape.write(s.line)
}

// putLabel sights the label of all the quads.
func (s *spool) putLabel(label entry) error {
	return s.sightings.add(sighting{s.digest(label), 0}, sightingBytes)
}

func (s *spool) putValue(v quad.Value) error {
	if n, ok := inline(v); ok {
		s.line = append(s.line, asID)
		s.line = binary.AppendVarint(s.line, int64(n))
		return nil
	}
	e, err := entryOf(v)
	if err != nil {
		return err
	}
	return s.putEntry(e, s.digest(e))
}

func (s *spool) digest(e entry) digest {
	d := e.digest(s.scratch)
	if need := len(e.text) + len(e.extra) + 16; need > cap(s.scratch) {
		s.scratch = make([]byte, 0, 2*need)
	}
	return d
}

func (s *spool) putPredicate(v quad.Value) error {
	e, err := entryOf(v)
	if err != nil {
		return err
	}
	d, known := s.predicates[v]
	if !known {
		d = s.digest(e)
		if len(s.predicates) < mostPredicates {
			s.predicates[v] = d
		}
	}
	return s.putEntry(e, d)
}

func (s *spool) putEntry(e entry, d digest) error {
	slot := uint64(d.hash) % slotCount
	if s.slots[slot] == d {
		s.line = binary.AppendUvarint(s.line, asSlot+slot)
		return nil
	}
	s.slots[slot] = d
	s.line = append(s.line, asSighting, byte(e.kind))
	s.line = binary.AppendUvarint(s.line, slot)
	for _, text := range []string{e.extra, e.text} {
		s.line = binary.AppendUvarint(s.line, uint64(len(text)))
		s.line = append(s.line, text...)
	}
	err := s.sightings.add(sighting{d, s.seen}, sightingBytes)
	s.seen++
	return err
}
