package quads

import (
	"fmt"
	"iter"
	"slices"

	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

// Records decodes a stream in which the quads of each subject stand together,
// as a store gives them in the order of its subjects. The first error, of the
// stream or of a record, ends it. A subject whose quads are scattered is two
// halves of a record, and reported as corrupt.
func Records(quads iter.Seq2[quad.Quad, error]) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		for group, err := range groups(quads, func(v quad.Value) quad.Value { return v }) {
			var r record.Record
			if err == nil {
				r, err = Decode(group)
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// maxQuads bounds one record; only the list of what a large dossier declares
// comes near it.
const maxQuads = 1 << 20

// groups cuts a stream where the key of the subject changes. A group is valid
// until the next one. After an error nothing follows.
func groups(quads iter.Seq2[quad.Quad, error], key func(subject quad.Value) quad.Value) iter.Seq2[[]quad.Quad, error] {
	return func(yield func([]quad.Quad, error) bool) {
		var group []quad.Quad
		var current quad.Value
		for q, err := range quads {
			if err != nil {
				yield(nil, err)
				return
			}
			if k := key(q.Subject); k != current {
				if len(group) > 0 && !yield(group, nil) {
					return
				}
				group, current = group[:0], k
			}
			if group = append(group, q); len(group) > maxQuads {
				yield(nil, fmt.Errorf("%w: record %s has more than %d quads", record.ErrTooLarge, shown(current), maxQuads))
				return
			}
		}
		if len(group) > 0 {
			yield(group, nil)
		}
	}
}

// yieldAll yields all quads and reports whether there is demand for more.
func yieldAll(quads []quad.Quad, yield func(quad.Quad, error) bool) bool {
	return !slices.ContainsFunc(quads, func(q quad.Quad) bool { return !yield(q, nil) })
}
