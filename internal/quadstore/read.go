package quadstore

import (
	"context"

	"github.com/cayleygraph/quad"
	"zombiezen.com/go/sqlite"
)

// Entities returns the live quads of each subject, in the order asked for and
// all of one revision; an unknown subject has none. It costs one short range read
// per subject and one look-up per value that is not in memory, much less than
// Cayley's iterators.
func (s *Store) Entities(ctx context.Context, subjects ...quad.Value) ([][]quad.Quad, error) {
	entities := make([][]quad.Quad, len(subjects))
	err := s.read(ctx, func(c *conn) error {
		for i, subject := range subjects {
			if err := ctx.Err(); err != nil {
				return err
			}
			quads, err := s.entity(c, subject)
			if err != nil {
				return err
			}
			entities[i] = quads
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return entities, nil
}

// entity reads the live quads of one subject.
func (s *Store) entity(c *conn, subject quad.Value) ([]quad.Quad, error) {
	stmt, err := c.entityOf(subject)
	if err != nil {
		return nil, err
	}
	c.page = c.page[:0]
	err = c.each(stmt, func(row *sqlite.Stmt) error {
		c.page = append(c.page, ids{0, id(row.ColumnInt64(0)), id(row.ColumnInt64(1)), id(row.ColumnInt64(2))})
		return nil
	})
	if err != nil || len(c.page) == 0 {
		return nil, err
	}
	quads := make([]quad.Quad, len(c.page))
	for i, ref := range c.page {
		quads[i].Subject = subject
		if err := s.describe(c, ref, &quads[i]); err != nil {
			return nil, err
		}
	}
	return quads, nil
}

// entityOf binds the statement that reads a subject's quads.
func (c *conn) entityOf(subject quad.Value) (*sqlite.Stmt, error) {
	if n, ok := inline(subject); ok {
		stmt, err := c.Prepare(sqlEntityByID)
		if err != nil {
			return nil, explain(c.path, err)
		}
		stmt.BindInt64(1, int64(n))
		return stmt, nil
	}
	e, err := entryOf(subject)
	if err != nil {
		return nil, err
	}
	stmt, err := c.Prepare(sqlEntity)
	if err != nil {
		return nil, explain(c.path, err)
	}
	stmt.BindInt64(1, e.hash())
	stmt.BindInt64(2, int64(e.kind))
	stmt.BindText(3, e.text)
	stmt.BindText(4, e.extra)
	return stmt, nil
}

// named turns ids into values, through the cache.
func (s *Store) named(c *conn, ref ids) (q quad.Quad, err error) {
	if q.Subject, err = s.name(c, ref.s); err != nil {
		return q, err
	}
	return q, s.describe(c, ref, &q)
}

// describe fills in what a quad says of its subject.
func (s *Store) describe(c *conn, ref ids, q *quad.Quad) (err error) {
	if q.Predicate, err = s.name(c, ref.p); err != nil {
		return err
	}
	if q.Object, err = s.name(c, ref.o); err != nil {
		return err
	}
	if ref.g != 0 {
		q.Label, err = s.name(c, ref.g)
	}
	return err
}

func (s *Store) name(c *conn, n id) (quad.Value, error) {
	if n < 0 {
		return n.inlined(), nil
	}
	if v, ok := s.values.get(n); ok {
		return v, nil
	}
	v, err := c.valueOf(n)
	if err != nil {
		return nil, err
	}
	s.values.put(n, v)
	return v, nil
}

// Scan calls fn with every live quad of one revision, subject by subject. It
// holds the whole dictionary in memory while it runs, as the index that it is
// meant to rebuild does afterwards. It stops at fn's first error and returns it,
// and returns the context's error if that ends first. fn must not call the store.
func (s *Store) Scan(ctx context.Context, fn func(quad.Quad) error) error {
	return cancelled(ctx, s.read(ctx, func(c *conn) error {
		defer c.interruptible(ctx)()
		return c.scan(fn)
	}))
}

func (c *conn) scan(fn func(quad.Quad) error) error {
	names, err := c.dictionary()
	if err != nil {
		return err
	}
	return c.query(sqlScan, func(row *sqlite.Stmt) error {
		ref := ids{id(row.ColumnInt64(0)), id(row.ColumnInt64(1)), id(row.ColumnInt64(2)), id(row.ColumnInt64(3))}
		q, err := names.quad(ref)
		if err != nil {
			return err
		}
		return fn(q)
	})
}
