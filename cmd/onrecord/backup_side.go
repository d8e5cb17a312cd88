package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

// sideFile is a file that stands beside the store, and is backed up beside it.
type sideFile struct {
	// noun names it, and its backup: FILE.tokens.
	noun string
	// name is that of the file in the data folder.
	name string
	// backUp copies the file at a path to another, restore puts a copy in its place.
	backUp  func(ctx context.Context, path, to string) error
	restore func(ctx context.Context, from, to string, replace bool) (aside string, err error)
}

var sideFiles = []sideFile{
	{"tokens", "tokens.db", func(ctx context.Context, path, to string) (err error) {
		t, err := quadstore.OpenTokens(path)
		if err != nil {
			return err
		}
		return errors.Join(t.Backup(ctx, to), t.Close())
	}, quadstore.RestoreTokens},
	{"proposals", "proposals.db", func(ctx context.Context, path, to string) (err error) {
		p, err := quadstore.OpenProposals(path)
		if err != nil {
			return err
		}
		return errors.Join(p.Backup(ctx, to), p.Close())
	}, quadstore.RestoreProposals},
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// free refuses to write over what is there.
func (b *backupCommand) free() error {
	names := []string{b.File}
	for _, f := range sideFiles {
		if !b.GraphOnly {
			names = append(names, b.File+"."+f.noun)
		}
	}
	for _, name := range names {
		if isThere(name) && !b.Force {
			return fmt.Errorf("%w: %s is there already; name another file, or replace it with --force", record.ErrConflict, name)
		}
	}
	return nil
}

// backUpSides copies the files that there are. One that there is not has no copy, and
// one of an earlier backup in its place would come back with this one.
func (b *backupCommand) backUpSides(ctx context.Context, c *console) error {
	for _, f := range sideFiles {
		path, to := filepath.Join(b.Data, f.name), b.File+"."+f.noun
		if !isThere(path) {
			if err := removeIfThere(to); err != nil {
				return err
			}
			continue
		}
		written := to + ".partial"
		if err := removeIfThere(written); err != nil {
			return err
		}
		if err := f.backUp(ctx, path, written); err != nil {
			return fmt.Errorf("backup of %s: %w", f.noun, err)
		}
		if err := errors.Join(os.Rename(written, to), syncFolder(filepath.Dir(to))); err != nil {
			return fmt.Errorf("backup of %s: %w", f.noun, err)
		}
		fmt.Fprintf(c.err, "%s holds the %s\n", to, f.noun)
	}
	return nil
}

// sidesFree refuses before anything is moved. Of a store that is there the restore of
// the graph tells.
func (r *restoreCommand) sidesFree() error {
	if isThere(r.file()) {
		return nil
	}
	for _, f := range sideFiles {
		to := filepath.Join(r.Data, f.name)
		if !r.GraphOnly && !r.Force && isThere(r.File+"."+f.noun) && isThere(to) {
			return fmt.Errorf("restore: %w: there are %s at %s already; choose another folder with --data, leave them with --graph-only, or replace them with --force", record.ErrConflict, f.noun, to)
		}
	}
	return nil
}

// restoreSides puts back the copies that there are; what has none stays as it is.
func (r *restoreCommand) restoreSides(ctx context.Context, c *console) error {
	for _, f := range sideFiles {
		from, to := r.File+"."+f.noun, filepath.Join(r.Data, f.name)
		if !isThere(from) {
			fmt.Fprintf(c.err, "there is no %s; the %s of the folder stay as they are\n", from, f.noun)
			continue
		}
		aside, err := f.restore(ctx, from, to, r.Force)
		if aside != "" {
			fmt.Fprintf(c.err, "the %s that were there are kept as %s\n", f.noun, filepath.Base(aside))
		}
		if err != nil {
			return fmt.Errorf("restore: the graph is in its place; the %s are not: %w", f.noun, err)
		}
		fmt.Fprintf(c.err, "the %s are restored\n", f.noun)
	}
	return nil
}
