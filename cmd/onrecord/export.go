package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"onrecord/internal/quads"
	"onrecord/internal/quadstore"
)

type exportCommand struct {
	dataFlag
	Output string `short:"o" help:"File to write; the default is standard output." env:"ONRECORD_OUTPUT" type:"path" placeholder:"FILE"`
	Base   string `help:"Address under which ids are written, as URL/id/...; the default is urn:uuid:..." env:"ONRECORD_EXPORT_BASE" placeholder:"URL"`
}

// Run writes the live quads. Importing them into an empty store and exporting
// again gives the same bytes.
func (e *exportCommand) Run(ctx context.Context, c *console) (err error) {
	store, err := e.openToRead(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if e.Output == "" {
		return e.export(ctx, c.out, store)
	}
	return writeWhole(e.Output, func(w io.Writer) error { return e.export(ctx, w, store) })
}

func (e *exportCommand) export(ctx context.Context, w io.Writer, store *quadstore.Store) error {
	if err := quads.WriteNQuads(w, quads.Expand(store.Statements(ctx), e.Base)); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// writeWhole writes a file beside its name and renames it when it is complete,
// so that nobody ever reads half an export.
func writeWhole(name string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".onrecord-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	buffered := bufio.NewWriterSize(f, 1<<20)
	if err := errors.Join(write(buffered), buffered.Flush(), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
