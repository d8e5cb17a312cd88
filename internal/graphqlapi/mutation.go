package graphqlapi

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// mutation resolves the root fields that change the graph. Each makes one
// changeset or none. What is wrong with its input is told in the payload; an
// error is the server's affair, or means that the request may not do this.
type mutation struct {
	query    *query
	dossiers DossierReader
	now      func() time.Time
}

// editing is one mutation on its way.
type editing struct {
	*request
	mutation *mutation
	name     string
	input    input
	act      act
	// about is the id of the record that the mutation is about, second that of
	// another; creates says that the changeset puts them on record.
	about, second uuid.UUID
	creates       bool
	// described leads from the ids of records that the input describes to where in
	// it: what is wrong with one of them is told there.
	described map[uuid.UUID][]string
	// past is what an earlier changeset changed, where the mutation is about one.
	past []graph.Changed
	// rehearsal only tells what would change; shows says that the payload tells it
	// in any case.
	rehearsal, shows bool
}

// run carries out a mutation, or keeps it as a proposal.
func (m *mutation) run(ctx context.Context, name string, in input) (*payload, error) {
	e, err := m.begin(ctx, name, in)
	if err != nil {
		return nil, err
	}
	if err := e.act.prepare(ctx, e); err != nil {
		return e.refused(err)
	}
	by, err := e.changeset(ctx)
	if err != nil {
		return nil, err
	}
	switch {
	case e.rehearsal:
		return e.rehearse(ctx, by)
	case TermsOf(ctx).Identity.Role < record.Editor:
		return e.suggest(ctx, by)
	}
	expected, err := e.expected()
	if err != nil {
		return e.refused(err)
	}
	return e.commit(ctx, by, expected)
}

// begin sees that the request may do this.
func (m *mutation) begin(ctx context.Context, name string, in input) (*editing, error) {
	r, err := m.query.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	// The handler asked before; whoever executes without it is asked here.
	if err := permits(ctx, name); err != nil {
		return nil, err
	}
	if r.graph == nil || r.past {
		return nil, fmt.Errorf("%w graph: it is served for reading only", record.ErrUnsupported)
	}
	return m.editing(r, name, in), nil
}

// editing is a mutation that was not prepared yet.
func (m *mutation) editing(r *request, name string, in input) *editing {
	act, ok := actOf(name)
	if !ok {
		act.prepare = func(context.Context, *editing) error {
			return fmt.Errorf("%w mutation: nothing is known of %s", record.ErrUnsupported, name)
		}
	}
	return &editing{request: r, mutation: m, name: name, input: in, act: act, described: map[uuid.UUID][]string{}}
}

// changeset is what the mutation will be on record as.
func (e *editing) changeset(ctx context.Context) (*record.Changeset, error) {
	id, err := record.NewID()
	if err != nil {
		return nil, fmt.Errorf("%w: no randomness for an id: %v", record.ErrUnavailable, err)
	}
	by := &record.Changeset{ID: record.ChangesetID(id), Author: TermsOf(ctx).Identity.Name, Message: e.input.text("message"), At: e.mutation.now(), Key: e.input.text("key")}
	if by.Message == "" {
		by.Message = e.name
	}
	if by.Key != "" {
		asked, err := json.Marshal(map[string]any{e.name: e.input})
		if err != nil {
			return nil, fmt.Errorf("%w input: it cannot be written as JSON: %v", record.ErrInvalid, err)
		}
		by.Request = record.HashOf(string(asked))
	}
	return by, nil
}

// commit makes the change of the newest snapshot.
func (e *editing) commit(ctx context.Context, by *record.Changeset, expected record.Revision) (*payload, error) {
	var changes []*recordChange
	made, err := e.graph.Edit(ctx, graph.Edit{By: by, Expected: expected, Make: func(s *graph.Snapshot) (record.Change, error) {
		change, err := e.act.build(e, s, by)
		if err == nil && e.shows {
			changes = differenceOf(s, change)
		}
		return change, err
	}})
	if err != nil {
		return e.refused(err)
	}
	p := e.done(made)
	if p.changes = changes; made.Repeated && e.shows {
		past, err := e.graph.Difference(ctx, made.Revision-1, made.Revision)
		if err != nil {
			return nil, err
		}
		p.changes = changesOf(past)
	}
	return p, nil
}

// rehearse tells what the mutation would change, and what would hinder it.
func (e *editing) rehearse(ctx context.Context, by *record.Changeset) (*payload, error) {
	changes, err := e.outlook(ctx, by)
	if err != nil {
		return e.refused(err)
	}
	return &payload{request: e.request, changes: changes}, nil
}

// outlook is what the mutation would change of the graph as it stands.
func (e *editing) outlook(ctx context.Context, by *record.Changeset) ([]*recordChange, error) {
	change, err := e.act.build(e, e.snapshot, by)
	if err == nil {
		err = e.snapshot.Try(ctx, change)
	}
	if err != nil {
		return nil, err
	}
	return differenceOf(e.snapshot, change), nil
}

func (e *editing) expected() (record.Revision, error) {
	n, given := e.input["expectedRevision"].(int32)
	if given && n < 1 {
		return 0, problemAt(codeInvalid, "want the number of a revision, from 1", "expectedRevision")
	}
	return record.Revision(n), nil
}

// refused makes a payload of an error that is the editor's, and passes on others.
func (e *editing) refused(err error) (*payload, error) {
	if found := e.problemsOf(err); len(found) > 0 {
		return &payload{request: e.request, problems: found}, nil
	}
	return nil, err
}

// done is the payload of a change that was made, now or when the request was sent
// before.
func (e *editing) done(made graph.Edited) *payload {
	p := &payload{request: e.requestAt(made.Snapshot), about: e.about, second: e.second}
	if made.Changeset == nil {
		return p
	}
	p.changeset = p.request.changeset(made.Changeset)
	p.changeset.revision = made.Revision
	if e.creates {
		p.about = record.CreatedID(made.Changeset.ID, 0)
	}
	if e.second == uuid.Nil {
		p.second = record.CreatedID(made.Changeset.ID, replacementNo)
	}
	return p
}

// payload answers every mutation; each has fields of its own for what it changed.
type payload struct {
	request *request
	// about is the record that the mutation was about, second another one that it
	// made.
	about, second uuid.UUID
	changeset     *changesetNode
	problems      problems
	changes       []*recordChange
	proposal      *proposalNode
}

func (p *payload) Changeset() *changesetNode { return p.changeset }
func (p *payload) Problems() []*problem      { return p.problems }
func (p *payload) Changes() []*recordChange  { return p.changes }
func (p *payload) Proposal() *proposalNode   { return p.proposal }

// record is what the mutation was about, as it stands after it.
func (p *payload) record(id uuid.UUID) record.Record {
	if rec, ok := p.request.snapshot.Record(id); ok && len(p.problems) == 0 {
		return rec
	}
	return nil
}

// of is what a mutation was about, as a node of its type.
func of[T, N any](p *payload, id uuid.UUID, show func(*T) *N) *N {
	rec, ok := any(p.record(id)).(*T)
	if !ok {
		return nil
	}
	return show(rec)
}
