package quadstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// conn is one connection to the engine with its prepared statements. It is used
// by one goroutine at a time.
type conn struct {
	*sqlite.Conn
	disk disk
	path string
	// unproven is set until the log that was found is known to be on the disk, see
	// certain.
	unproven bool
	// unsure is set while a commit that failed may be in the log, see failed.
	unsure bool
	// reused between reads, so that a small read allocates only its result
	page []ids
	// the texts of rangeSQL, which are few and not worth building twice
	ranges map[rangeKey]string
}

// rangeKey says which statement rangeSQL would build.
type rangeKey struct{ s, p, o, g, resume bool }

func (c *conn) rangeSQL(in order, fixed ids, resume bool) string {
	key := rangeKey{fixed.s != 0, fixed.p != 0, fixed.o != 0, fixed.g != 0, resume}
	sql, built := c.ranges[key]
	if !built {
		sql = rangeSQL(in, fixed, resume)
		c.ranges[key] = sql
	}
	return sql
}

// openWriter opens or creates the file for writing and sets it up.
func (d disk) openWriter(path string, maxBytes, memory int64) (*conn, error) {
	c, err := d.openWriting(path)
	if err != nil {
		return nil, err
	}
	if err := c.prepareFile(maxBytes, memory); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// prepareFile looks before it touches: the file of another program must come
// out of this unchanged.
func (c *conn) prepareFile(maxBytes, memory int64) error {
	layout, err := c.checkIdentity()
	if err != nil {
		return err
	}
	if err := c.script(fmt.Sprintf(sqlWriterPragmas, memory>>10)); err != nil {
		return err
	}
	if layout == 0 {
		err = c.create()
	} else {
		err = c.migrate(layout, migrations())
	}
	if err != nil {
		return err
	}
	if maxBytes <= 0 {
		return nil
	}
	return c.limitSize(maxBytes)
}

func (c *conn) limitSize(maxBytes int64) error {
	pageSize, err := c.pragma("page_size")
	if err != nil {
		return err
	}
	return c.script(fmt.Sprintf("PRAGMA max_page_count = %d;", max(1, maxBytes/pageSize)))
}

func (c *conn) create() error {
	identity := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", applicationID, layoutVersion)
	return c.script("BEGIN IMMEDIATE;" + sqlSchema + sqlSearchSchema + identity + "COMMIT;")
}

// script runs several statements, outside a transaction: some pragmas refuse to
// work inside one.
func (c *conn) script(sql string) error {
	for strings.TrimSpace(sql) != "" {
		stmt, trailing, err := c.PrepareTransient(sql)
		if err != nil {
			return explain(c.path, err)
		}
		if err := errors.Join(c.each(stmt, noRows), explain(c.path, stmt.Finalize())); err != nil {
			return err
		}
		sql = sql[len(sql)-trailing:]
	}
	return nil
}

func (c *conn) pragma(name string) (int64, error) {
	stmt, _, err := c.PrepareTransient("PRAGMA " + name)
	if err != nil {
		return 0, explain(c.path, err)
	}
	var n int64
	if _, err = stmt.Step(); err == nil {
		n = stmt.ColumnInt64(0)
	}
	return n, explain(c.path, errors.Join(err, stmt.Finalize()))
}

// checkIdentity tells the file's layout, 0 where it is still empty, and refuses
// files that are not ours or that a newer build wrote.
func (c *conn) checkIdentity() (layout int64, err error) {
	application, err := c.pragma("application_id")
	if err != nil {
		return 0, err
	}
	version, err := c.pragma("user_version")
	if err != nil {
		return 0, err
	}
	blank, err := c.blank()
	switch {
	case err != nil:
		return 0, err
	case application == 0 && version == 0 && blank:
		return 0, nil
	case application != applicationID:
		return 0, fmt.Errorf("%s is a SQLite file of another program, not a store; name another file: %w", c.path, record.ErrCorrupt)
	case version > layoutVersion:
		return 0, fmt.Errorf("%s has layout %d, this program knows layouts up to %d; use a newer program: %w", c.path, version, layoutVersion, record.ErrUnsupported)
	case version < 1:
		return 0, fmt.Errorf("%s has the impossible layout %d: %w", c.path, version, record.ErrCorrupt)
	}
	complete, err := c.has(sqlHasTables)
	if err == nil && !complete {
		err = fmt.Errorf("%s has lost its tables: %w", c.path, errNoState)
	}
	return version, err
}

// blank reports that the file holds nothing of anybody: it is empty, or somebody began
// to make a database of it, as we do ourselves, and was cut short.
func (c *conn) blank() (yes bool, err error) {
	err = c.query(sqlIsBlank, func(row *sqlite.Stmt) error {
		yes = row.ColumnInt64(0) != 0
		return nil
	})
	return yes, err
}

// openReader opens an existing store for reading, beside a writer or alone.
func (d disk) openReader(path string) (*conn, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no store at %s: %w", path, record.ErrNotFound)
	}
	c, err := d.open(path, sqlite.OpenReadOnly)
	if err != nil {
		return nil, err
	}
	layout, err := c.checkIdentity()
	switch {
	case err == nil && layout == 0:
		err = fmt.Errorf("%s is empty, not a store: %w", path, record.ErrCorrupt)
	case err == nil:
		err = c.outdated(layout)
	}
	if err == nil {
		err = c.script(sqlReaderPragmas)
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// query runs a statement whose parameters are all integers and calls row for
// each result row.
func (c *conn) query(sql string, row func(*sqlite.Stmt) error, args ...int64) (err error) {
	stmt, err := c.Prepare(sql)
	if err != nil {
		return explain(c.path, err)
	}
	for i, n := range args {
		stmt.BindInt64(i+1, n)
	}
	return c.each(stmt, row)
}

// each steps through a bound statement and leaves it ready for its next use.
func (c *conn) each(stmt *sqlite.Stmt, row func(*sqlite.Stmt) error) error {
	for {
		more, err := stmt.Step()
		if err != nil {
			return explain(c.path, err)
		}
		if !more {
			return explain(c.path, stmt.Reset())
		}
		if err := row(stmt); err != nil {
			return errors.Join(err, stmt.Reset())
		}
	}
}

// exec runs a statement without result rows.
func (c *conn) exec(sql string, args ...int64) error {
	return c.query(sql, func(*sqlite.Stmt) error { return nil }, args...)
}

// has reports whether a statement finds a row.
func (c *conn) has(sql string, args ...int64) (found bool, err error) {
	err = c.query(sql, func(*sqlite.Stmt) error { found = true; return nil }, args...)
	return found, err
}

// interruptible makes the engine stop in the middle of a long statement when the
// context ends; the returned function must be called when the work is done.
func (c *conn) interruptible(ctx context.Context) (release func()) {
	if ctx.Done() == nil {
		return func() {}
	}
	c.SetInterrupt(ctx.Done())
	return func() { c.SetInterrupt(nil) }
}

// explain turns the engine's codes into the kinds of package record, with the
// file and what to do.
func explain(path string, err error) error {
	if err == nil {
		return nil
	}
	var kind error
	var advice string
	switch sqlite.ErrCode(err).ToPrimary() {
	case sqlite.ResultCorrupt:
		kind, advice = record.ErrCorrupt, "is damaged; restore it from a backup"
	case sqlite.ResultNotADB:
		kind, advice = record.ErrCorrupt, "is not a store"
	case sqlite.ResultFull:
		kind, advice = record.ErrUnavailable, "cannot grow: the disk or its quota is full; nothing of this change was stored"
	case sqlite.ResultReadOnly, sqlite.ResultPerm, sqlite.ResultAuth:
		kind, advice = record.ErrUnavailable, "cannot be written; check the permissions of the file and of its directory"
	case sqlite.ResultCantOpen:
		kind, advice = record.ErrUnavailable, "cannot be opened; check that its directory exists and may be written"
	case sqlite.ResultIOErr:
		kind, advice = record.ErrUnavailable, "could not be read or written"
	case sqlite.ResultBusy, sqlite.ResultLocked:
		kind, advice = record.ErrLocked, "is in use by another program"
	case sqlite.ResultNoMem, sqlite.ResultTooBig:
		kind, advice = record.ErrTooLarge, "asks for too much memory"
	default:
		kind, advice = record.ErrUnavailable, "failed"
	}
	return fmt.Errorf("%s %s: %w (%w)", path, advice, kind, err)
}
