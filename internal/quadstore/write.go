package quadstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"github.com/cayleygraph/quad"
	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// writer owns the only connection that writes and the lock on the file.
type writer struct {
	turn     chan struct{} // holds a token while nobody writes
	disk     disk
	path     string
	maxBytes int64
	memory   int64
	patience time.Duration
	again    time.Duration
	// tidyAfter is after how many quads a load empties the log.
	tidyAfter int64
	// conn is nil while the file could not be opened again after a failure.
	conn    *conn
	readers *pool
	lock    *lock
	now     func() time.Time
	logger  *slog.Logger
	log     *checkpointer
	// chunk is the number of quads that a load sorts at once.
	chunk int
	// suspect is set while pages that the engine counts as copied may not be in the
	// file, see distrust.
	suspect atomic.Bool
}

func startWriter(path string, opts Options, readers *pool) (*writer, error) {
	l, err := acquireLock(path)
	if err != nil {
		return nil, err
	}
	// What a killed import left behind is of use to nobody, and the lock says that
	// none is running.
	if err := os.RemoveAll(bulkFolder(path)); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot remove the temporary files of an import that was killed: %w (%w)", record.ErrUnavailable, err), l.release())
	}
	w := newWriter(path, opts, readers, l)
	if err := l.sign(); err != nil {
		w.logger.Warn("store: who writes to it cannot be noted", "file", path, "error", err)
	}
	w.recheck()
	if err := w.connect(); err != nil {
		return nil, errors.Join(err, w.closeConns(), l.release())
	}
	if err := w.conn.certain(); err != nil {
		w.logger.Error("store: it can be read, and not written yet", "file", path, "error", err)
	}
	if w.suspect.Load() {
		w.log.awake()
	}
	go w.log.run()
	w.turn <- struct{}{}
	return w, nil
}

func newWriter(path string, opts Options, readers *pool, l *lock) *writer {
	memory := opts.WriteMemory
	if memory <= 0 {
		memory = 64 << 20
	}
	w := &writer{
		turn: make(chan struct{}, 1), disk: opts.disk, path: path, maxBytes: opts.MaxBytes, memory: memory,
		patience: defaulted(opts.patience, pauseLimit), again: defaulted(opts.again, settleEvery), tidyAfter: defaulted(opts.tidyAfter, emptyAfter),
		readers: readers, lock: l, now: opts.Now, logger: opts.Logger, chunk: int(max(1000, memory/quadBytes)),
	}
	if w.now == nil {
		w.now = time.Now
	}
	if w.logger == nil {
		w.logger = slog.New(slog.DiscardHandler)
	}
	w.log = newCheckpointer(w)
	return w
}

// recheck looks after what a process left behind that did not end by closing: it may
// have known the file to be suspect. Where another process reads the file, what the
// engine counted as copied counts on, and the log must be copied once that has ended.
func (w *writer) recheck() {
	if found, err := os.Stat(w.path); err != nil || found.Size() == 0 {
		w.lock.unclean = false
	}
	if !w.lock.unclean {
		return
	}
	if err := w.copyAlone(); err != nil {
		w.suspect.Store(true)
		w.logger.Warn("store: it was not closed, and its log is copied once nobody reads it", "file", w.path, "error", err)
	}
}

func (w *writer) close() error {
	if _, open := <-w.turn; !open {
		return nil
	}
	close(w.turn)
	w.log.stop()
	// The engine would copy the log now, and not tell whether it could.
	if !w.suspect.Load() {
		w.log.copy()
	}
	if w.suspect.Load() {
		return w.closeSuspect()
	}
	return errors.Join(w.closeConns(), w.lock.release())
}

// closeSuspect tries for the last time to make the file whole. Where that fails, the
// log stays, with all that was acknowledged, and the lock with its text, so that the
// next who opens the file copies the log again.
func (w *writer) closeSuspect() error {
	err := w.certain()
	if gone := w.disconnect(); gone != nil {
		w.lock.unclean = true
		return errors.Join(gone, w.closeConns(), w.lock.release())
	}
	if err == nil {
		err = w.copyAlone()
	}
	if err != nil {
		w.logger.Error("store: the log could not be copied; it is copied when the store is next opened, and must stay beside the file until then", "file", w.path, "error", err)
		w.lock.unclean = true
	}
	return w.lock.release()
}

// Batch is what one revision changes.
type Batch struct {
	// Remove lists quads that are live; each ceases to be, its row stays.
	Remove []quad.Quad
	// Add lists quads to assert; those already live keep their row.
	Add []quad.Quad
	// Changeset names what caused the change; empty for none.
	Changeset string
	// At is the time of the revision; zero means now.
	At time.Time
}

// Commit makes the batch durable as one revision and returns it. If the batch
// changes nothing, there is no new revision: changed is false and the latest
// revision's number is returned.
//
// On an error nothing of the batch is visible, now or after a later commit; of
// record.ErrUncertain that is true only if a later commit succeeds before the process
// ends.
// Errors: record.ErrNotFound if a quad to remove is not live; record.ErrInvalid
// if a quad lacks a part or is both added and removed; record.ErrConflict if the
// changeset is committed already; record.ErrUnavailable if the disk refuses.
func (s *Store) Commit(ctx context.Context, b Batch) (rev Revision, changed bool, err error) {
	err = s.transact(ctx, b.Changeset, b.At, func(t *tx) error {
		removes, err := t.existing(b.Remove)
		if err != nil {
			return err
		}
		adds, err := t.resolve(b.Add)
		if err != nil {
			return err
		}
		if err := contradiction(removes, b.Remove, adds); err != nil {
			return err
		}
		if err := t.remove(removes); err != nil {
			return err
		}
		return t.add(adds)
	}, &rev)
	return rev, rev.Added+rev.Removed > 0, err
}

// contradiction refuses a quad on both sides: which of the two was meant cannot
// be told, and either guess would be wrong for somebody.
func contradiction(removes []ids, names []quad.Quad, adds []ids) error {
	removed := make(map[ids]int, len(removes))
	for i, q := range removes {
		if _, twice := removed[q]; twice {
			return fmt.Errorf("%s is removed twice in one batch: %w", names[i].NQuad(), record.ErrInvalid)
		}
		removed[q] = i
	}
	for _, q := range adds {
		if i, both := removed[q]; both {
			return fmt.Errorf("%s is both added and removed in one batch: %w", names[i].NQuad(), record.ErrInvalid)
		}
	}
	return nil
}

// transact runs change as the next revision. The revision is written to rev; its
// counts are zero, and its number the latest one, if change changed nothing.
func (s *Store) transact(ctx context.Context, changeset string, at time.Time, change func(*tx) error, rev *Revision) error {
	w := s.writer
	if w == nil {
		return fmt.Errorf("%s is open for reading only: %w", s.path, record.ErrUnsupported)
	}
	select {
	case _, open := <-w.turn:
		if !open {
			return ErrClosed
		}
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { w.turn <- struct{}{} }()
	if at.IsZero() {
		at = w.now()
	}
	done, err := w.attempt(ctx, Revision{At: at.UTC().Truncate(time.Microsecond), Changeset: changeset}, change)
	if err != nil {
		return cancelled(ctx, err)
	}
	w.log.changed(done.Added + done.Removed)
	*rev = done
	return nil
}

// attempt is one transaction from begin to commit or rollback.
func (w *writer) attempt(ctx context.Context, rev Revision, change func(*tx) error) (Revision, error) {
	if err := w.usable(); err != nil {
		return Revision{}, err
	}
	if err := w.conn.exec(sqlBegin); err != nil {
		return Revision{}, err
	}
	done, err := w.fill(ctx, rev, change)
	if err == nil && done.Added+done.Removed > 0 {
		// From here on the context is ignored: a commit that was interrupted
		// half-way could not be reported truthfully.
		return done, w.conn.commit()
	}
	return done, errors.Join(err, w.conn.rollback())
}

func (w *writer) fill(ctx context.Context, rev Revision, change func(*tx) error) (Revision, error) {
	defer w.conn.interruptible(ctx)()
	t, err := begin(ctx, w.conn)
	if err != nil {
		return Revision{}, err
	}
	if err := t.checkChangeset(rev.Changeset); err != nil {
		return Revision{}, err
	}
	if err := change(t); err != nil {
		return Revision{}, err
	}
	rev.Added, rev.Removed = t.added, t.removed
	if t.added+t.removed == 0 {
		rev.Number = t.before.revision
		return rev, nil
	}
	rev.Number = t.revision
	return rev, t.finish(rev)
}

// usable makes sure that no transaction of an earlier failure is still open: the
// next commit would make its leftovers durable under its own name.
func (w *writer) usable() error {
	if err := w.connect(); err != nil {
		return err
	}
	if err := w.conn.rollback(); err != nil {
		return err
	}
	return w.conn.certain()
}

// checkChangeset refuses to commit one changeset twice, so that a retry after an
// unclear answer cannot apply it again.
func (t *tx) checkChangeset(changeset string) error {
	if changeset == "" {
		return nil
	}
	stmt, err := t.conn.Prepare(sqlChangesetRev)
	if err != nil {
		return explain(t.conn.path, err)
	}
	stmt.BindText(1, changeset)
	return t.conn.each(stmt, func(row *sqlite.Stmt) error {
		return fmt.Errorf("changeset %s is committed already, as revision %d: %w", changeset, row.ColumnInt64(0), record.ErrConflict)
	})
}

// finish writes the counters and the revision's own row.
func (t *tx) finish(rev Revision) error {
	if err := t.writeStatistics(); err != nil {
		return err
	}
	st := t.after
	if err := t.conn.exec(sqlSetState, rev.Number, int64(st.lastValue), st.nodes, st.quads); err != nil {
		return err
	}
	stmt, err := t.conn.Prepare(sqlAddRevision)
	if err != nil {
		return explain(t.conn.path, err)
	}
	for i, n := range []int64{rev.Number, rev.At.UnixMicro(), 0, rev.Added, rev.Removed} {
		stmt.BindInt64(i+1, n)
	}
	stmt.BindText(3, rev.Changeset)
	if err := t.conn.each(stmt, noRows); err != nil {
		return err
	}
	return t.writeSubjects(rev.Number)
}

func noRows(*sqlite.Stmt) error { return nil }

func (t *tx) writeSubjects(revision int64) error {
	stmt, err := t.conn.Prepare(sqlAddSubjects)
	if err != nil {
		return explain(t.conn.path, err)
	}
	stmt.BindInt64(1, revision)
	packed := t.packed
	if packed == nil {
		packed = packSubjects(t.sortedSubjects())
	}
	stmt.BindBytes(2, packed)
	return t.conn.each(stmt, noRows)
}
