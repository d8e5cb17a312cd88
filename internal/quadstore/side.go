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
	open func() (*conn, error)
	conn *conn // nil while the file could not be opened again
	// changes counts those since the log was copied.
	changes int
}

// copySideAfter is how many changes make it worth to copy the log of a side file.
const copySideAfter = 500

// openSide opens a file, making it where there is none. The application id marks it;
// the schema must leave existing tables alone.
func openSide(d disk, path string, application int64, schema string) (*side, error) {
	s := &side{open: func() (*conn, error) {
		c, err := d.openWriting(path)
		if err != nil {
			return nil, err
		}
		c.SetBusyTimeout(5 * time.Second)
		if err := c.prepareSide(application, schema); err != nil {
			return nil, errors.Join(err, c.Close())
		}
		return c, nil
	}}
	return s, s.connect()
}

func (s *side) connect() (err error) {
	if s.conn == nil {
		s.conn, err = s.open()
	}
	return err
}

// prepareSide makes a file that is blank, and brings one of an earlier layout forward.
func (c *conn) prepareSide(application int64, schema string) error {
	blank, err := c.blank()
	if err != nil {
		return err
	}
	version, err := c.sideLayout(application, blank)
	if err != nil {
		return err
	}
	if err := c.script(sqlSidePragmas); err != nil {
		return err
	}
	if !blank || version > 0 {
		return c.migrate(version, sideMigrations())
	}
	// Another process may have been faster, which the schema allows for.
	identity := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", application, sideVersion)
	return c.script("BEGIN IMMEDIATE;" + schema + identity + "COMMIT;")
}

// sideMigrations are for the files of tokens and of proposals what migrations are for
// the store. The first released layout is the present one still.
func sideMigrations() []string { return nil }

// sideLayout is the layout of a file. It refuses one that is another program's, or of a
// newer one; a blank one may have none yet.
func (c *conn) sideLayout(application int64, blank bool) (version int64, err error) {
	found, err := c.pragma("application_id")
	if err != nil {
		return 0, err
	}
	version, err = c.pragma("user_version")
	switch {
	case err != nil:
		return 0, err
	case blank && found == 0 && version == 0:
		return 0, nil
	case found != application:
		return 0, fmt.Errorf("%s is a file of another program: %w", c.path, record.ErrCorrupt)
	case version > sideVersion:
		return 0, fmt.Errorf("%s has layout %d, this program knows layouts up to %d; use a newer program: %w", c.path, version, sideVersion, record.ErrUnsupported)
	}
	return version, nil
}

// Close ends the use of the file.
func (s *side) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.disconnect()
}

func (s *side) disconnect() error {
	if s.conn == nil {
		return nil
	}
	err := s.conn.Close()
	s.conn = nil
	return err
}

// read runs one statement that changes nothing.
func (s *side) read(ctx context.Context, sql string, bind func(*sqlite.Stmt), row func(*sqlite.Stmt) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.do(ctx, sql, bind, row)
}

// change runs one statement that changes something. On an error nothing of it is
// there, now or later, unless the error is record.ErrUncertain.
func (s *side) change(ctx context.Context, sql string, bind func(*sqlite.Stmt), row func(*sqlite.Stmt) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.connect(); err != nil {
		return err
	}
	if err := s.conn.certain(); err != nil {
		return err
	}
	if err := s.do(ctx, sql, bind, row); err != nil {
		return s.conn.failed(err)
	}
	s.copyLog()
	return nil
}

// copyLog lets the log be copied now and then, by closing the file: who closes it last
// copies the whole log, with nothing counted as copied before, see distrust. Nobody
// copies it otherwise. Beside another process it waits for that one to close the file.
func (s *side) copyLog() {
	if s.changes++; s.changes < copySideAfter {
		return
	}
	s.changes = 0
	// What fails here is found again, and told, by who next uses the file; the log keeps
	// what was changed.
	_ = s.disconnect()
}

func (s *side) do(ctx context.Context, sql string, bind func(*sqlite.Stmt), row func(*sqlite.Stmt) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.connect(); err != nil {
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
