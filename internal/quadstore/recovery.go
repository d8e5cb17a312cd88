package quadstore

import (
	"errors"
	"fmt"
	"time"

	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// A copying of the log that fails leaves the file suspect. The engine counts how many
// pages of the log are in the file, and copies no page twice. But a sync that failed
// may have lost pages that an earlier copying wrote and counted; a later sync says
// nothing of them, and the log that still has them would begin anew. So from the
// failure on nothing is copied, and the log keeps everything, until the file could be
// had alone: then the engine finds out anew what is in the log, counts nothing as
// copied, and copies all of it.

const (
	// pauseLimit is how long commits and new reads wait for the reads that run, so
	// that the file can be had alone.
	pauseLimit = time.Second
	// settleEvery is how long a suspect file waits for the next attempt.
	settleEvery = 5 * time.Second
)

// distrust notes that a copying failed. The first is told in the log.
func (w *writer) distrust(err error) {
	if w.suspect.CompareAndSwap(false, true) {
		w.logger.Error("store: the disk fails; everything that was acknowledged is kept in the log until it can be copied again", "file", w.path, "error", err)
	}
}

// Suspect reports that a copying of the log into the file failed and could not be made
// anew yet. Nothing is lost and everything goes on, but the log grows, and must not be
// taken away from beside the file.
func (s *Store) Suspect() bool { return s.writer != nil && s.writer.suspect.Load() }

// settle copies the whole log into the file of a store that goes on. The caller has
// the writer's turn and is the checkpointer's goroutine, or that has ended.
func (w *writer) settle() (err error) {
	if err := w.certain(); err != nil {
		return err
	}
	resume, err := w.readers.pause(w.patience)
	if err != nil {
		return err
	}
	defer resume()
	if err := w.disconnect(); err != nil {
		return err
	}
	if err := errors.Join(w.copyAlone(), w.connect()); err != nil {
		return err
	}
	w.suspect.Store(false)
	w.logger.Info("store: the file is whole again", "file", w.path)
	return nil
}

// certain makes sure that the log holds no commit that failed: the engine would find
// it there.
func (w *writer) certain() error {
	if w.conn == nil {
		return nil // it was before the connection was closed
	}
	return errors.Join(w.conn.rollback(), w.conn.certain())
}

// disconnect closes the writing connections. The last connection to a file copies the
// log as it closes, pages that are counted as copied excepted, and removes it. One
// that only reads cannot.
func (w *writer) disconnect() error {
	last, err := w.disk.openReader(w.path)
	if err != nil {
		return err
	}
	return errors.Join(w.closeConns(), last.Close())
}

func (w *writer) closeConns() error {
	err := w.log.disconnect()
	if w.conn != nil {
		err = errors.Join(err, w.conn.Close())
		w.conn = nil
	}
	return err
}

// copyAlone copies the whole log into the file, after which the file can be trusted.
func (w *writer) copyAlone() error {
	if err := w.disk.copyLogAlone(w.path); err != nil {
		return err
	}
	w.lock.unclean = false
	return nil
}

// copyLogAlone copies the whole log into the file by a connection that nobody has one
// beside. Somebody who has is record.ErrLocked.
func (d disk) copyLogAlone(path string) (err error) {
	c, err := d.open(path, sqlite.OpenReadWrite)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	c.SetBusyTimeout(0)
	if err := c.script(sqlAlonePragmas); err != nil {
		return err
	}
	// The first read finds out what is in the log.
	if _, err := c.has(sqlHasTables); err != nil {
		return err
	}
	left := true
	err = c.query(sqlCheckpoint, func(row *sqlite.Stmt) error {
		left = row.ColumnInt64(0) != 0 || row.ColumnInt64(1) > 0 // -1 where there is no log
		return nil
	})
	if err == nil && left {
		err = fmt.Errorf("%w: the log of %s could not be copied whole", record.ErrLocked, path)
	}
	return err
}

// checkpoint copies the log into the file and empties it.
func (w *writer) checkpoint() error {
	err := w.conn.exec(sqlCheckpoint)
	if err != nil {
		w.distrust(err)
		w.log.awake()
	}
	return err
}

// connect opens what of the writing connections is not open.
func (w *writer) connect() (err error) {
	if w.conn == nil {
		if w.conn, err = w.disk.openWriter(w.path, w.maxBytes, w.memory); err != nil {
			return err
		}
		w.conn.SetBusyTimeout(5 * time.Second)
	}
	return w.log.connect()
}
