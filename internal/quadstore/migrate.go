package quadstore

import (
	"errors"
	"fmt"

	"onrecord/internal/record"
)

// migrations lead from each layout to the next, the first from layout 1 to 2. A
// writer that opens a file of an earlier layout carries out all that it lacks in one
// transaction. What is in this list has been released: it is added to, and never
// changed.
//
// The first released layout is the present one still.
func migrations() []string { return nil }

// migrate brings the file from a layout to the one after the last step. After a
// failure, and after a kill at any moment, it is as it was.
func (c *conn) migrate(from int64, steps []string) error {
	if missing := int64(len(steps)) - (from - 1); missing <= 0 {
		return nil
	}
	if err := c.script(sqlBegin + ";"); err != nil {
		return err
	}
	for n := from; n <= int64(len(steps)); n++ {
		if err := c.script(steps[n-1]); err != nil {
			err = fmt.Errorf("bring %s from layout %d to %d: %w", c.path, n, n+1, err)
			return errors.Join(err, c.script(sqlRollback+";"))
		}
	}
	err := c.script(fmt.Sprintf("PRAGMA user_version = %d; %s;", len(steps)+1, sqlCommit))
	if err != nil && !c.AutocommitEnabled() {
		err = errors.Join(err, c.script(sqlRollback+";"))
	}
	return err
}

// outdated refuses to read a file of an earlier layout: only who may write can
// bring it forward.
func (c *conn) outdated(layout int64) error {
	if layout >= layoutVersion {
		return nil
	}
	return fmt.Errorf("%s has layout %d, this program reads layout %d; start a server or an import on it once, which brings it forward: %w", c.path, layout, layoutVersion, record.ErrUnsupported)
}
