package graphqlapi

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/google/uuid"

	"onrecord/internal/record"
	"onrecord/internal/review"
)

// proposalNode is a change that somebody suggests.
type proposalNode struct {
	Proposal     nodeID
	Mutation     string
	Input        string
	Author       string
	Message      string
	At           dateTime
	BaseRevision int32
	State        record.ProposalState
	Judge        *string
	Reason       *string
	JudgedAt     *dateTime
	// outlook tells what the proposal would change and what would hinder it; nil is
	// nothing of either.
	outlook func(context.Context) (*outlook, error)
	req     *request
	rec     record.Proposal
}

// outlook is what an open proposal would come to now.
type outlook struct {
	changes  []*recordChange
	problems problems
}

// Changes are worked out where they are asked for alone.
func (p *proposalNode) Changes(ctx context.Context) ([]*recordChange, error) {
	found, err := p.look(ctx)
	return found.changes, err
}

// Problems are worked out together with the changes.
func (p *proposalNode) Problems(ctx context.Context) ([]*problem, error) {
	found, err := p.look(ctx)
	return found.problems, err
}

func (p *proposalNode) look(ctx context.Context) (*outlook, error) {
	if p.outlook == nil {
		return &outlook{}, nil
	}
	found, err := p.outlook(ctx)
	if err != nil {
		return &outlook{}, err
	}
	return found, nil
}

func (r *request) proposal(p record.Proposal) *proposalNode {
	return &proposalNode{
		Proposal: nodeID(p.ID), Mutation: p.Mutation, Input: string(p.Input), Author: p.Author, Message: p.Message,
		At: dateTime(p.At), BaseRevision: int32(p.Base), State: p.State,
		Judge: textOrNull(&p.Judge), Reason: textOrNull(&p.Reason), JudgedAt: timeOrNull(&p.JudgedAt), req: r, rec: p,
	}
}

// Changeset is the change that was made.
func (p *proposalNode) Changeset() *changesetNode {
	return found(p.req.snapshot, p.rec.Changeset, p.req.changeset)
}

// desk is where proposals wait.
func (q *query) desk() (*review.Desk, error) {
	if q.reviews == nil {
		return nil, fmt.Errorf("%w proposals: this server keeps none", record.ErrUnsupported)
	}
	return q.reviews, nil
}

// suggest keeps a mutation as a proposal, unless something hinders it now.
func (e *editing) suggest(ctx context.Context, by *record.Changeset) (*payload, error) {
	desk, err := e.mutation.query.desk()
	if err != nil {
		return nil, err
	}
	changes, err := e.outlook(ctx, by)
	if err != nil {
		return e.refused(err)
	}
	asked := e.input.of()
	if id, given := e.input["id"]; given {
		asked["id"] = id
	}
	text, err := json.Marshal(asked)
	if err != nil {
		return nil, fmt.Errorf("%w input: it cannot be written as JSON: %v", record.ErrInvalid, err)
	}
	kept, err := desk.Suggest(ctx, record.Proposal{
		Mutation: e.name, Input: text, Author: by.Author, Message: by.Message, Base: e.snapshot.Revision(), Key: by.Key,
	})
	if err != nil {
		return e.refused(err)
	}
	p := &payload{request: e.request, proposal: e.proposal(kept)}
	p.proposal.outlook = func(context.Context) (*outlook, error) { return &outlook{changes: changes}, nil }
	if e.shows {
		p.changes = changes
	}
	return p, nil
}

// accept makes the change of a proposal and notes it.
func (m *mutation) accept(ctx context.Context, in input) (*payload, error) {
	j, refused, err := m.judgement(ctx, "acceptProposal", in)
	if j == nil {
		return refused, err
	}
	by, err := j.desk.Accepting(j.proposal, j.judge)
	if err != nil {
		return nil, err
	}
	suggested, err := m.proposed(j.request, j.proposal)
	if err != nil {
		return nil, err
	}
	if err := suggested.act.prepare(ctx, suggested); err != nil {
		return suggested.refused(err)
	}
	made, err := suggested.commit(ctx, by, j.proposal.Base)
	if err != nil || len(made.problems) > 0 {
		return made, err
	}
	if made.changeset == nil {
		return j.refused(problemAt(codeConflict, "there is nothing left to change: everything stands as the proposal wants it; reject it", "proposal"))
	}
	accepted, err := j.desk.Accepted(ctx, j.proposal, j.judge, in.text("reason"), made.changeset.rec.ID)
	if err != nil {
		return nil, err
	}
	made.proposal = made.request.proposal(accepted)
	return made, nil
}

// reject says that a proposal is not wanted.
func (m *mutation) reject(ctx context.Context, in input) (*payload, error) {
	j, refused, err := m.judgement(ctx, "rejectProposal", in)
	if j == nil {
		return refused, err
	}
	rejected, err := j.desk.Reject(ctx, j.proposal, j.judge, in.text("reason"))
	if err != nil {
		return j.editing.refused(err)
	}
	return &payload{request: j.request, proposal: j.request.proposal(rejected)}, nil
}

// judgement is an open proposal before its judge.
type judgement struct {
	*editing
	desk     *review.Desk
	judge    string
	proposal record.Proposal
}

// judgement finds the proposal that is to be judged; where there is none that can
// be, it is nil and the payload says why.
func (m *mutation) judgement(ctx context.Context, name string, in input) (*judgement, *payload, error) {
	e, err := m.begin(ctx, name, in)
	if err != nil {
		return nil, nil, err
	}
	desk, err := m.query.desk()
	if err != nil {
		return nil, nil, err
	}
	id, err := in.id("proposal")
	var p record.Proposal
	if err == nil {
		p, err = desk.Open(ctx, id)
	}
	if err != nil {
		refused, err := e.refused(err)
		if refused != nil {
			refused.problems = refused.problems.within("proposal")
		}
		return nil, refused, err
	}
	return &judgement{e, desk, TermsOf(ctx).Identity.Name, p}, nil, nil
}

// proposed is the mutation that a proposal asks for.
func (m *mutation) proposed(r *request, p record.Proposal) (*editing, error) {
	var asked input
	if err := json.Unmarshal(p.Input, (*map[string]any)(&asked)); err != nil {
		return nil, fmt.Errorf("%w proposal %s: its input cannot be read: %v", record.ErrCorrupt, p.ID, err)
	}
	return m.editing(r, p.Mutation, asked), nil
}

// Proposals are the changes that wait for a review, and those that were judged.
func (q *query) Proposals(ctx context.Context, args struct {
	State *string
	pageArguments
}) (*connection[record.Proposal, *proposalNode], error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	if err := permits(ctx, "proposals"); err != nil {
		return nil, err
	}
	desk, err := q.desk()
	if err != nil {
		return nil, err
	}
	size, err := args.size(usualPage)
	if err != nil {
		return nil, err
	}
	s, older := sealOf("proposals", orderOr(args.State, "")), uuid.Nil
	if args.After != nil {
		key, err := s.decode(*args.After)
		if err != nil {
			return nil, err
		}
		if len(key) != len(older) {
			return nil, errCursor("is not one of this server's")
		}
		older = uuid.UUID(key)
	}
	state, err := stateOf(args.State)
	if err != nil {
		return nil, err
	}
	all, total, err := desk.List(ctx, state, older, size+1)
	if err != nil {
		return nil, err
	}
	page := make([]*record.Proposal, min(size, len(all)))
	for i := range page {
		page[i] = &all[i]
	}
	l := listing[record.Proposal, *proposalNode]{
		key:  func(p *record.Proposal) sortKey { return append(sortKey(nil), p.ID[:]...) },
		seal: s,
		show: func(p *record.Proposal) *proposalNode { return q.outlookOf(r, *p) },
	}
	return l.connect(page, args.After != nil, len(all) > size, total), nil
}

func stateOf(word *string) (*record.ProposalState, error) {
	if word == nil {
		return nil, nil
	}
	state := new(record.ProposalState)
	if err := state.UnmarshalText([]byte(*word)); err != nil {
		return nil, invalid("state", "%v", err)
	}
	return state, nil
}

// mostOutlooks bounds how many outlooks are worked out at once, of all requests: each
// may be of a whole dossier, which takes some tens of megabytes and milliseconds.
const mostOutlooks = 2

// outlookOf is a proposal with what it would do now, which is worked out once.
func (q *query) outlookOf(r *request, p record.Proposal) *proposalNode {
	n := r.proposal(p)
	if p.State != record.ProposalOpen {
		return n
	}
	var once sync.Mutex
	var found *outlook
	n.outlook = func(ctx context.Context) (*outlook, error) {
		once.Lock()
		defer once.Unlock()
		if found != nil {
			return found, nil
		}
		select {
		case q.outlooks <- struct{}{}:
			defer func() { <-q.outlooks }()
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		seen := q.mutation.outlookOf(ctx, r, p)
		if err := ctx.Err(); err != nil {
			return nil, err // it was not seen to its end
		}
		found = seen
		return found, nil
	}
	return n
}

func (m *mutation) outlookOf(ctx context.Context, r *request, p record.Proposal) *outlook {
	e, err := m.proposed(r, p)
	if err == nil {
		err = e.act.prepare(ctx, e)
	}
	var changes []*recordChange
	if err == nil {
		by := &record.Changeset{ID: record.ChangesetID(p.ID), Author: p.Author, Message: p.Message, At: p.At}
		changes, err = e.outlook(ctx, by)
	}
	if err != nil {
		return &outlook{problems: e.problemsOr(err)}
	}
	return &outlook{changes: changes}
}

// problemsOr are the problems of an error, or that it cannot be told at the moment.
func (e *editing) problemsOr(err error) problems {
	if e != nil {
		if found := e.problemsOf(err); len(found) > 0 {
			return found
		}
	}
	return problems{problemAt(codeConflict, "what it would change cannot be worked out at the moment")}
}
