package quadstore

import (
	"context"
	"fmt"

	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// Verify reads the whole file and reports the first damage: pages that SQLite
// finds broken, indexes or counters that disagree with the quads. It takes
// seconds per million quads.
func (s *Store) Verify(ctx context.Context) error {
	return cancelled(ctx, s.read(ctx, func(c *conn) error {
		defer c.interruptible(ctx)()
		err := c.query(sqlIntegrity, func(row *sqlite.Stmt) error {
			if verdict := row.ColumnText(0); verdict != "ok" {
				return fmt.Errorf("%s is damaged (%s); restore it from a backup: %w", s.path, verdict, record.ErrCorrupt)
			}
			return nil
		})
		if err != nil {
			return err
		}
		return c.query(sqlCountsMatch, func(row *sqlite.Stmt) error {
			if row.ColumnInt64(0) != 1 {
				return fmt.Errorf("the indexes or counters of %s disagree with its quads; restore it from a backup: %w", s.path, record.ErrCorrupt)
			}
			return nil
		})
	}))
}
