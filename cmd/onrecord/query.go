package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onrecord/internal/record"
)

type queryCommand struct {
	dataFlag
	Limit   int           `help:"Most results." default:"100" env:"ONRECORD_QUERY_LIMIT"`
	Timeout time.Duration `help:"Most time the query may take." default:"30s" env:"ONRECORD_QUERY_TIMEOUT"`
	Gizmo   string        `arg:"" help:"The query, such as: g.V().has('<rdf:type>', '<schema:Claim>').all()"`
}

// Run prints one JSON object for each result. Gizmo runs JavaScript, so it is
// offered here, to the person who owns the store, and nowhere over a network.
func (q *queryCommand) Run(ctx context.Context, c *console) (err error) {
	if q.Limit < 1 || q.Limit > 100_000 {
		return fmt.Errorf("--limit %d is %w: want 1 to 100000", q.Limit, record.ErrInvalid)
	}
	store, err := q.openToRead(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	ctx, cancel := context.WithTimeout(ctx, q.Timeout)
	defer cancel()
	out := json.NewEncoder(c.out)
	out.SetEscapeHTML(false)
	return store.Gizmo(ctx, q.Gizmo, q.Limit, func(result any) error { return out.Encode(result) })
}
