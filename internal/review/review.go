// Package review keeps the changes that wait for a judgement.
//
// A contributor suggests a change; an editor accepts or rejects it, and says why.
// Until then no reader sees anything of it: it is kept beside the graph, as what
// was asked for. What it would do is worked out from the graph as it stands, so
// that nobody accepts what was right a month ago.
//
// Accepting makes the change first, under a key that follows from the proposal,
// and notes the judgement after. Where the second fails, or the process ends in
// between, the proposal is still open, and accepting it again finds the change made
// and notes it: nothing is made twice, and nothing accepted without having been
// made.
package review

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// Store is where proposals are kept.
type Store interface {
	// Add keeps a new proposal. Where its author has one of the same key, that is
	// given instead. Where most of the author's are open already it is
	// record.ErrConflict.
	Add(ctx context.Context, p record.Proposal, most int) (kept record.Proposal, err error)
	// Proposal finds one, or record.ErrNotFound.
	Proposal(ctx context.Context, id uuid.UUID) (record.Proposal, error)
	// Proposals lists at most limit of those in a state, nil for any, the newest
	// first, those older than one or, where it is zero, from the newest; total counts
	// all in the state.
	Proposals(ctx context.Context, state *record.ProposalState, older uuid.UUID, limit int) (all []record.Proposal, total int, err error)
	// Judge notes the judgement of an open proposal; of another it is
	// record.ErrConflict.
	Judge(ctx context.Context, p record.Proposal) error
}

// MostWaiting bounds the open proposals of one author: each may be as large as a
// request, and whoever holds a contributor's token could fill the disk with them.
const MostWaiting = 500

// Desk is where proposals wait.
type Desk struct {
	store Store
	now   func() time.Time
}

// NewDesk keeps proposals in a store.
func NewDesk(store Store, now func() time.Time) *Desk { return &Desk{store, now} }

// Suggest keeps a proposal. A request that was sent before under the author's key
// gives the one it made; the same key for something else is record.ErrConflict, and
// so is one more than MostWaiting.
func (d *Desk) Suggest(ctx context.Context, p record.Proposal) (record.Proposal, error) {
	id, err := record.NewID()
	if err != nil {
		return p, fmt.Errorf("%w: no randomness for an id: %v", record.ErrUnavailable, err)
	}
	p.ID, p.At, p.State = id, d.now(), record.ProposalOpen
	if err := p.Validate(); err != nil {
		return p, fmt.Errorf("proposal: %w", err)
	}
	kept, err := d.store.Add(ctx, p, MostWaiting)
	if err == nil && kept.ID != p.ID && (kept.Mutation != p.Mutation || string(kept.Input) != string(p.Input)) {
		return kept, fmt.Errorf("%w: the key %q was used for another proposal; give this one a key of its own", record.ErrConflict, p.Key)
	}
	return kept, err
}

// Open is a proposal that may be judged; one that was is record.ErrConflict and says
// by whom.
func (d *Desk) Open(ctx context.Context, id uuid.UUID) (record.Proposal, error) {
	p, err := d.store.Proposal(ctx, id)
	if err == nil && p.State != record.ProposalOpen {
		err = fmt.Errorf("%w: the proposal is %s already, by %s", record.ErrConflict, p.State, p.Judge)
	}
	return p, err
}

// List lists proposals, see Store.
func (d *Desk) List(ctx context.Context, state *record.ProposalState, older uuid.UUID, limit int) (all []record.Proposal, total int, err error) {
	return d.store.Proposals(ctx, state, older, limit)
}

// Accepting is the changeset under which a proposal is accepted: the author's, with
// who accepted it.
func (d *Desk) Accepting(p record.Proposal, judge string) (*record.Changeset, error) {
	id, err := record.NewID()
	if err != nil {
		return nil, fmt.Errorf("%w: no randomness for an id: %v", record.ErrUnavailable, err)
	}
	return &record.Changeset{
		ID: record.ChangesetID(id), Author: p.Author, Message: p.Message, At: d.now(), Reviewer: judge,
		Key: "proposal " + p.ID.String(), Request: record.HashOf(p.Mutation + "\x00" + string(p.Input)),
	}, nil
}

// Accepted notes that the change of a proposal was made.
func (d *Desk) Accepted(ctx context.Context, p record.Proposal, judge, reason string, by record.ChangesetID) (record.Proposal, error) {
	p.State, p.Changeset = record.ProposalAccepted, by
	return d.judged(ctx, p, judge, reason)
}

// Reject notes that a proposal is not wanted, and why.
func (d *Desk) Reject(ctx context.Context, p record.Proposal, judge, reason string) (record.Proposal, error) {
	p.State, p.Changeset = record.ProposalRejected, record.ChangesetID{}
	return d.judged(ctx, p, judge, reason)
}

func (d *Desk) judged(ctx context.Context, p record.Proposal, judge, reason string) (record.Proposal, error) {
	p.Judge, p.Reason, p.JudgedAt = judge, reason, d.now()
	if err := p.Validate(); err != nil {
		return p, fmt.Errorf("judgement: %w", err)
	}
	return p, d.store.Judge(ctx, p)
}
