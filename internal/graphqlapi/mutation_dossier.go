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

// preparesDossier sees that there is a reader.
func preparesDossier(_ context.Context, e *editing) error {
	if e.mutation.dossiers == nil {
		return fmt.Errorf("%w mutation: this server reads no dossiers", record.ErrUnsupported)
	}
	e.rehearsal, e.shows = e.input.flag("dryRun", false), true
	return nil
}

func applied(e *editing, s *graph.Snapshot, _ *record.Changeset) (record.Change, error) {
	change, err := e.mutation.dossiers.ReadDossier(e.input.text("text"), s)
	return change, ofText(err)
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
