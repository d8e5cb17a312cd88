package quadstore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// side is a small file beside the graph's, with a table or two of its own. Several
// processes may use it at a time: each statement is a transaction.
type side struct {
	mu   sync.Mutex
	conn *conn
}

// openSide opens a file, making it where there is none. The application id marks it;
// the schema must leave existing tables alone.
func openSide(path string, application int64, schema string) (*side, error) {
	raw, err := sqlite.OpenConn(path, sqlite.OpenReadWrite, sqlite.OpenCreate)
	if err != nil {
		return nil, explain(path, err)
	}
	c := &conn{Conn: raw, path: path, ranges: make(map[rangeKey]string)}
	c.SetBusyTimeout(5 * time.Second)
	if err := c.prepareSide(application, schema); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return &side{conn: c}, nil
}

func (c *conn) prepareSide(application int64, schema string) error {
	found, err := c.pragma("application_id")
	if err != nil {
		return err
	}
	pages, err := c.pragma("page_count")
	if err != nil {
		return err
	}
	version, err := c.pragma("user_version")
	if err != nil {
		return err
	}
	switch {
	case found != application && pages > 0:
		return fmt.Errorf("%s is a file of another program: %w", c.path, record.ErrCorrupt)
	case version > sideVersion:
		return fmt.Errorf("%s has layout %d, this program knows layouts up to %d; use a newer program: %w", c.path, version, sideVersion, record.ErrUnsupported)
	}
	identity := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", application, sideVersion)
	return c.script(sqlSidePragmas + "BEGIN IMMEDIATE;" + schema + identity + "COMMIT;")
}

// Close ends the use of the file.
func (s *side) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conn.Close()
}

// do runs one statement.
func (s *side) do(ctx context.Context, sql string, bind func(*sqlite.Stmt), row func(*sqlite.Stmt) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	stmt, err := s.conn.Prepare(sql)
	if err != nil {
		return explain(s.conn.path, err)
	}
	bind(stmt)
	return s.conn.each(stmt, row)
}

func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicro(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}
