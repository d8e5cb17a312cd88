package quadstore

import (
	"context"
	"errors"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
)

// Collect runs a query and returns its results by value. Unlike Cayley's own
// loops it never returns a part without an error, whether the context ended, the
// disk failed or a value could not be read. The iterator is closed.
func (s *Store) Collect(ctx context.Context, it graph.Iterator) ([]quad.Value, error) {
	plan, _ := graph.AsShape(it).Optimize(ctx)
	scan := plan.Iterate()
	values, err := s.drain(ctx, scan)
	if err = errors.Join(err, scan.Close(), s.Err(), ctx.Err()); err != nil {
		return nil, err
	}
	return values, nil
}

func (s *Store) drain(ctx context.Context, scan graph.Scanner) ([]quad.Value, error) {
	var refs []graph.Ref
	for ctx.Err() == nil && scan.Next(ctx) {
		refs = append(refs, scan.Result())
	}
	if err := scan.Err(); err != nil {
		return nil, err
	}
	return s.ValuesOf(ctx, refs)
}
