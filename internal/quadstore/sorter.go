package quadstore

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"

	"onrecord/internal/record"
)

// form says how items of one type are compared and kept in a file.
type form[T any] struct {
	compare func(a, b T) int
	// write appends an item; last is the item before it in the same run.
	write func(to []byte, last, item T) []byte
	// read reads into item what write wrote. What item held, the item before it
	// in the same run, may be used again for it.
	read func(from *bufio.Reader, item *T) error
}

// sorter puts in order more items than memory holds. What it has taken in is
// sorted and written to a file whenever it reaches its limit, and these runs are
// merged while they are read. It needs a file only for what exceeds the limit.
// A run is written in the background while the next is taken in.
type sorter[T any] struct {
	form   form[T]
	folder string
	// limit is the number of bytes kept in memory; held is how many there are.
	limit, held int
	items       []T
	file        *os.File
	runs        []run
	// spilling is the writing of the last run, nil while there is none. It gives
	// back the memory of its items.
	spilling chan spillage[T]
	spare    []T
	// spilled is called when the items in memory begin to be written: what they
	// refer to must not be used again.
	spilled func()
}

// spillage is how the writing of a run ended.
type spillage[T any] struct {
	run   run
	items []T
	err   error
}

// run is a sorted stretch of a sorter's file.
type run struct{ start, length, items int64 }

const (
	// spillBuffer is what is written to a run at once.
	spillBuffer = 1 << 20
	// runBuffers is what all the runs of a merge together read ahead; each has at
	// least leastBuffer.
	runBuffers, leastBuffer = 8 << 20, 16 << 10
)

func newSorter[T any](folder string, limit int, f form[T]) *sorter[T] {
	return &sorter[T]{form: f, folder: folder, limit: limit, spilled: func() {}}
}

// add takes in an item that takes up size bytes of memory.
func (s *sorter[T]) add(item T, size int) error {
	s.items = append(s.items, item)
	if s.held += size; s.held < s.limit {
		return nil
	}
	return s.spill()
}

// spill begins to write a run.
func (s *sorter[T]) spill() error {
	if err := s.settle(); err != nil || len(s.items) == 0 {
		return err
	}
	if err := s.open(); err != nil {
		return err
	}
	start := int64(0)
	if len(s.runs) > 0 {
		last := s.runs[len(s.runs)-1]
		start = last.start + last.length
	}
	s.spilling = make(chan spillage[T], 1)
	go func(items []T, done chan<- spillage[T]) {
		r, err := s.form.writeRun(s.file, items)
		r.start = start
		done <- spillage[T]{r, items, err}
	}(s.items, s.spilling)
	s.items, s.spare, s.held = s.spare, nil, 0
	s.spilled()
	return nil
}

// settle waits for the run that is being written.
func (s *sorter[T]) settle() error {
	if s.spilling == nil {
		return nil
	}
	done := <-s.spilling
	s.spilling = nil
	clear(done.items) // what they refer to is in the file
	s.spare = done.items[:0]
	if done.err != nil {
		return unspilled(done.err)
	}
	s.runs = append(s.runs, done.run)
	return nil
}

// writeRun sorts items and writes them to the end of a file.
func (f form[T]) writeRun(file *os.File, items []T) (run, error) {
	slices.SortFunc(items, f.compare)
	r := run{items: int64(len(items))}
	var last T
	buffer := make([]byte, 0, spillBuffer)
	flush := func() error {
		n, err := file.Write(buffer)
		r.length += int64(n)
		buffer = buffer[:0]
		return err
	}
	for _, item := range items {
		buffer = f.write(buffer, last, item)
		last = item
		if len(buffer) < spillBuffer-spillBuffer/8 {
			continue
		}
		if err := flush(); err != nil {
			return r, err
		}
	}
	return r, flush()
}

func (s *sorter[T]) open() (err error) {
	if s.file == nil {
		s.file, err = os.CreateTemp(s.folder, "sorted-*")
	}
	return unspilled(err)
}

// unspilled is a failure of a temporary file.
func unspilled(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("cannot keep temporary files of an import; make room on the disk of the store: %w (%w)", record.ErrUnavailable, err)
}

// sorted visits all items in order, as often as it is called; nothing may be
// added any more. An item is valid until the next one. A failure, the end of the
// context included, is the last thing it yields.
func (s *sorter[T]) sorted(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		n := 0
		for item, err := range s.merged() {
			if n++; err == nil && n%4096 == 0 {
				err = ctx.Err()
			}
			if err != nil {
				yield(none, err)
				return
			}
			if !yield(item, nil) {
				return
			}
		}
	}
}

func (s *sorter[T]) merged() iter.Seq2[T, error] {
	if s.file == nil {
		slices.SortFunc(s.items, s.form.compare)
		return func(yield func(T, error) bool) {
			for _, item := range s.items {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
	return func(yield func(T, error) bool) {
		heads, err := s.heads()
		for err == nil && len(heads) > 0 {
			if !yield(heads[0].item, nil) {
				return
			}
			heads, err = s.advance(heads)
		}
		if err != nil {
			var none T
			yield(none, unspilled(err))
		}
	}
}

// head is a run while it is merged: the item it stands at and what follows.
type head[T any] struct {
	item T
	left int64
	from *bufio.Reader
}

// heads opens all runs, the least item first: a heap.
func (s *sorter[T]) heads() ([]*head[T], error) {
	// What is left in memory becomes a run as well, so that there is one kind.
	if err := errors.Join(s.spill(), s.settle()); err != nil {
		return nil, err
	}
	s.items, s.spare = nil, nil
	size := max(leastBuffer, runBuffers/len(s.runs))
	var heads []*head[T]
	for _, r := range s.runs {
		h := &head[T]{left: r.items, from: bufio.NewReaderSize(io.NewSectionReader(s.file, r.start, r.length), size)}
		if err := s.form.read(h.from, &h.item); err != nil {
			return nil, err
		}
		heads = append(heads, h)
	}
	for i := len(heads)/2 - 1; i >= 0; i-- {
		s.sink(heads, i)
	}
	return heads, nil
}

// advance moves the least run on.
func (s *sorter[T]) advance(heads []*head[T]) ([]*head[T], error) {
	top := heads[0]
	if top.left--; top.left > 0 {
		if err := s.form.read(top.from, &top.item); err != nil {
			return nil, err
		}
	} else {
		heads[0] = heads[len(heads)-1]
		heads = heads[:len(heads)-1]
	}
	s.sink(heads, 0)
	return heads, nil
}

func (s *sorter[T]) sink(heads []*head[T], at int) {
	for {
		least := at
		for child := 2*at + 1; child <= 2*at+2 && child < len(heads); child++ {
			if s.form.compare(heads[child].item, heads[least].item) < 0 {
				least = child
			}
		}
		if least == at {
			return
		}
		heads[at], heads[least] = heads[least], heads[at]
		at = least
	}
}

// close removes the file; once more does nothing.
func (s *sorter[T]) close() error {
	err := s.settle()
	s.items, s.spare = nil, nil
	if s.file == nil {
		return err
	}
	f := s.file
	s.file, s.runs = nil, nil
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}
