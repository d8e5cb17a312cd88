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
	// about is the id of the record that the input itself describes, once it is
	// known; creates says that the changeset puts it on record.
	about   uuid.UUID
	creates bool
}

// begin settles on whose behalf a mutation is made.
func (m *mutation) begin(ctx context.Context, name string, in input) (*editing, error) {
	r, err := m.query.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	if r.desk == nil {
		return nil, fmt.Errorf("%w graph: it is served for reading only", record.ErrUnsupported)
	}
	return &editing{request: r, mutation: m, name: name, input: in}, nil
}

// changeset is what the mutation will be on record as.
func (e *editing) changeset(ctx context.Context) (*record.Changeset, error) {
	id, err := record.NewID()
	if err != nil {
		return nil, fmt.Errorf("%w: no randomness for an id: %v", record.ErrUnavailable, err)
	}
	by := &record.Changeset{ID: record.ChangesetID(id), Author: TermsOf(ctx).Author, Message: e.input.text("message"), At: e.mutation.now(), Key: e.input.text("key")}
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

// commit makes the change that build makes of the newest snapshot, on behalf of a
// changeset.
func (e *editing) commit(ctx context.Context, build func(*graph.Snapshot, *record.Changeset) (record.Change, error)) (*payload, error) {
	by, err := e.changeset(ctx)
	if err != nil {
		return nil, err
	}
	expected, err := e.expected()
	if err != nil {
		return e.refused(err)
	}
	made, err := e.desk.Edit(ctx, graph.Edit{By: by, Expected: expected, Make: func(s *graph.Snapshot) (record.Change, error) { return build(s, by) }})
	if err != nil {
		return e.refused(err)
	}
	return e.done(made), nil
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
	if found := e.problemsOf(err, e.about); len(found) > 0 {
		return &payload{request: e.request, problems: found}, nil
	}
	return nil, err
}

// done is the payload of a change that was made, now or when the request was sent
// before.
func (e *editing) done(made graph.Edited) *payload {
	p := &payload{request: e.requestAt(made.Snapshot), about: e.about}
	if made.Changeset == nil {
		return p
	}
	p.changeset = p.request.changeset(made.Changeset)
	p.changeset.revision = made.Revision
	if e.creates {
		p.about = record.CreatedID(made.Changeset.ID, 0)
	}
	p.second = record.CreatedID(made.Changeset.ID, 1)
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
}

func (p *payload) Changeset() *changesetNode { return p.changeset }
func (p *payload) Problems() []*problem      { return p.problems }
func (p *payload) Changes() []*recordChange  { return p.changes }

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
