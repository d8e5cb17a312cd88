package graphqlapi

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// DossierReader reads dossiers. The layout keeps its package apart from this one.
type DossierReader interface {
	// ReadDossier gives the change that makes a graph follow a dossier. What is
	// wrong with the text is a *DossierError.
	ReadDossier(text string, s *graph.Snapshot) (record.Change, error)
}

// DossierError is all that is wrong with a dossier.
type DossierError struct {
	// Kind is record.ErrInvalid, or record.ErrConflict where it clashes with what is
	// on record.
	Kind error
	// Mistakes tell each its line, its column, the field and what would be right.
	Mistakes []string
}

func (e *DossierError) Error() string {
	return fmt.Sprintf("%v dossier: %s", e.Kind, strings.Join(e.Mistakes, "; "))
}

func (e *DossierError) Unwrap() error { return e.Kind }

func (m *mutation) ApplyDossier(ctx context.Context, args inputArguments) (*payload, error) {
	e, err := m.begin(ctx, "applyDossier", args.Input)
	if err != nil {
		return nil, err
	}
	if m.dossiers == nil {
		return nil, fmt.Errorf("%w mutation: this server reads no dossiers", record.ErrUnsupported)
	}
	if args.Input.flag("dryRun", false) {
		return e.rehearse(ctx)
	}
	var change record.Change
	var base *graph.Snapshot
	p, err := e.commit(ctx, func(s *graph.Snapshot, _ *record.Changeset) (_ record.Change, err error) {
		base = s
		change, err = m.dossiers.ReadDossier(args.Input.text("text"), s)
		return change, ofText(err)
	})
	if p != nil && base != nil && len(p.problems) == 0 {
		p.changes = differenceOf(base, change)
	}
	return p, err
}

// rehearse tells what a dossier would change, and what would hinder it.
func (e *editing) rehearse(ctx context.Context) (*payload, error) {
	change, err := e.mutation.dossiers.ReadDossier(e.input.text("text"), e.snapshot)
	if err != nil {
		return e.refused(ofText(err))
	}
	if err := e.snapshot.Try(ctx, change); err != nil {
		return e.refused(err)
	}
	return &payload{request: e.request, changes: differenceOf(e.snapshot, change)}, nil
}

// ofText are the mistakes of a dossier as problems with the text.
func ofText(err error) error {
	var wrong *DossierError
	if !errors.As(err, &wrong) {
		return err
	}
	c := codeInvalid
	if errors.Is(err, record.ErrConflict) {
		c = codeConflict
	}
	var found problems
	for _, m := range wrong.Mistakes[:min(len(wrong.Mistakes), mostProblems)] {
		found = append(found, problemAt(c, m, "text"))
	}
	return found
}
