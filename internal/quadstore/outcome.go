package quadstore

import (
	"errors"
	"fmt"

	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// A commit that fails may be in the log all the same, whole: its pages were written,
// and only the sync after them failed. The engine forgets them, but who opens the
// file after a crash would find a commit there that was reported as failed. So before
// the failure is reported a commit of nothing is written over it.

// failed settles what became of a commit that failed with err, and returns what can be
// said of it: err where nothing of the commit will ever be seen, and otherwise
// record.ErrUncertain. The transaction must have been rolled back.
func (c *conn) failed(err error) error {
	// A disk that is full has not taken the last page, without which the others are
	// nothing.
	if sqlite.ErrCode(err).ToPrimary() == sqlite.ResultFull {
		return err
	}
	c.unsure = true
	if again := c.certain(); again != nil {
		return fmt.Errorf("%w: the disk failed while a change was written to %s; ask again with the same key: %w", record.ErrUncertain, c.path, err)
	}
	return err
}

// certain makes sure that the log is what this connection takes it for: that all of it
// is on the disk, and that no commit which failed is in it. While that fails, nothing
// may be written.
func (c *conn) certain() error {
	err := c.prove()
	if err == nil {
		err = c.undo()
	}
	if err != nil {
		return fmt.Errorf("nothing is written to %s before the disk lets an earlier failure be settled: %w", c.path, err)
	}
	return nil
}

// prove makes the log durable that another process left, if it died. Its last commits
// may be in the memory of the system and not on the disk, after a sync that failed,
// and no later sync would write them there. What is written behind them would be lost
// with them.
func (c *conn) prove() error {
	if !c.unproven {
		return nil
	}
	// Nobody may write into the log meanwhile.
	if err := c.script(sqlBegin + ";"); err != nil {
		return err
	}
	if err := errors.Join(c.disk.renewLog(c.path), c.rollback()); err != nil {
		return err
	}
	c.unproven = false
	return nil
}

// undo writes over a commit that failed.
func (c *conn) undo() error {
	if !c.unsure {
		return nil
	}
	// Setting the layout to what it is writes one page over the first of the commit's,
	// and each page of the log vouches for the one before.
	layout, err := c.pragma("user_version")
	if err == nil {
		err = c.script(fmt.Sprintf("PRAGMA user_version = %d;", layout))
	}
	c.unsure = err != nil
	return err
}

// commit ends the open transaction, one way or the other.
func (c *conn) commit() error {
	err := c.exec(sqlCommit)
	if err == nil {
		return nil
	}
	if undone := c.rollback(); undone != nil {
		c.unsure = true
		return fmt.Errorf("%w: %w", record.ErrUncertain, errors.Join(err, undone))
	}
	return c.failed(err)
}

// rollback undoes the open transaction, if the engine has not done so itself.
func (c *conn) rollback() error {
	if c.AutocommitEnabled() {
		return nil
	}
	return c.exec(sqlRollback)
}
