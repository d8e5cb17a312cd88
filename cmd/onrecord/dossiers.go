package main

import (
	"errors"
	"strings"

	"onrecord/internal/dossier"
	"onrecord/internal/graph"
	"onrecord/internal/graphqlapi"
	"onrecord/internal/record"
)

// dossiers reads dossiers for the API; the layout keeps the two packages apart.
type dossiers struct{}

// ReadDossier implements graphqlapi.DossierReader. There are no files beside a
// text that was sent.
func (dossiers) ReadDossier(text string, s *graph.Snapshot) (record.Change, error) {
	files, err := dossier.ReadAll([]dossier.Source{{Name: "text", Content: []byte(text)}}, s)
	if err == nil {
		var change record.Change
		if change, err = dossier.Difference(s, files...); err == nil {
			return change, nil
		}
	}
	return record.Change{}, mistakes(err)
}

// mistakes are the errors of a reading without the name of a file.
func mistakes(err error) error {
	var wrong dossier.Errors
	var clash dossier.Conflicts
	kind := record.ErrInvalid
	if errors.As(err, &clash) {
		wrong, kind = dossier.Errors(clash), record.ErrConflict
	} else if !errors.As(err, &wrong) {
		return err
	}
	all := make([]string, len(wrong))
	for i, e := range wrong {
		all[i] = strings.TrimPrefix(e.Error(), e.File+":")
	}
	return &graphqlapi.DossierError{Kind: kind, Mistakes: all}
}
