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

type backupCommand struct {
	dataFlag
	File      string `arg:"" help:"File to write; tokens and proposals go to FILE.tokens and FILE.proposals." type:"path"`
	Force     bool   `help:"Replace files that are there already."`
	GraphOnly bool   `help:"Leave out tokens and proposals."`
}

// Help tells what a backup holds and costs.
func (*backupCommand) Help() string {
	return "The copy is of one revision, whole, with all history and the index of words. It is written beside the file and takes its name once it has been opened and verified. " +
		"No writer waits for it; while it runs, the log of a server that writes a great deal grows. Tokens (as hashes) and proposals are copied to files of their own beside it, which only you may read."
}

func (b *backupCommand) Run(ctx context.Context, c *console) (err error) {
	if err := b.free(); err != nil {
		return err
	}
	store, err := b.openToRead(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	c.progress("copying the store")
	defer c.endProgress()
	written := b.File + ".partial"
	defer func() {
		if err != nil {
			err = errors.Join(err, removeIfThere(written))
		}
	}()
	if err := removeIfThere(written); err != nil {
		return err
	}
	if err := store.Backup(ctx, written); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	c.progress("verifying the copy")
	revision, err := verified(ctx, written)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := os.Rename(written, b.File); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := syncFolder(filepath.Dir(b.File)); err != nil {
		return fmt.Errorf("backup: %s may be gone after a power cut: %w", b.File, err)
	}
	if err := c.tellBackup(b.File, revision); err != nil || b.GraphOnly {
		return err
	}
	return b.backUpSides(ctx, c)
}

// syncFolder makes the names of files durable.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// verified reads a whole store and gives its revision.
func verified(ctx context.Context, path string) (revision int64, err error) {
	store, err := quadstore.Open(ctx, path, quadstore.Options{ReadOnly: true})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := store.Verify(ctx); err != nil {
		return 0, err
	}
	return store.Revision(ctx)
}

func (c *console) tellBackup(path string, revision int64) error {
	found, err := os.Stat(path)
	if err != nil {
		return err
	}
	c.endProgress()
	_, err = fmt.Fprintf(c.err, "%s holds revision %d in %d bytes\n", path, revision, found.Size())
	return err
}

type restoreCommand struct {
	dataFlag
	File      string `arg:"" help:"The backup; tokens and proposals are taken from FILE.tokens and FILE.proposals, where these are." type:"path"`
	Force     bool   `help:"Replace what is there; it is kept beside under names that are told."`
	GraphOnly bool   `help:"Leave tokens and proposals as they are."`
}

// Run verifies the backup before and after it is copied. A server must not be
// running on the folder.
func (r *restoreCommand) Run(ctx context.Context, c *console) error {
	if err := os.MkdirAll(r.Data, 0o750); err != nil {
		return fmt.Errorf("make the data folder: %w; choose another with --data", err)
	}
	if err := r.sidesFree(); err != nil {
		return err
	}
	c.progress("verifying and copying the backup")
	aside, err := quadstore.Restore(ctx, r.File, r.file(), r.Force)
	c.endProgress()
	switch {
	case errors.Is(err, record.ErrConflict):
		return fmt.Errorf("restore: %w; choose another folder with --data, or replace it with --force", err)
	case err != nil:
		return fmt.Errorf("restore: %w", err)
	}
	if aside != "" {
		fmt.Fprintf(c.err, "the store that was there is kept as %s\n", filepath.Base(aside))
	}
	revision, err := verified(ctx, r.file())
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := c.tellBackup(r.file(), revision); err != nil || r.GraphOnly {
		return err
	}
	return r.restoreSides(ctx, c)
}

type compactCommand struct{ dataFlag }

// Run needs the store for itself.
func (k *compactCommand) Run(ctx context.Context, c *console) (err error) {
	if _, err := os.Stat(k.file()); err != nil {
		return fmt.Errorf("%w: there is no store at %s", record.ErrNotFound, k.file())
	}
	store, err := k.openToWrite(ctx, c.logger())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := k.enoughSpace(); err != nil {
		return err
	}
	c.progress("writing the store anew")
	before, after, err := store.Compact(ctx)
	c.endProgress()
	if err != nil {
		return fmt.Errorf("compact: %w", err)
	}
	_, err = fmt.Fprintf(c.err, "%d bytes became %d, %d were given back\n", before, after, before-after)
	return err
}

// enoughSpace refuses to begin what cannot be ended: the copy and the log take twice
// the size of the store.
func (k *compactCommand) enoughSpace() error {
	found, err := os.Stat(k.file())
	if err != nil {
		return err
	}
	free, known := freeSpace(k.Data)
	if want := 2 * found.Size(); known && free < want {
		return fmt.Errorf("%w: compacting needs %d bytes of disk beside the store, and %d are free; make room first", record.ErrUnavailable, want, free)
	}
	return nil
}
