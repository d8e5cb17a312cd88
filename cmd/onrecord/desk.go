package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"onrecord/internal/access"
	"onrecord/internal/quadstore"
	"onrecord/internal/review"
)

// desk is the files that a server works with.
type desk struct {
	store *quadstore.Store
	// proposals is nil where the server only reads.
	tokens    access.Tokens
	proposals *quadstore.Proposals
	closers   []func() error
}

func (s *serveCommand) openDesk(ctx context.Context, logger *slog.Logger) (*desk, error) {
	d := &desk{}
	var err error
	if s.ReadOnly {
		d.store, err = s.openToRead(ctx)
	} else {
		d.store, err = s.openToWrite(ctx, logger)
	}
	if err != nil {
		return nil, err
	}
	d.closers = append(d.closers, d.store.Close)
	if s.ReadOnly {
		known := s.readTokens()
		d.tokens, d.closers = known, append(d.closers, known.Close)
		return d, nil
	}
	tokens, err := s.openTokens()
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	d.tokens, d.closers = tokens, append(d.closers, tokens.Close)
	if d.proposals, err = s.openProposals(); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	d.closers = append(d.closers, d.proposals.Close)
	return d, nil
}

// Close closes what was opened, the last first.
func (d *desk) Close() error {
	var err error
	for i := len(d.closers) - 1; i >= 0; i-- {
		err = errors.Join(err, d.closers[i]())
	}
	return err
}

// reviews is nil where nothing is proposed.
func (d *desk) reviews() *review.Desk {
	if d.proposals == nil {
		return nil
	}
	return review.NewDesk(d.proposals, time.Now)
}

// followEvery is how far a server that only reads is behind at most, beside the time
// that it takes to read what is new.
const followEvery = time.Second

// follow shows what another server writes. A store that cannot be read for a while
// is told in the log, and tried again: what is shown is right, and a little old.
func (s *site) follow(ctx context.Context, logger *slog.Logger) error {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
		g := s.graph.Load()
		if g == nil {
			continue
		}
		if _, err := g.CatchUp(ctx); err != nil && ctx.Err() == nil {
			logger.ErrorContext(ctx, "serve: the newest revisions cannot be read", "error", err)
		}
	}
}
