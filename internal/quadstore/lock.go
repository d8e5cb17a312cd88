package quadstore

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"onrecord/internal/record"
)

// errHeld is what lockFile says when another holder has the lock.
var errHeld = errors.New("held")

// lock keeps a second writer out. The operating system drops it when the
// process ends, however it ends, so it never has to be removed by hand. The
// file's text names the holder; it is a message, not the lock.
type lock struct {
	file *os.File
	// unclean says that the text is to stay: who had the lock before, or who has it now,
	// leaves a file that must be looked after.
	unclean bool
}

// acquireLock takes the lock, which is to be signed next.
func acquireLock(store string) (*lock, error) {
	path := store + ".lock"
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("cannot lock %s for writing; check the permissions of %s: %w (%w)",
			store, filepath.Dir(store), record.ErrUnavailable, err)
	}
	if err := lockFile(f); err != nil {
		return nil, errors.Join(refusal(store, f, err), f.Close())
	}
	l := &lock{file: f}
	if found, err := f.Stat(); err == nil {
		l.unclean = found.Size() > 0
	}
	return l, nil
}

func refusal(store string, f *os.File, cause error) error {
	if !errors.Is(cause, errHeld) {
		return fmt.Errorf("cannot lock %s for writing: %w (%w)", store, record.ErrUnavailable, cause)
	}
	text := make([]byte, 200)
	n, err := f.ReadAt(text, 0)
	holder := strings.TrimSpace(string(text[:n]))
	if n == 0 {
		holder = fmt.Sprintf("an unknown process (%v)", err)
	}
	return fmt.Errorf("%s is being written by %s; stop it, send the change to it, or open the store for reading: %w", store, holder, record.ErrLocked)
}

// sign writes who the holder is into the file. On a full disk it fails, which takes
// nothing away from the lock.
func (l *lock) sign() error {
	text := fmt.Sprintf("process %d since %s\n", os.Getpid(), time.Now().UTC().Format(time.RFC3339))
	if _, err := l.file.WriteAt([]byte(text), 0); err != nil {
		return err
	}
	return l.file.Truncate(int64(len(text)))
}

// release leaves the file in place: removing it would let two later processes
// lock two different files of one name.
func (l *lock) release() error {
	var err error
	if !l.unclean {
		err = l.file.Truncate(0)
	}
	return errors.Join(err, unlockFile(l.file), l.file.Close())
}
