package quadstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"zombiezen.com/go/sqlite"
)

// Options of [Open]. The zero value suits a server.
type Options struct {
	// ReadOnly opens beside a writer, or alone; writing calls are refused.
	ReadOnly bool
	// Readers is the number of reads that may run at once; 0 means 8.
	Readers int
	// MaxBytes bounds the data file (not its write-ahead log); 0 means no bound.
	// A change that would exceed it fails and leaves nothing behind.
	MaxBytes int64
	// CachedValues is the number of values kept in memory; 0 means 65,536.
	CachedValues int
	// WriteMemory bounds what a write keeps in memory before it goes to disk, in
	// bytes: the pages it changes and, beside them, the quads that a load sorts
	// at once; 0 means 64 MiB. A load is faster with more.
	WriteMemory int64
	// Logger is told of failures of the disk that no call returns, because what was
	// called is done nevertheless, and of their end; nil means nobody is.
	Logger *slog.Logger
	// Now gives the time of a revision that names none; nil means time.Now.
	Now func() time.Time

	// What follows is for tests; zero values are what suits a server.

	disk disk
	// patience is pauseLimit, again is settleEvery.
	patience, again time.Duration
	// tidyAfter is emptyAfter.
	tidyAfter int64
}

// Store is an open store. Its methods may be called from any goroutine, also
// from several at once.
type Store struct {
	path    string
	disk    disk
	readers *pool
	writer  *writer // nil if read-only
	values  *valueCache
	failure sticky
}

// Open opens the store in the file at path, creating it if there is none (unless
// read-only). Errors: record.ErrLocked if another process writes to it, naming
// the process; record.ErrCorrupt if the file is damaged or not a store;
// record.ErrUnsupported if a newer program wrote it; record.ErrNotFound if it is
// to be read and does not exist; record.ErrUnavailable if the file system refuses.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	path, err := realPath(path)
	if err != nil {
		return nil, err
	}
	s := &Store{
		path:    path,
		disk:    opts.disk,
		readers: newPool(opts.disk, path, defaulted(opts.Readers, 8)),
		values:  newValueCache(defaulted(opts.CachedValues, 1<<16)),
	}
	if !opts.ReadOnly {
		if s.writer, err = startWriter(path, opts, s.readers); err != nil {
			return nil, err
		}
	}
	// The first read finds a damaged file now, not at the first request.
	if _, err := s.state(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func defaulted[N int | int64 | time.Duration](n, otherwise N) N {
	if n > 0 {
		return n
	}
	return otherwise
}

// realPath follows links, so that one store has one lock under all its names.
func realPath(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("cannot resolve %s: %w", path, err)
	}
	real, err := filepath.EvalSymlinks(abs)
	if errors.Is(err, os.ErrNotExist) {
		return abs, nil
	}
	if err != nil {
		return "", fmt.Errorf("cannot resolve %s: %w", path, err)
	}
	return real, nil
}

// Close waits for running reads and for the running write. It returns the first
// failure; the store cannot be used afterwards.
func (s *Store) Close() error {
	err := s.readers.close()
	if s.writer == nil {
		return err
	}
	return errors.Join(err, s.writer.close())
}

// state is the one row of counters.
type state struct {
	revision  int64
	lastValue id
	nodes     int64
	quads     int64
}

func (c *conn) state() (st state, err error) {
	rows := 0
	err = c.query(sqlState, func(row *sqlite.Stmt) error {
		rows++
		st = state{row.ColumnInt64(0), id(row.ColumnInt64(1)), row.ColumnInt64(2), row.ColumnInt64(3)}
		return nil
	})
	if err == nil && rows != 1 {
		err = fmt.Errorf("%s has lost its counters: %w", c.path, errNoState)
	}
	return st, err
}

func (s *Store) state(ctx context.Context) (st state, err error) {
	err = s.readOnce(ctx, func(c *conn) error {
		st, err = c.state()
		return err
	})
	return st, err
}
