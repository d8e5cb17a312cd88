package dossier

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"onrecord/internal/record"
)

// maxErrors bounds what is kept for one file: nobody reads more, and a hostile
// file must not turn into an even larger report.
const maxErrors = 1_000

// Place is where something stands in a file.
type Place struct {
	File string
	// Line and Column count from 1, columns in characters.
	Line, Column int
	// Path leads to the field, such as "quotes.first.stances.a.claim".
	Path string
}

func (p Place) String() string {
	s := fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	if p.Path != "" {
		s += ": " + p.Path
	}
	return s
}

// Error is one thing wrong at one place; its kind is record.ErrInvalid.
type Error struct {
	Place
	// Message says what is wrong and what would be right.
	Message string
}

func (e Error) Error() string { return e.Place.String() + ": " + e.Message }

// Is makes errors.Is(err, record.ErrInvalid) true.
func (e Error) Is(target error) bool { return target == record.ErrInvalid }

// Errors is everything wrong with the files of one reading, by file and
// position, at most 1,000 a file; one line each.
type Errors []Error

func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Is makes errors.Is(err, record.ErrInvalid) true.
func (es Errors) Is(target error) bool { return target == record.ErrInvalid }

// report collects what is wrong with one file.
type report struct {
	errors   []Error
	left     int
	warnings []Error
	// failed holds the path of every error, so that what package record finds
	// wrong with a field that could not be read is not reported as well.
	failed map[string]bool
}

func newReport() *report { return &report{failed: map[string]bool{}} }

func (r *report) add(at Place, format string, args ...any) {
	if len(r.errors) == maxErrors {
		r.left++
		return
	}
	r.errors = append(r.errors, Error{Place: at, Message: fmt.Sprintf(format, args...)})
	for path := at.Path; path != ""; path = parentPath(path) {
		r.failed[path] = true
	}
}

func (r *report) warn(at Place, format string, args ...any) {
	r.warnings = append(r.warnings, Error{Place: at, Message: fmt.Sprintf(format, args...)})
}

// full reports whether further errors are only counted.
func (r *report) full() bool { return len(r.errors) == maxErrors }

func (r *report) sorted() []Error {
	sortByPlace(r.errors)
	if r.left > 0 {
		last := r.errors[len(r.errors)-1].Place
		last.Path = ""
		return append(r.errors, Error{Place: last, Message: fmt.Sprintf("and %d more errors", r.left)})
	}
	return r.errors
}

func sortByPlace(list []Error) {
	slices.SortStableFunc(list, func(a, b Error) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			strings.Compare(a.Path, b.Path), strings.Compare(a.Message, b.Message))
	})
}

// parentPath cuts the last step off a path: "a.b[2]" leads to "a.b", then "a".
func parentPath(path string) string {
	i := strings.LastIndexAny(path, ".[")
	if i < 0 {
		return ""
	}
	return path[:i]
}

// clip keeps hostile input from filling a message.
func clip(s string) string {
	const most = 60
	r := []rune(s[:min(len(s), 8*most)])
	if len(r) <= most {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return string(r[:most]) + "…"
}
