package quadstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/cayleygraph/cayley/query"
	"github.com/cayleygraph/cayley/query/gizmo"

	"onrecord/internal/record"
)

// Gizmo runs a query in Cayley's Gizmo language and visits at most limit
// results, each a map or a value that can be written as JSON. A result that the
// query only mentions, without asking for it, is not visited.
//
// Gizmo is JavaScript run by an engine that this project would not expose: call
// it for the person who owns the store and never for input from a network. It
// ends with the context, also in the middle of a loop. A wrong query is
// record.ErrInvalid.
func (s *Store) Gizmo(ctx context.Context, source string, limit int, visit func(any) error) (err error) {
	results, err := gizmo.NewSession(s).Execute(ctx, source, query.Options{Limit: limit, Collation: query.JSON})
	if err != nil {
		return fmt.Errorf("gizmo query: %w: %w", record.ErrInvalid, err)
	}
	defer func() { err = errors.Join(err, results.Close()) }()
	for results.Next(ctx) {
		result := results.Result()
		if result == nil {
			continue
		}
		if err := visit(result); err != nil {
			return err
		}
	}
	switch err := results.Err(); {
	case ctx.Err() != nil:
		return fmt.Errorf("gizmo query: %w", ctx.Err())
	case err != nil:
		return fmt.Errorf("gizmo query: %w: %w", record.ErrInvalid, err)
	}
	// A disk error looks like an empty answer to Cayley; the store remembers it.
	return s.Err()
}
