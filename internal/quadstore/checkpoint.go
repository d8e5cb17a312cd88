package quadstore

import (
	"errors"
	"time"

	"zombiezen.com/go/sqlite"
)

// A checkpointer copies what commits appended to the engine's log into the file,
// beside them. The engine would do so at the end of every twentieth commit or so,
// which then takes twenty times as long as the others.
type checkpointer struct {
	writer *writer
	conn   *conn         // nil while the file could not be opened again
	wake   chan struct{} // holds a token while there is something to copy
	done   chan struct{} // closed when the goroutine has ended
	// pending counts the quads that were changed since the last token. It belongs
	// to who has the writer's turn.
	pending int64
}

const (
	// copyAfter is how many changed quads make it worth to copy: some 32 MB of log in
	// a graph of a million quotes. A commit that meets the copying waits for the disk
	// ten times as long as others, so it must meet fewer than one in a hundred; a
	// longer log takes longer to read after a crash.
	copyAfter = 1600
	// mostFrames is the length of the log, in pages, from which the next commit
	// waits until all of it is copied: only then can it begin again at its start.
	mostFrames = 32768
)

func newCheckpointer(w *writer) *checkpointer {
	return &checkpointer{writer: w, wake: make(chan struct{}, 1), done: make(chan struct{})}
}

func (k *checkpointer) connect() error {
	if k.conn != nil {
		return nil
	}
	c, err := k.writer.disk.open(k.writer.path, sqlite.OpenReadWrite)
	if err != nil {
		return err
	}
	// Against a load that empties the log itself.
	c.SetBusyTimeout(5 * time.Second)
	if err := c.script(sqlCheckpointerPragmas); err != nil {
		return errors.Join(err, c.Close())
	}
	k.conn = c
	return nil
}

func (k *checkpointer) disconnect() error {
	if k.conn == nil {
		return nil
	}
	err := k.conn.Close()
	k.conn = nil
	return err
}

// changed tells of a commit. The caller has the writer's turn.
func (k *checkpointer) changed(quads int64) {
	if k.pending += quads; k.pending < copyAfter {
		return
	}
	k.pending = 0
	k.awake()
}

// awake sees to it that the log is copied soon. The caller has the writer's turn.
func (k *checkpointer) awake() {
	select {
	case k.wake <- struct{}{}:
	default: // it is awake
	}
}

// run copies until wake is closed, and tries again after a while where it cannot.
func (k *checkpointer) run() {
	defer close(k.done)
	var again <-chan time.Time
	for {
		select {
		case _, open := <-k.wake:
			if !open {
				return
			}
		case <-again:
		}
		again = nil
		k.turn()
		if k.writer.suspect.Load() {
			again = time.After(k.writer.again)
		}
	}
}

// turn copies once, and makes a suspect file whole.
func (k *checkpointer) turn() {
	w := k.writer
	if !w.suspect.Load() && k.copy() <= mostFrames && !w.suspect.Load() {
		return
	}
	// Commits have been as fast as this: what came in between is short.
	if _, open := <-w.turn; !open {
		return
	}
	defer func() { w.turn <- struct{}{} }()
	if !w.suspect.Load() {
		k.copy()
	}
	if !w.suspect.Load() {
		return
	}
	if err := w.settle(); err != nil {
		w.logger.Debug("store: the file is not whole yet", "file", w.path, "error", err)
	}
}

// copy copies as much as nobody keeps it from, and tells how long the log is. Where it
// fails the file is suspect.
func (k *checkpointer) copy() (frames int64) {
	err := k.conn.query(sqlCopyLog, func(row *sqlite.Stmt) error {
		frames = row.ColumnInt64(1)
		return nil
	})
	if err != nil {
		k.writer.distrust(err)
	}
	return frames
}

// stop ends the goroutine. The caller has the writer's turn and has closed it.
func (k *checkpointer) stop() {
	close(k.wake)
	<-k.done
}
