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
	conn *conn
	wake chan struct{} // holds a token while there is something to copy
	done chan struct{} // closed when the goroutine has ended
	// pending counts the quads that were changed since the last token. It belongs
	// to who has the writer's turn.
	pending int64
	// failure is that of the newest copying. It is read once done is closed; until
	// then it does no harm: the log keeps everything, and grows.
	failure error
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

func startCheckpointer(path string, turn chan struct{}) (*checkpointer, error) {
	raw, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		return nil, explain(path, err)
	}
	k := &checkpointer{
		conn: &conn{Conn: raw, path: path, ranges: make(map[rangeKey]string)},
		wake: make(chan struct{}, 1), done: make(chan struct{}),
	}
	// Against a load that empties the log itself.
	k.conn.SetBusyTimeout(5 * time.Second)
	if err := k.conn.script(sqlCheckpointerPragmas); err != nil {
		return nil, errors.Join(err, k.conn.Close())
	}
	go k.run(turn)
	return k, nil
}

// changed tells of a commit. The caller has the writer's turn.
func (k *checkpointer) changed(quads int64) {
	if k.pending += quads; k.pending < copyAfter {
		return
	}
	k.pending = 0
	select {
	case k.wake <- struct{}{}:
	default: // it is awake
	}
}

// run copies until wake is closed.
func (k *checkpointer) run(turn chan struct{}) {
	defer close(k.done)
	for range k.wake {
		var frames int64
		if frames, k.failure = k.copy(); frames <= mostFrames || k.failure != nil {
			continue
		}
		// Commits have been as fast as this: what came in between is short.
		if _, open := <-turn; !open {
			return
		}
		_, k.failure = k.copy()
		turn <- struct{}{}
	}
}

// copy copies as much as nobody keeps it from, and tells how long the log is. The
// file is durable after it.
func (k *checkpointer) copy() (frames int64, err error) {
	err = k.conn.query(sqlCopyLog, func(row *sqlite.Stmt) error {
		frames = row.ColumnInt64(1)
		return nil
	})
	return frames, err
}

// close ends the goroutine. The caller has the writer's turn and has closed it.
func (k *checkpointer) close() error {
	close(k.wake)
	<-k.done
	return errors.Join(k.failure, k.conn.Close())
}
