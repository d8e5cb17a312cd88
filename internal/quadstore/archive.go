package quadstore

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/cayleygraph/quad"
	"github.com/google/uuid"
	"zombiezen.com/go/sqlite"

	"onrecord/internal/quads"
	"onrecord/internal/record"
)

// What follows answers what was known when. It reads the rows of single subjects,
// and never goes through all of them.

// Revisions lists at most limit revisions, the newest first, those before one or,
// where it is 0, from the newest.
func (r *Records) Revisions(ctx context.Context, before record.Revision, limit int) (all []record.Made, err error) {
	if before == 0 {
		before = math.MaxInt64
	}
	err = r.store.readOnce(ctx, func(c *conn) error {
		return c.query(sqlRevisionsDown, func(row *sqlite.Stmt) error {
			made, err := madeOf(row)
			all = append(all, made)
			return err
		}, int64(before), int64(limit))
	})
	return all, cancelled(ctx, err)
}

func madeOf(row *sqlite.Stmt) (record.Made, error) {
	made := record.Made{Revision: record.Revision(row.ColumnInt64(0)), At: time.UnixMicro(row.ColumnInt64(1)).UTC()}
	text := row.ColumnText(2)
	if text == "" {
		return made, nil
	}
	id, err := uuid.Parse(text)
	if err != nil {
		return made, fmt.Errorf("%w store: revision %d has the changeset %q", record.ErrCorrupt, made.Revision, text)
	}
	made.Changeset = record.ChangesetID(id)
	return made, nil
}

// RevisionOf is the revision that a changeset made, or record.ErrNotFound.
func (r *Records) RevisionOf(ctx context.Context, by record.ChangesetID) (found record.Revision, err error) {
	err = r.store.readOnce(ctx, func(c *conn) error {
		stmt, err := c.Prepare(sqlChangesetRev)
		if err != nil {
			return explain(c.path, err)
		}
		stmt.BindText(1, by.String())
		return c.each(stmt, func(row *sqlite.Stmt) error {
			found = record.Revision(row.ColumnInt64(0))
			return nil
		})
	})
	if err == nil && found == 0 {
		err = fmt.Errorf("%w: no revision was made by changeset %s", record.ErrNotFound, by)
	}
	return found, cancelled(ctx, err)
}

// RevisionAt is the newest revision that was made at or before an instant; 0 where
// none was.
func (r *Records) RevisionAt(ctx context.Context, at time.Time) (found record.Revision, err error) {
	err = r.store.readOnce(ctx, func(c *conn) error {
		return c.query(sqlRevisionAt, func(row *sqlite.Stmt) error {
			found = record.Revision(row.ColumnInt64(0))
			return nil
		}, at.UnixMicro())
	})
	return found, cancelled(ctx, err)
}

// Touched are the records that revisions after one, up to another, changed, each
// once, in no particular order. More than limit are record.ErrTooLarge.
func (r *Records) Touched(ctx context.Context, after, last record.Revision, limit int) (all []uuid.UUID, err error) {
	err = r.store.read(ctx, func(c *conn) error {
		seen := map[id]bool{}
		for n := after + 1; n <= last; n++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			packed, err := c.touched(int64(n))
			if err != nil {
				return err
			}
			subjects, err := unpackSubjects(packed)
			if err != nil {
				return fmt.Errorf("revision %d of %s: %w", n, c.path, err)
			}
			for _, s := range subjects {
				seen[s] = true
			}
			if len(seen) > limit {
				return fmt.Errorf("%w distance: more than %d records were changed between revisions %d and %d", record.ErrTooLarge, limit, after, last)
			}
		}
		all, err = r.idsOf(c, seen)
		return err
	})
	return all, cancelled(ctx, err)
}

func (r *Records) idsOf(c *conn, subjects map[id]bool) ([]uuid.UUID, error) {
	all := make([]uuid.UUID, 0, len(subjects))
	for n := range subjects {
		v, err := r.store.name(c, n)
		if err != nil {
			return nil, err
		}
		id, err := quads.ParseIRI(v)
		if err != nil {
			return nil, fmt.Errorf("%w store: %s has a subject that is no record: %v", record.ErrCorrupt, c.path, err)
		}
		all = append(all, id)
	}
	return all, nil
}

// TouchedBy lists at most limit of the revisions that changed a record, the newest
// first, those before one or, where it is 0, from the newest.
func (r *Records) TouchedBy(ctx context.Context, of uuid.UUID, before record.Revision, limit int) (all []record.Revision, err error) {
	if before == 0 {
		before = math.MaxInt64
	}
	err = r.store.read(ctx, func(c *conn) error {
		n, err := c.idOf(quads.IRI(of))
		if n == 0 || err != nil {
			return err
		}
		return c.query(sqlTouchedBy, func(row *sqlite.Stmt) error {
			all = append(all, record.Revision(row.ColumnInt64(0)))
			return nil
		}, int64(n), int64(before), int64(limit))
	})
	return all, cancelled(ctx, err)
}

// RecordsAt are records as they stood at a revision, in the order asked for; nil
// where there was none under an id.
func (r *Records) RecordsAt(ctx context.Context, wanted []uuid.UUID, at record.Revision) ([]record.Record, error) {
	all := make([]record.Record, len(wanted))
	err := r.store.read(ctx, func(c *conn) error {
		for i, id := range wanted {
			if err := ctx.Err(); err != nil {
				return err
			}
			then, err := r.store.entityAt(c, quads.IRI(id), int64(at))
			if err != nil {
				return err
			}
			if len(then) == 0 {
				continue
			}
			if all[i], err = quads.Decode(then); err != nil {
				return fmt.Errorf("%s at revision %d: %w", c.path, at, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, cancelled(ctx, err)
	}
	return all, nil
}

// entityAt reads the quads of a subject that were live at a revision.
func (s *Store) entityAt(c *conn, subject quad.Value, at int64) ([]quad.Quad, error) {
	n, err := c.idOf(subject)
	if n == 0 || err != nil {
		return nil, err
	}
	var refs []ids
	err = c.query(sqlEntityAt, func(row *sqlite.Stmt) error {
		refs = append(refs, ids{0, id(row.ColumnInt64(0)), id(row.ColumnInt64(1)), id(row.ColumnInt64(2))})
		return nil
	}, int64(n), at)
	if err != nil {
		return nil, err
	}
	all := make([]quad.Quad, len(refs))
	for i, ref := range refs {
		all[i].Subject = subject
		if err := s.describe(c, ref, &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}
