package quadstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/cayleygraph/quad"
)

// quadBytes is about what a quad takes while a load sorts it: its ids, and its
// share of the values that it brings.
const quadBytes = 64

// Load adds all quads of r as one revision: either all of them become visible or
// none. It reads in chunks and sorts each for every index, so memory is bounded
// by a chunk and the dictionary of what is new. If r brings nothing new there is
// no revision, see [Store.Commit].
func (s *Store) Load(ctx context.Context, r quad.Reader, changeset string, at time.Time) (rev Revision, changed bool, err error) {
	err = s.transact(ctx, changeset, at, func(t *tx) error {
		for {
			more, err := t.loadChunk(r, s.writer.chunk)
			if err != nil || !more {
				return err
			}
		}
	}, &rev)
	if err != nil {
		return rev, false, err
	}
	s.writer.emptyLog(ctx, rev.Added)
	return rev, rev.Added > 0, nil
}

func (t *tx) loadChunk(r quad.Reader, size int) (more bool, err error) {
	in := t.newIntake(0)
	for len(in.quads) < size {
		q, err := r.ReadQuad()
		if errors.Is(err, io.EOF) {
			return false, t.addIntake(in)
		}
		if err != nil {
			return false, fmt.Errorf("reading quad %d: %w", t.added+int64(len(in.quads))+1, err)
		}
		if err := in.take(q); err != nil {
			return false, err
		}
		if len(in.quads)%4096 == 0 && t.ctx.Err() != nil {
			return false, t.ctx.Err()
		}
	}
	return true, t.addIntake(in)
}

func (t *tx) addIntake(in *intake) error {
	quads, err := in.settle()
	if err != nil {
		return err
	}
	return t.add(quads)
}

// emptyAfter is how many quads make it worth to empty the log at once.
const emptyAfter = 10_000

// emptyLog moves a large load out of the log, which otherwise would stay as large as
// the load was. Readers that are still on an older revision keep it from finishing;
// then a later commit does it. The load is durable whether or not it succeeds.
func (w *writer) emptyLog(ctx context.Context, quads int64) {
	if quads < w.tidyAfter {
		return
	}
	select {
	case _, open := <-w.turn:
		if !open {
			return
		}
	case <-ctx.Done():
		return
	}
	defer func() { w.turn <- struct{}{} }()
	if w.suspect.Load() {
		return
	}
	_ = w.checkpoint() // it has told the log, and it is tried again
}
