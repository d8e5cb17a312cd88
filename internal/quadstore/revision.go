package quadstore

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// Revision is one durable change of the store.
type Revision struct {
	// Number counts from 1 without gaps; 0 is the empty store.
	Number int64
	// At is when it was written, to the microsecond, in UTC.
	At time.Time
	// Changeset names what caused it; empty for none. No two revisions share one.
	Changeset string
	// Added and Removed count the quads that became live and ceased to be.
	Added, Removed int64
}

// Revision is the number of the latest revision, 0 for an empty store.
func (s *Store) Revision(ctx context.Context) (int64, error) {
	st, err := s.state(ctx)
	return st.revision, err
}

// Revisions lists at most limit revisions after the given number, in order.
func (s *Store) Revisions(ctx context.Context, after int64, limit int) ([]Revision, error) {
	var found []Revision
	err := s.readOnce(ctx, func(c *conn) error {
		return c.query(sqlRevisions, func(row *sqlite.Stmt) error {
			found = append(found, Revision{
				Number:    row.ColumnInt64(0),
				At:        time.UnixMicro(row.ColumnInt64(1)).UTC(),
				Changeset: row.ColumnText(2),
				Added:     row.ColumnInt64(3),
				Removed:   row.ColumnInt64(4),
			})
			return ctx.Err()
		}, after, int64(limit))
	})
	return found, err
}

// packSubjects writes ascending ids as their differences: a change usually
// touches neighbours, so most take one byte.
func packSubjects(sorted []id) []byte {
	packed := make([]byte, 0, 2*len(sorted))
	last := id(0)
	for _, n := range sorted {
		packed = binary.AppendVarint(packed, int64(n-last))
		last = n
	}
	return packed
}

func unpackSubjects(packed []byte) ([]id, error) {
	var subjects []id
	last := id(0)
	for len(packed) > 0 {
		step, n := binary.Varint(packed)
		if n <= 0 {
			return nil, fmt.Errorf("the subjects of a revision cannot be read: %w", record.ErrCorrupt)
		}
		last += id(step)
		subjects, packed = append(subjects, last), packed[n:]
	}
	return subjects, nil
}
