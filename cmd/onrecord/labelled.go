package main

import (
	"errors"
	"fmt"
	"strings"

	"onrecord/internal/dossier"
	"onrecord/internal/record"
)

// labelled retells what the graph found wrong with a change in the words of the
// files it came from: an editor knows slugs, keys and lines, not ids.
func labelled(err error, files []*dossier.File) error {
	var change *record.ChangeError
	if !errors.As(err, &change) {
		return err
	}
	var lines []string
	for _, p := range change.Problems {
		where := p.Ref.String()
		for _, f := range files {
			if place, ok := f.Place(p.Ref); ok {
				where = place.String()
			}
		}
		lines = append(lines, fmt.Sprintf("%s: %s", where, p.Problem))
	}
	return fmt.Errorf("%w:\n%s", change.Kind, strings.Join(lines, "\n"))
}
