package quads

import (
	"bufio"
	"bytes"
	"container/heap"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"onrecord/internal/record"
)

// A sorter writes lines in byte order, each once. Beyond limit bytes it sorts
// what it has into a temporary file, and merges the files at the end.
type sorter struct {
	limit int
	text  []byte
	ends  []int
	runs  []*os.File
}

func (s *sorter) add(line []byte) error {
	if len(s.ends) > 0 && len(s.text)+len(line) > s.limit {
		if err := s.spill(); err != nil {
			return err
		}
	}
	s.text = append(s.text, line...)
	s.ends = append(s.ends, len(s.text))
	return nil
}

// lines is what is in memory, sorted.
func (s *sorter) lines() [][]byte {
	lines := make([][]byte, len(s.ends))
	start := 0
	for i, end := range s.ends {
		lines[i] = s.text[start:end]
		start = end
	}
	slices.SortFunc(lines, bytes.Compare)
	return lines
}

func (s *sorter) spill() error {
	f, err := os.CreateTemp("", "onrecord-export-*")
	if err != nil {
		return unspilled(err)
	}
	s.runs = append(s.runs, f)
	w := bufio.NewWriter(f)
	for _, line := range s.lines() {
		if _, err := w.Write(line); err != nil {
			return unspilled(err)
		}
	}
	if err := w.Flush(); err != nil {
		return unspilled(err)
	}
	s.text, s.ends = s.text[:0], s.ends[:0]
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return unspilled(err)
	}
	return nil
}

func unspilled(err error) error {
	return fmt.Errorf("%w temporary file for sorting an export: %w", record.ErrUnavailable, err)
}

// writeTo merges memory and files.
func (s *sorter) writeTo(w io.Writer) error {
	out := bufio.NewWriter(w)
	var last []byte
	write := func(line []byte) error {
		if bytes.Equal(line, last) {
			return nil
		}
		last = append(last[:0], line...)
		_, err := out.Write(line)
		return err
	}
	if err := s.merge(write); err != nil {
		return err
	}
	return out.Flush()
}

func (s *sorter) merge(write func([]byte) error) error {
	var heads runHeap
	if lines := s.lines(); len(lines) > 0 {
		heads = append(heads, &run{lines: lines})
	}
	for _, f := range s.runs {
		heads = append(heads, &run{file: bufio.NewReader(f)})
	}
	for _, r := range heads {
		if err := r.next(); err != nil {
			return unspilled(err)
		}
	}
	heap.Init(&heads)
	for len(heads) > 0 {
		r := heads[0]
		if err := write(r.line); err != nil {
			return err
		}
		switch err := r.next(); {
		case errors.Is(err, io.EOF):
			heap.Pop(&heads)
		case err != nil:
			return unspilled(err)
		default:
			heap.Fix(&heads, 0)
		}
	}
	return nil
}

// discard removes the temporary files.
func (s *sorter) discard() error {
	var failed error
	for _, f := range s.runs {
		failed = errors.Join(failed, f.Close(), os.Remove(f.Name()))
	}
	return failed
}

// A run is a sorted sequence of lines, in memory or in a file.
type run struct {
	line  []byte
	lines [][]byte
	file  *bufio.Reader
}

// next moves to the next line; io.EOF where there is none.
func (r *run) next() (err error) {
	if r.file != nil {
		r.line, err = r.file.ReadBytes('\n')
		return err
	}
	if len(r.lines) == 0 {
		return io.EOF
	}
	r.line, r.lines = r.lines[0], r.lines[1:]
	return nil
}

type runHeap []*run

func (h runHeap) Len() int           { return len(h) }
func (h runHeap) Less(i, j int) bool { return bytes.Compare(h[i].line, h[j].line) < 0 }
func (h runHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *runHeap) Push(x any)        { *h = append(*h, x.(*run)) }
func (h *runHeap) Pop() any {
	last := len(*h) - 1
	r := (*h)[last]
	*h = (*h)[:last]
	return r
}
