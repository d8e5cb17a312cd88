package quadstore

import (
	"context"
	"fmt"

	"github.com/cayleygraph/quad"
	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// Interval is one stay of a quad in the graph.
type Interval struct {
	Quad quad.Quad
	// Added is the revision that asserted the quad; Removed the one that took it
	// out, 0 while it is live.
	Added, Removed int64
}

// History lists all intervals of a subject's quads, ended ones too.
func (s *Store) History(ctx context.Context, subject quad.Value) ([]Interval, error) {
	var intervals []Interval
	err := s.read(ctx, func(c *conn) error {
		n, err := c.idOf(subject)
		if n == 0 || err != nil {
			return err
		}
		intervals, err = s.intervals(c, n)
		return err
	})
	return intervals, err
}

func (s *Store) intervals(c *conn, subject id) ([]Interval, error) {
	type row struct {
		ref            ids
		added, removed int64
	}
	var rows []row
	err := c.query(sqlHistory, func(r *sqlite.Stmt) error {
		ref := ids{subject, id(r.ColumnInt64(0)), id(r.ColumnInt64(1)), id(r.ColumnInt64(2))}
		rows = append(rows, row{ref, r.ColumnInt64(3), r.ColumnInt64(4)})
		return nil
	}, int64(subject))
	if err != nil {
		return nil, err
	}
	intervals := make([]Interval, len(rows))
	for i, r := range rows {
		q, err := s.named(c, r.ref)
		if err != nil {
			return nil, err
		}
		intervals[i] = Interval{Quad: q, Added: r.added, Removed: r.removed}
	}
	return intervals, nil
}

// Touched lists the subjects whose quads a revision added or removed.
func (s *Store) Touched(ctx context.Context, revision int64) ([]quad.Value, error) {
	var subjects []quad.Value
	err := s.read(ctx, func(c *conn) error {
		packed, err := c.touched(revision)
		if err != nil {
			return err
		}
		touched, err := unpackSubjects(packed)
		if err != nil {
			return fmt.Errorf("revision %d of %s: %w", revision, s.path, err)
		}
		subjects = make([]quad.Value, len(touched))
		for i, n := range touched {
			if subjects[i], err = s.name(c, n); err != nil {
				return err
			}
		}
		return nil
	})
	return subjects, err
}

func (c *conn) touched(revision int64) (packed []byte, err error) {
	found := false
	err = c.query(sqlSubjects, func(row *sqlite.Stmt) error {
		found = true
		packed = make([]byte, row.ColumnLen(0))
		row.ColumnBytes(0, packed)
		return nil
	}, revision)
	if err == nil && !found {
		err = fmt.Errorf("%s has no revision %d: %w", c.path, revision, record.ErrNotFound)
	}
	return packed, err
}
