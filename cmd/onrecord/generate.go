package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"

	"onrecord/internal/dossier"
)

type generateCommand struct {
	Quotes int    `required:"" help:"How many quotes, 1 to 10000000; people, claims and documents follow from it." env:"ONRECORD_QUOTES" placeholder:"N"`
	Seed   uint64 `help:"Number that all chance depends on." default:"1" env:"ONRECORD_SEED" placeholder:"S"`
	Output string `short:"o" help:"File to write; the default is standard output." env:"ONRECORD_OUTPUT" type:"path" placeholder:"FILE"`
}

// Run writes an invented graph as a record stream and tells its hash, which is
// to be the one that schema/records.md lists.
func (g *generateCommand) Run(ctx context.Context, c *console) error {
	summed := &summedStream{hash: sha256.New()}
	write := func(w io.Writer) error {
		return dossier.WriteStream(io.MultiWriter(w, summed), dossier.Generated(ctx, g.Quotes, g.Seed))
	}
	var err error
	if g.Output == "" {
		err = write(c.out)
	} else {
		err = writeWhole(g.Output, write)
	}
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	_, err = fmt.Fprintf(c.err, "%d quotes, seed %d: %d lines, %d bytes, SHA-256 %x\n", g.Quotes, g.Seed, summed.lines, summed.bytes, summed.hash.Sum(nil))
	return err
}

// summedStream counts and hashes what is written to it.
type summedStream struct {
	hash         hash.Hash
	lines, bytes int64
}

func (s *summedStream) Write(p []byte) (int, error) {
	s.lines += int64(bytes.Count(p, []byte{'\n'}))
	s.bytes += int64(len(p))
	return s.hash.Write(p)
}
