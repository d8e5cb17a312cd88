package graph

import (
	"context"
	"time"

	"github.com/google/uuid"

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

	Archive
}

// Archive is what a store remembers of earlier revisions. Nothing is overwritten:
// what was on record at a revision can be read at every later one.
type Archive interface {
	// Revisions lists at most limit revisions, the newest first, those before one
	// or, where it is 0, from the newest.
	Revisions(ctx context.Context, before record.Revision, limit int) ([]record.Made, error)
	// RevisionOf is the revision that a changeset made, or record.ErrNotFound.
	RevisionOf(ctx context.Context, by record.ChangesetID) (record.Revision, error)
	// RevisionAt is the newest revision that was made at or before an instant, by
	// the time that its changeset says; 0 where none was.
	RevisionAt(ctx context.Context, at time.Time) (record.Revision, error)
	// Touched are the records that revisions after one, up to another, changed, their
	// changesets included, each once, in any order; more than limit are
	// record.ErrTooLarge.
	Touched(ctx context.Context, after, last record.Revision, limit int) ([]uuid.UUID, error)
	// TouchedBy lists at most limit of the revisions that changed a record, the
	// newest first, those before one or, where it is 0, from the newest.
	TouchedBy(ctx context.Context, id uuid.UUID, before record.Revision, limit int) ([]record.Revision, error)
	// RecordsAt are records as they stood at a revision, in the order asked for; nil
	// where there was none under an id. They are normalized and belong to the caller.
	RecordsAt(ctx context.Context, ids []uuid.UUID, at record.Revision) ([]record.Record, error)
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
