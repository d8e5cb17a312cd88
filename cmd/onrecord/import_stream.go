package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"onrecord/internal/dossier"
	"onrecord/internal/graph"
	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

// importStream puts the records of a stream as one changeset, whatever their
// number.
func (i *importCommand) importStream(ctx context.Context, c *console, records *quadstore.Records, name string) (err error) {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	by, err := changeset(i.author(), "import "+filepath.Base(name))
	if err != nil {
		return err
	}
	bulk, err := records.Bulk(ctx, quadstore.BulkOptions{Progress: func(doing string) { c.progress("%s: %s", name, doing) }})
	if err != nil {
		return fmt.Errorf("import %s: %w", name, err)
	}
	defer c.endProgress()
	defer func() { err = errors.Join(err, bulk.Close()) }()
	done, err := graph.Import(ctx, bulk, by, c.counted(name, dossier.ReadStream(ctx, name, f)))
	if err != nil {
		return fmt.Errorf("import %w", numbered(name, err))
	}
	c.endProgress()
	if done.Put == 0 {
		fmt.Fprintf(c.err, "%s: nothing to change\n", name)
		return nil
	}
	fmt.Fprintf(c.err, "%s: revision %d, %d records put, 0 removed\n", name, done.Revision, done.Put)
	return nil
}

// counted shows how far a stream was read.
func (c *console) counted(name string, records iter.Seq2[record.Record, error]) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		read := 0
		for r, err := range records {
			if read++; read%20_000 == 0 {
				c.progress("%s: reading, %d records", name, read)
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// numbered retells problems of a stream with the lines of its file: the number of
// a record is that of its line.
func numbered(name string, err error) error {
	var stream *graph.StreamError
	if !errors.As(err, &stream) {
		return fmt.Errorf("%s: %w", name, err)
	}
	var lines []string
	for _, p := range stream.Problems {
		if p.Number == 0 {
			lines = append(lines, fmt.Sprintf("%s: with this file, %v could not stay as it is stored: %v", name, p.Ref, p.Problem))
			continue
		}
		lines = append(lines, fmt.Sprintf("%s:%d: %v", name, p.Number, p.Problem))
	}
	if stream.More > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", stream.More))
	}
	return fmt.Errorf("%s: nothing of it was stored; correct these lines and import it again (%w):\n%s", name, stream.Kind, strings.Join(lines, "\n"))
}
