package record

import (
	"errors"
	"fmt"
	"strings"
)

// The kinds of failure. Packages wrap them with %w and name the thing, the
// place and what to do; only the edge turns a kind into a status.
var (
	// ErrInvalid: the input is wrong; repeating it unchanged cannot help.
	ErrInvalid = errors.New("invalid")
	// ErrNotFound: the thing named does not exist.
	ErrNotFound = errors.New("not found")
	// ErrConflict: the input is well formed but clashes with what is stored.
	ErrConflict = errors.New("conflict")
	// ErrTooLarge: a bound on size, depth, cost or time was exceeded.
	ErrTooLarge = errors.New("too large")
	// ErrLocked: another process holds the thing; its message names the holder.
	ErrLocked = errors.New("locked")
	// ErrUnavailable: the storage or a service failed; a later try may succeed.
	ErrUnavailable = errors.New("unavailable")
	// ErrUncertain: the storage failed so that nobody can tell yet whether the change
	// is stored; asking again with the same key tells, and does it at most once.
	ErrUncertain = errors.New("outcome unknown")
	// ErrCorrupt: stored bytes contradict themselves or are not ours.
	ErrCorrupt = errors.New("corrupt")
	// ErrUnsupported: the thing exists but this build or mode does not offer it.
	ErrUnsupported = errors.New("unsupported")
)

// Problem is one thing wrong with one field of one record.
type Problem struct {
	// Path names the field from the record inwards, such as "names[1].language".
	Path string
	// Message says what is wrong and what would be right, without a full stop.
	Message string
}

func (p Problem) String() string {
	if p.Path == "" {
		return p.Message
	}
	return p.Path + ": " + p.Message
}

// Problems is every problem of one input, in the order in which they were
// found. It is an error of kind [ErrInvalid].
type Problems []Problem

func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "; ")
}

// Is makes errors.Is(err, ErrInvalid) true for problems.
func (ps Problems) Is(target error) bool { return target == ErrInvalid }

// Err is nil where there is no problem; returning Problems directly as an error
// would make an empty list a non-nil error.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// RefProblem is one problem of one record of a change.
type RefProblem struct {
	Ref Ref
	Problem
}

// ChangeError reports everything that makes a change unacceptable, so that an
// editor sees all of it at once. Its kind is ErrInvalid for shapes and
// references, ErrConflict for a clash with what is stored.
type ChangeError struct {
	Kind     error
	Problems []RefProblem
}

func (e *ChangeError) Error() string {
	const most = 20
	var b strings.Builder
	fmt.Fprintf(&b, "%v change:", e.Kind)
	for i, p := range e.Problems {
		if i == most {
			fmt.Fprintf(&b, " and %d more", len(e.Problems)-most)
			break
		}
		fmt.Fprintf(&b, " [%s %s] %s;", p.Ref.Kind, p.Ref.ID, p.Problem)
	}
	return strings.TrimSuffix(b.String(), ";")
}

func (e *ChangeError) Unwrap() error { return e.Kind }
