package graph

import (
	"context"
	"fmt"
	"iter"

	"onrecord/internal/record"
)

// Bulk is one change of a store with more records than memory holds. It keeps
// what it is given in files, records in their order and notes sorted, so that the
// rules for a whole graph can be held with a few kilobytes at hand. Nothing of it
// is in the store before Commit.
type Bulk interface {
	// Revision is the revision of the store that the change is made to.
	Revision() record.Revision
	// Stored calls visit with every live record of that revision, like Store.Load.
	Stored(ctx context.Context, visit func(record.Record) error) error
	// Put adds a record to the change. No two records may have one id. The record
	// must not be changed any more. An error may be that of a record before.
	Put(ctx context.Context, r record.Record) error
	// Note adds an item to the pile of that number. The caller may use the item
	// again afterwards.
	Note(pile int, item []byte) error
	// Noted visits the items of a pile in the order of their bytes, as often as it
	// is asked; after that nothing may be added to that pile. An item is valid
	// until the next one. An error is the last thing it yields.
	Noted(ctx context.Context, pile int) iter.Seq2[[]byte, error]
	// Commit makes the records durable as the next revision, with the same effect
	// as Store.Commit and the same promise: it fails and leaves no trace. Of
	// records that are stored already it writes what differs.
	Commit(ctx context.Context, by *record.Changeset) (record.Revision, error)
}

// Imported is what an import did.
type Imported struct {
	// Revision is the one that the import made, or the present one where it
	// changed nothing.
	Revision record.Revision
	// Read is the number of records that the stream had, Put how many of them the
	// store did not have as they are.
	Read, Put int64
}

// Import puts all records of a stream as one changeset, in any order. It is
// [Graph.Commit] for changes that no memory holds: the same rules, the same
// outcome, but neither the stream nor the graph is ever in memory as a whole, and
// no snapshot is made. A Graph that is open on the same store would be behind, so
// none may be. Changesets in the stream are passed over: a commit adds its own and
// changes no other.
//
// Problems of the records are a *[StreamError] of the kinds that Commit gives.
// An error of the stream ends the import and is returned as it is. After an error
// nothing of the import is in the store.
func Import(ctx context.Context, bulk Bulk, by *record.Changeset, records iter.Seq2[record.Record, error]) (Imported, error) {
	by.Normalize()
	if err := by.Validate(); err != nil {
		return Imported{}, fmt.Errorf("changeset: %w", err)
	}
	done := Imported{Revision: bulk.Revision()}
	n := &noter{bulk: bulk}
	for r, err := range records {
		if err != nil {
			return Imported{}, err
		}
		done.Read++
		if r.Ref().Kind == record.KindChangeset {
			continue
		}
		if err := n.take(ctx, done.Read, r); err != nil {
			return Imported{}, err
		}
	}
	if bulk.Revision() > 0 {
		if err := bulk.Stored(ctx, n.stored); err != nil {
			return Imported{}, fmt.Errorf("read the graph at revision %d: %w", bulk.Revision(), err)
		}
	}
	if err := n.changeset(by); err != nil {
		return Imported{}, err
	}
	j := newJudgement(bulk, n)
	if err := j.judge(ctx); err != nil {
		return Imported{}, err
	}
	done.Put = j.put
	if j.put == 0 {
		return done, nil
	}
	revision, err := bulk.Commit(ctx, by)
	if err != nil {
		return Imported{}, fmt.Errorf("commit changeset %s: %w", by.ID, err)
	}
	if revision != done.Revision+1 {
		return Imported{}, fmt.Errorf("%w: the store made revision %d, revision %d was next", record.ErrCorrupt, revision, done.Revision+1)
	}
	done.Revision = revision
	return done, nil
}

// take notes one record of the stream and puts it into the change.
func (n *noter) take(ctx context.Context, number int64, r record.Record) error {
	r.Normalize()
	if err := r.Validate(); err != nil {
		return refused(number, r.Ref(), err)
	}
	if err := n.note(number, r); err != nil {
		return err
	}
	return n.bulk.Put(ctx, r)
}

func refused(number int64, ref record.Ref, err error) error {
	e := &StreamError{Kind: record.ErrInvalid}
	problems, ok := err.(record.Problems)
	if !ok {
		problems = record.Problems{{Message: err.Error()}}
	}
	for _, p := range problems {
		e.add(NumberedProblem{number, ref, p})
	}
	return e
}
