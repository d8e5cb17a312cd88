package quadstore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// Backup writes a copy of the file as it stands to a new one, which only its owner may
// read: hashes of tokens are in one kind, unpublished words in the other. It is durable
// when Backup returns; on an error nothing is left of it.
func (s *side) Backup(ctx context.Context, to string) (err error) {
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("%w: %w", record.ErrUnavailable, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, removed(to))
		}
	}()
	if err := f.Close(); err != nil {
		return err
	}
	if err := s.read(ctx, sqlBackup, func(stmt *sqlite.Stmt) { stmt.BindText(1, to) }, noRows); err != nil {
		return err
	}
	return errors.Join(disk{}.syncFile(to), disk{}.syncFile(filepath.Dir(to)))
}

// whole checks the pages and the indexes of the file.
func (s *side) whole(ctx context.Context) error {
	return s.read(ctx, sqlIntegrity, func(*sqlite.Stmt) {}, func(row *sqlite.Stmt) error {
		if found := row.ColumnText(0); found != "ok" {
			return fmt.Errorf("%w: %s", record.ErrCorrupt, found)
		}
		return nil
	})
}

// RestoreTokens puts a backup of tokens in the place of a file, which is kept beside it
// under the name that is returned; without replace a file that is there is
// record.ErrConflict. The backup is opened and checked before anything is moved.
func RestoreTokens(ctx context.Context, from, to string, replace bool) (aside string, err error) {
	return restoreSide(ctx, from, to, replace, func(path string) (*side, error) {
		t, err := OpenTokens(path)
		if err != nil {
			return nil, err
		}
		return t.side, nil
	})
}

// RestoreProposals is RestoreTokens for proposals.
func RestoreProposals(ctx context.Context, from, to string, replace bool) (aside string, err error) {
	return restoreSide(ctx, from, to, replace, func(path string) (*side, error) {
		p, err := OpenProposals(path)
		if err != nil {
			return nil, err
		}
		return p.side, nil
	})
}

func restoreSide(ctx context.Context, from, to string, replace bool, open func(string) (*side, error)) (aside string, err error) {
	if size, err := sizeOf(from); err != nil || size == 0 {
		// An empty file would be made into one without anything in it.
		return "", errors.Join(err, fmt.Errorf("%s is no backup: %w", from, record.ErrCorrupt))
	}
	_, missing := os.Stat(to)
	if missing == nil && !replace {
		return "", fmt.Errorf("%w: there is a file at %s already", record.ErrConflict, to)
	}
	copied := to + ".restoring"
	defer func() {
		if err != nil {
			err = errors.Join(err, removed(copied))
		}
	}()
	// Nobody else may read it at any moment, whatever is left of an earlier attempt.
	private, err := os.OpenFile(copied, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return "", fmt.Errorf("%w: %w", record.ErrUnavailable, err)
	}
	if err := errors.Join(private.Chmod(0o600), private.Close(), copyDurably(from, copied)); err != nil {
		return "", err
	}
	s, err := open(copied)
	if err != nil {
		return "", fmt.Errorf("%s: %w", from, err)
	}
	if err := errors.Join(s.whole(ctx), s.Close()); err != nil {
		return "", fmt.Errorf("%s: %w", from, err)
	}
	if missing == nil {
		if aside, err = setAside(to); err != nil {
			return "", err
		}
	}
	if err := os.Rename(copied, to); err != nil {
		return aside, fmt.Errorf("%w: %w", record.ErrUnavailable, err)
	}
	return aside, disk{}.syncFile(filepath.Dir(to))
}
