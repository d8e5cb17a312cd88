package quadstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// Backup writes a copy of one revision to a new file, whole and without gaps,
// beside a process that goes on writing: it reads in one transaction, which keeps
// the log from beginning anew until it ends, and no commit waits for it. The file
// must not exist; it is durable when Backup returns.
func (s *Store) Backup(ctx context.Context, to string) error {
	err := s.copyInto(ctx, to)
	if err == nil {
		err = errors.Join(s.disk.syncFile(to), s.disk.syncFile(filepath.Dir(to)))
	}
	return cancelled(ctx, err)
}

// copyInto uses a connection of its own: those of the pool are forbidden to write,
// wherever it be. It has a place in the pool nevertheless, see pause.
func (s *Store) copyInto(ctx context.Context, to string) (err error) {
	place, err := s.readers.acquire(ctx)
	if err != nil {
		return err
	}
	defer s.readers.release(place)
	c, err := s.disk.open(s.path, sqlite.OpenReadOnly)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	defer c.interruptible(ctx)()
	stmt, _, err := c.PrepareTransient(sqlBackup)
	if err != nil {
		return explain(c.path, err)
	}
	stmt.BindText(1, to)
	_, err = stmt.Step()
	if err = errors.Join(err, stmt.Finalize()); err == nil {
		return nil
	}
	if c.reading(err) {
		return explain(c.path, err)
	}
	return fmt.Errorf("the backup is not whole, the store is as it was: %w", explain(to, err))
}

// reading says whether a failure is one of what was read and not of what was written.
func (c *conn) reading(err error) bool {
	switch code := sqlite.ErrCode(err); code {
	case sqlite.ResultIOErrRead, sqlite.ResultIOErrShortRead:
		return true
	default:
		return code.ToPrimary() == sqlite.ResultCorrupt || code.ToPrimary() == sqlite.ResultNotADB
	}
}

// Compact gives back the space that a store no longer needs, and tells the sizes of
// its file in bytes, before and after. It writes everything anew, which takes as
// much space again while it runs, and the log as much once more.
func (s *Store) Compact(ctx context.Context) (before, after int64, err error) {
	w := s.writer
	if w == nil {
		return 0, 0, fmt.Errorf("%s is open for reading only: %w", s.path, record.ErrUnsupported)
	}
	select {
	case _, open := <-w.turn:
		if !open {
			return 0, 0, ErrClosed
		}
	case <-ctx.Done():
		return 0, 0, ctx.Err()
	}
	defer func() { w.turn <- struct{}{} }()
	if err := w.usable(); err != nil {
		return 0, 0, err
	}
	if w.suspect.Load() {
		return 0, 0, fmt.Errorf("%w: the log of %s must be copied first; see what its disk lacks, and try again", record.ErrUnavailable, s.path)
	}
	// What is in the log belongs to the file as well.
	if err := w.checkpoint(); err != nil {
		return 0, 0, err
	}
	if before, err = sizeOf(s.path); err != nil {
		return 0, 0, err
	}
	if err := w.compact(ctx); err != nil {
		return 0, 0, cancelled(ctx, err)
	}
	after, err = sizeOf(s.path)
	return before, after, err
}

func (w *writer) compact(ctx context.Context) error {
	release := w.conn.interruptible(ctx)
	err := errors.Join(w.conn.script(sqlMergeAllWords), w.conn.script(sqlVacuum))
	release()
	if err != nil {
		return errors.Join(w.conn.rollback(), w.conn.failed(err))
	}
	return w.checkpoint()
}

func sizeOf(path string) (int64, error) {
	found, err := os.Stat(path)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", record.ErrUnavailable, err)
	}
	return found.Size(), nil
}

// Restore puts a copy of a backup in the place of a store, whoever's place that is:
// a store that is there is record.ErrConflict unless replace is set, and then kept
// beside it under the name that is returned. The copy is verified before it takes
// the place, which it does at once: whenever the process ends, what was there before
// is there, or what was restored, whole.
func Restore(ctx context.Context, from, to string, replace bool) (aside string, err error) {
	if err := verifyFile(ctx, from); err != nil {
		return "", err
	}
	if to, err = realPath(to); err != nil {
		return "", err
	}
	l, err := acquireLock(to)
	if err != nil {
		return "", err
	}
	defer func() {
		l.unclean = l.unclean && err != nil
		err = errors.Join(err, l.release())
	}()
	if err := l.sign(); err != nil {
		return "", fmt.Errorf("cannot sign the lock of %s: %w (%w)", to, record.ErrUnavailable, err)
	}
	_, missing := os.Stat(to)
	if missing == nil && !replace {
		return "", fmt.Errorf("%w: there is a store at %s already", record.ErrConflict, to)
	}
	copied := to + ".restoring"
	if err := copyDurably(from, copied); err != nil {
		return "", errors.Join(err, removed(copied))
	}
	if err := verifyFile(ctx, copied); err != nil {
		return "", errors.Join(err, removed(copied))
	}
	if missing == nil {
		if aside, err = setAside(to); err != nil {
			return "", errors.Join(err, removed(copied))
		}
	}
	if err := os.Rename(copied, to); err != nil {
		return aside, fmt.Errorf("%w: %w", record.ErrUnavailable, err)
	}
	return aside, disk{}.syncFile(filepath.Dir(to))
}

// removed takes away a file that is of no use, with what reading it left beside it.
func removed(path string) error {
	var all []error
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}

func verifyFile(ctx context.Context, path string) error {
	s, err := Open(ctx, path, Options{ReadOnly: true})
	if err != nil {
		return err
	}
	return errors.Join(s.Verify(ctx), s.Close())
}

// setAside gives a store a second name. Its log is emptied into it first: a log that
// stayed would be taken for the next file's.
func setAside(path string) (aside string, err error) {
	if err := (disk{}).copyLogAlone(path); err != nil {
		return "", fmt.Errorf("the store that is there cannot be set aside whole; move %s and the files beside it yourself: %w", path, err)
	}
	aside = path + ".before-" + time.Now().UTC().Format("20060102T150405.000Z")
	if err := os.Link(path, aside); err != nil {
		return "", fmt.Errorf("%w: %w", record.ErrUnavailable, err)
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return aside, fmt.Errorf("%w: %w", record.ErrUnavailable, err)
		}
	}
	return aside, nil
}

func copyDurably(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("%w: %w", record.ErrUnavailable, err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return fmt.Errorf("%w: %w", record.ErrUnavailable, err)
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return fmt.Errorf("%w: %w", record.ErrUnavailable, err)
	}
	return nil
}
