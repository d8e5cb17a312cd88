package graph

import (
	"context"

	"onrecord/internal/record"
)

// Store keeps records durably. Implementations are held to the contract by the
// suite in package storetest.
type Store interface {
	// Load calls visit with every live record of the newest revision, each once,
	// in any order, and returns that revision. The records are normalized and
	// belong to the caller. An error of visit ends it and is returned. Contents
	// that contradict themselves are record.ErrCorrupt.
	Load(ctx context.Context, visit func(record.Record) error) (record.Revision, error)

	// Commit makes a change durable as the next revision and returns that
	// revision, or fails and leaves no trace: a failed change must not become
	// visible through any later commit. Records are replaced whole. Removing a
	// record that is not stored is record.ErrConflict, and so is a changeset whose
	// id is taken; a cancelled context ends it as if it had never begun.
	Commit(ctx context.Context, by *record.Changeset, change record.Change) (record.Revision, error)
}

// Hit is a quote found by its words.
type Hit struct {
	Quote record.QuoteID
	// Rank orders hits, smaller is better.
	Rank float64
}

// Searcher finds quotes by the words of their gists and verbatim fragments. It
// may be ahead of or behind a snapshot, so hits are filtered through the one in
// hand.
type Searcher interface {
	// SearchQuotes returns at most limit hits, best first, that contain every
	// word of the text, the last one as a prefix. Words are folded with
	// record.Fold. A text without words finds nothing.
	SearchQuotes(ctx context.Context, text string, limit int) ([]Hit, error)
}
