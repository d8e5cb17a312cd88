package quadstore

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/bits"

	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// numbering gives the values of a spool their ids. A value that the store has
// keeps its id; the others get the next ones in the order in which they are
// first sighted, so that what belongs together lies together. The id of a first
// sighting is a count of those before it, so one bit for each sighting is all
// that memory holds.
type numbering struct {
	first firsts
	base  id // the last id before
	fresh int64
	// known has the id of each sighting that is not a first one: that of the store,
	// or -1 minus the number of the first sighting.
	known *sorter[placed]
	// hashes is the hash and the number of each first sighting, by hash.
	hashes *tape
}

// number looks at every value once, in the order of the index on their hashes.
func (b *Bulk) number(t *tx) (*numbering, error) {
	n := &numbering{first: newFirsts(b.spool.seen), base: t.before.lastValue, known: newSorter(b.folder, b.limit, placedForm())}
	var err error
	if n.hashes, err = newTape(b.folder); err != nil {
		return nil, err
	}
	stored := storedValues{tx: t}
	var same digest
	var found id
	line := make([]byte, 0, 32)
	any := false
	for s, err := range ahead(b.spool.sightings.sorted(t.ctx)) {
		if err != nil {
			return nil, err
		}
		if !any || s.digest != same {
			any, same = true, s.digest
			if found, err = stored.find(s.digest); err != nil {
				return nil, err
			}
			if found == 0 {
				n.first.set(s.at)
				n.fresh++
				found = id(-1 - s.at)
				line = binary.LittleEndian.AppendUint64(line[:0], uint64(s.digest.hash))
				line = binary.AppendUvarint(line, uint64(s.at))
				if err := n.hashes.write(line); err != nil {
					return nil, err
				}
				continue
			}
		}
		if err := n.known.add(placed{s.at, found}, placedBytes); err != nil {
			return nil, err
		}
	}
	n.first.count()
	return n, b.spool.sightings.close()
}

func (n *numbering) close() error { return errors.Join(n.known.close(), n.hashes.close()) }

// idOf is the id of a value whose first sighting has this number.
func (n *numbering) idOf(at int64) id { return n.base + 1 + id(n.first.before(at)) }

// sightings hands out the ids in the order of the sightings. fresh is called
// with each new one.
func (n *numbering) sightings(ctx context.Context, fresh func(id, entry) error) (sighted func(entry) (id, error), stop func()) {
	next, stop := iter.Pull2(n.known.sorted(ctx))
	at, last := int64(-1), n.base
	return func(e entry) (id, error) {
		if at++; n.first.has(at) {
			last++
			return last, fresh(last, e)
		}
		p, err, ok := next()
		switch {
		case err != nil:
			return 0, err
		case !ok || p.at != at:
			return 0, fmt.Errorf("a temporary file of an import was changed: %w", record.ErrCorrupt)
		case p.id < 0:
			return n.idOf(-1 - int64(p.id)), nil
		}
		return p.id, nil
	}, stop
}

// writeHashes enters the new values into the index, in its order.
func (n *numbering) writeHashes(t *tx) error {
	from, err := n.hashes.rewind()
	if err != nil {
		return err
	}
	rows := newRows(t, "value_hash", 2)
	for range n.fresh {
		var hash [8]byte
		if _, err := io.ReadFull(from, hash[:]); err != nil {
			return unspilled(err)
		}
		at, err := readUvarint(from)
		if err != nil {
			return unspilled(err)
		}
		if err := rows.add(int64(binary.LittleEndian.Uint64(hash[:])), int64(n.idOf(int64(at)))); err != nil {
			return err
		}
	}
	return rows.flush()
}

// storedValues looks for values in the store in the order of their hashes. It
// knows up to which hash there is nothing, so of a small store hardly anything is
// read, and of a large one not all.
type storedValues struct {
	tx *tx
	// next is the least hash that is not below the last one asked for; ended says
	// that there is none.
	asked, ended bool
	next         int64
	scratch      []byte
}

func (s *storedValues) find(d digest) (found id, err error) {
	if s.tx.virgin() || s.ended {
		return 0, nil
	}
	if !s.asked || d.hash > s.next {
		s.asked, s.ended = true, true
		err := s.tx.conn.query(sqlNextHash, func(row *sqlite.Stmt) error {
			s.ended, s.next = false, row.ColumnInt64(0)
			return nil
		}, d.hash)
		if err != nil {
			return 0, err
		}
	}
	if s.ended || d.hash != s.next {
		return 0, nil
	}
	err = s.tx.conn.query(sqlFindValue, func(row *sqlite.Stmt) error {
		if readEntry(row, 1).digest(s.scratch) == d {
			found = id(row.ColumnInt64(0))
		}
		return nil
	}, d.hash)
	return found, err
}

// firsts is a set of numbers that knows how many of it come before any one.
type firsts struct {
	words []uint64
	// sums is how many come before each stretch of words.
	sums []int64
}

const stretch = 8

func newFirsts(size int64) firsts { return firsts{words: make([]uint64, (size+63)/64)} }

func (f firsts) set(n int64)      { f.words[n/64] |= 1 << (n % 64) }
func (f firsts) has(n int64) bool { return f.words[n/64]&(1<<(n%64)) != 0 }

// count must be called before before is.
func (f *firsts) count() {
	sum := int64(0)
	for i, w := range f.words {
		if i%stretch == 0 {
			f.sums = append(f.sums, sum)
		}
		sum += int64(bits.OnesCount64(w))
	}
}

func (f firsts) before(n int64) int64 {
	word := n / 64
	sum := f.sums[word/stretch]
	for i := word / stretch * stretch; i < word; i++ {
		sum += int64(bits.OnesCount64(f.words[i]))
	}
	return sum + int64(bits.OnesCount64(f.words[word]&(1<<(n%64)-1)))
}
