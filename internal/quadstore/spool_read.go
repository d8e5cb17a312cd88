package quadstore

import (
	"bufio"
	"fmt"

	"onrecord/internal/record"
)

var errTooMany = fmt.Errorf("more than %d records in one import; split the file, and import what others refer to first: %w", mostBulk, record.ErrTooLarge)

// spooled is a record as it is read back.
type spooled struct {
	// words is what a quote is found by; isQuote tells none from no quote.
	words   []byte
	isQuote bool
	subject id
	// says is the predicate and the object of each quad.
	says [][2]id
}

// spoolReader reads a spool in its order. sighted is called for each sighting,
// in their order, and says which id its value has.
type spoolReader struct {
	from    *bufio.Reader
	slots   []id
	sighted func(e entry) (id, error)
	record  spooled
	text    [2][]byte
}

func (s *spool) read(sighted func(entry) (id, error)) (*spoolReader, error) {
	from, err := s.tape.rewind()
	if err != nil {
		return nil, err
	}
	return &spoolReader{from: from, slots: make([]id, slotCount), sighted: sighted}, nil
}

// next is the next record, valid until the one after.
func (r *spoolReader) next() (*spooled, error) {
	if err := r.nextWords(); err != nil {
		return nil, unspilled(err)
	}
	count, err := readUvarint(r.from)
	if err != nil {
		return nil, unspilled(err)
	}
	if r.record.subject, err = r.value(); err != nil {
		return nil, err
	}
	r.record.says = r.record.says[:0]
	for range count {
		p, err := r.value()
		if err != nil {
			return nil, err
		}
		o, err := r.value()
		if err != nil {
			return nil, err
		}
		r.record.says = append(r.record.says, [2]id{p, o})
	}
	return &r.record, nil
}

func (r *spoolReader) nextWords() error {
	length, err := readUvarint(r.from)
	if err != nil {
		return err
	}
	if r.record.isQuote = length > 0; !r.record.isQuote {
		return nil
	}
	r.record.words, err = readInto(r.from, r.record.words, length-1)
	return err
}

func (r *spoolReader) value() (id, error) {
	how, err := readUvarint(r.from)
	if err != nil {
		return 0, unspilled(err)
	}
	switch how {
	case asID:
		n, err := readVarint(r.from)
		return id(n), unspilled(err)
	case asSighting:
		return r.sighting()
	}
	if how-asSlot >= slotCount {
		return 0, fmt.Errorf("a temporary file of an import was changed: %w", record.ErrCorrupt)
	}
	return r.slots[how-asSlot], nil
}

func (r *spoolReader) sighting() (id, error) {
	kindByte, err := r.from.ReadByte()
	if err != nil {
		return 0, unspilled(whole(err))
	}
	slot, err := readUvarint(r.from)
	if err != nil {
		return 0, unspilled(err)
	}
	for i := range r.text {
		length, err := readUvarint(r.from)
		if err != nil {
			return 0, unspilled(err)
		}
		if r.text[i], err = readInto(r.from, r.text[i], length); err != nil {
			return 0, unspilled(err)
		}
	}
	n, err := r.sighted(entry{kind: kind(kindByte), extra: string(r.text[0]), text: string(r.text[1])})
	r.slots[slot%slotCount] = n
	return n, err
}
