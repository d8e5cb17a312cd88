package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

// historyCommand shows what was changed, without loading the graph: the store keeps
// every revision.
type historyCommand struct {
	dataFlag
	Limit  int    `help:"Most changes to show; the default is 20." default:"20" env:"ONRECORD_HISTORY_LIMIT"`
	Before int64  `help:"Show the changes before this revision; the default is the newest." env:"ONRECORD_HISTORY_BEFORE" placeholder:"REVISION"`
	JSON   bool   `help:"Print one JSON object for each change." env:"ONRECORD_HISTORY_JSON" name:"json"`
	Of     string `arg:"" optional:"" help:"The id or slug of a record, to show what was changed of it, field by field."`
}

// Validate bounds what is printed.
func (h *historyCommand) Validate() error {
	if h.Limit < 1 || h.Limit > 10_000 {
		return fmt.Errorf("--limit %d: want 1 to 10000", h.Limit)
	}
	if h.Before < 0 {
		return fmt.Errorf("--before %d: want a revision, such as 12", h.Before)
	}
	return nil
}

// pastChange is one line of the list, as JSON has it.
type pastChange struct {
	Revision  record.Revision          `json:"revision"`
	At        time.Time                `json:"at"`
	Changeset record.ChangesetID       `json:"changeset"`
	Author    string                   `json:"author"`
	Reviewer  string                   `json:"reviewer,omitempty"`
	Message   string                   `json:"message"`
	Act       string                   `json:"act,omitempty"`
	Fields    []record.FieldDifference `json:"fields,omitempty"`
}

// Run reads beside a server that may be writing.
func (h *historyCommand) Run(ctx context.Context, c *console) (err error) {
	store, err := h.openToRead(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	records := quadstore.NewRecords(store)
	if h.Of == "" {
		return h.all(ctx, c.out, records)
	}
	id, err := recordNamed(ctx, records, h.Of)
	if err != nil {
		return err
	}
	return h.of(ctx, c.out, records, id)
}

// all shows changesets.
func (h *historyCommand) all(ctx context.Context, w io.Writer, records *quadstore.Records) error {
	made, err := records.Revisions(ctx, record.Revision(h.Before), h.Limit)
	if err != nil {
		return err
	}
	for _, m := range made {
		p, err := changeMade(ctx, records, m)
		if err != nil {
			return err
		}
		if err := h.print(w, p); err != nil {
			return err
		}
	}
	return nil
}

// of shows what was changed of one record.
func (h *historyCommand) of(ctx context.Context, w io.Writer, records *quadstore.Records, id uuid.UUID) error {
	revisions, err := records.TouchedBy(ctx, id, record.Revision(h.Before), h.Limit)
	if err != nil {
		return err
	}
	if len(revisions) == 0 && h.Before == 0 {
		return fmt.Errorf("%w: nothing on record has the id %s, or ever had", record.ErrNotFound, id)
	}
	for _, n := range revisions {
		p, err := changeOf(ctx, records, id, n)
		if err != nil {
			return err
		}
		if err := h.print(w, p); err != nil {
			return err
		}
	}
	return nil
}

// changeMade is who made a revision, when and why.
func changeMade(ctx context.Context, records *quadstore.Records, m record.Made) (pastChange, error) {
	p := pastChange{Revision: m.Revision, At: m.At, Changeset: m.Changeset}
	found, err := records.RecordsAt(ctx, []uuid.UUID{uuid.UUID(m.Changeset)}, m.Revision)
	if err != nil {
		return p, err
	}
	if by, ok := found[0].(*record.Changeset); ok {
		p.Author, p.Reviewer, p.Message = by.Author, by.Reviewer, by.Message
	}
	return p, nil
}

// changeOf is what a revision did to a record.
func changeOf(ctx context.Context, records *quadstore.Records, id uuid.UUID, n record.Revision) (pastChange, error) {
	made, err := records.Revisions(ctx, n+1, 1)
	if err != nil {
		return pastChange{}, err
	}
	if len(made) != 1 || made[0].Revision != n {
		return pastChange{}, fmt.Errorf("%w store: it has changes of revision %d, but not the revision; restore a backup", record.ErrCorrupt, n)
	}
	p, err := changeMade(ctx, records, made[0])
	if err != nil {
		return p, err
	}
	before, err := records.RecordsAt(ctx, []uuid.UUID{id}, n-1)
	if err != nil {
		return p, err
	}
	after, err := records.RecordsAt(ctx, []uuid.UUID{id}, n)
	if err != nil {
		return p, err
	}
	switch {
	case before[0] == nil:
		p.Act = "created"
	case after[0] == nil:
		p.Act = "removed"
	default:
		p.Act = "changed"
	}
	p.Fields = record.Differences(before[0], after[0])
	return p, nil
}

func (h *historyCommand) print(w io.Writer, p pastChange) error {
	if h.JSON {
		out := json.NewEncoder(w)
		out.SetEscapeHTML(false)
		return out.Encode(p)
	}
	act := ""
	if p.Act != "" {
		act = p.Act + " "
	}
	by := p.Author
	if p.Reviewer != "" {
		by += ", accepted by " + p.Reviewer
	}
	if _, err := fmt.Fprintf(w, "%d  %s  %sby %s: %s\n", p.Revision, p.At.UTC().Format(time.DateTime), act, by, p.Message); err != nil {
		return err
	}
	for _, f := range p.Fields {
		if _, err := fmt.Fprintf(w, "    %s: %s -> %s\n", f.Path, orNothing(f.Before), orNothing(f.After)); err != nil {
			return err
		}
	}
	return nil
}

func orNothing(text string) string {
	if text == "" {
		return "(nothing)"
	}
	return text
}

// recordNamed is the id of a record by itself or by a slug, present or former, for
// which the graph is loaded.
func recordNamed(ctx context.Context, records *quadstore.Records, name string) (uuid.UUID, error) {
	if id, err := record.ParseUUID(name); err == nil {
		return id, nil
	}
	g, err := openGraph(ctx, records)
	if err != nil {
		return uuid.Nil, err
	}
	for _, k := range []record.Kind{record.AnyActor, record.KindClaim, record.KindQuestion, record.KindEvent, record.KindDocument, record.KindTopic, record.KindPoll} {
		if r, found := g.Snapshot().BySlug(k, name); found {
			return r.Ref().ID, nil
		}
	}
	return uuid.Nil, fmt.Errorf("%w: nothing on record has the slug %q now; what was removed is found by its id", record.ErrNotFound, name)
}
