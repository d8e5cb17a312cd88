package graph

import (
	"fmt"
	"strings"

	"onrecord/internal/record"
)

// mostProblems bounds what is kept of a stream's problems: a million wrong lines
// have one cause, and nobody reads them all.
const mostProblems = 100

// StreamError reports what makes the records of a stream unacceptable, as a
// record.ChangeError does for a change: its kind is ErrInvalid for shapes and
// references, ErrConflict for a clash with what is stored or among themselves.
type StreamError struct {
	Kind     error
	Problems []NumberedProblem
	// More is how many problems there are beside these.
	More int64
}

// NumberedProblem is one problem of one record of a stream.
type NumberedProblem struct {
	// Number is that of the record in the stream, from 1; 0 where the problem is
	// that of a stored record that the stream leaves as it is.
	Number int64
	// Ref names the record; it is given where Number is 0, and where it is known.
	Ref record.Ref
	record.Problem
}

func (p NumberedProblem) String() string {
	if p.Number == 0 {
		return fmt.Sprintf("stored %v: %v", p.Ref, p.Problem)
	}
	return fmt.Sprintf("record %d: %v", p.Number, p.Problem)
}

func (e *StreamError) Error() string {
	lines := make([]string, 0, len(e.Problems)+1)
	for _, p := range e.Problems {
		lines = append(lines, p.String())
	}
	if e.More > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", e.More))
	}
	return fmt.Sprintf("%v stream: %s", e.Kind, strings.Join(lines, "; "))
}

func (e *StreamError) Unwrap() error { return e.Kind }

func (e *StreamError) add(p NumberedProblem) {
	if len(e.Problems) == mostProblems {
		e.More++
		return
	}
	e.Problems = append(e.Problems, p)
}

// err is nil where there is no problem.
func (e *StreamError) err() error {
	if len(e.Problems) == 0 {
		return nil
	}
	return e
}
