package quadstore

import (
	"context"
	"errors"
	"iter"

	"github.com/cayleygraph/quad"
)

// Live is every live quad of one revision, subject by subject, see Store.Scan.
// A failure is the last thing it yields.
func (s *Store) Live(ctx context.Context) iter.Seq2[quad.Quad, error] {
	return func(yield func(quad.Quad, error) bool) {
		enough := errors.New("enough")
		err := s.Scan(ctx, func(q quad.Quad) error {
			if !yield(q, nil) {
				return enough
			}
			return nil
		})
		if err != nil && !errors.Is(err, enough) {
			yield(quad.Quad{}, err)
		}
	}
}

// Statements is what the live quads say, without who asserted it: a store that
// imports them asserts them by a changeset of its own. Changesets themselves are
// left out for the same reason.
func (s *Store) Statements(ctx context.Context) iter.Seq2[quad.Quad, error] {
	return func(yield func(quad.Quad, error) bool) {
		for q, err := range s.Live(ctx) {
			if err == nil && q.Label == q.Subject {
				continue
			}
			q.Label = nil
			if !yield(q, err) {
				return
			}
		}
	}
}
