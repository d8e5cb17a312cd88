package main

import (
	"context"
	"fmt"
	"io/fs"

	"onrecord/internal/dossier"
	"onrecord/internal/graph"
	"onrecord/seeds"
)

// seed gives an empty graph the embedded dossiers; any other is left alone.
func seed(ctx context.Context, c *console, g *graph.Graph) error {
	if g.Snapshot().Revision() > 0 {
		return nil
	}
	sources, err := embeddedDossiers()
	if err != nil {
		return err
	}
	if err := importDossiers(ctx, c, g, sources, "onrecord"); err != nil {
		return fmt.Errorf("load the embedded dossiers: %w", err)
	}
	return nil
}

func embeddedDossiers() (sources []dossier.Source, err error) {
	names, err := fs.Glob(seeds.Dossiers, "*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		content, err := fs.ReadFile(seeds.Dossiers, name)
		if err != nil {
			return nil, err
		}
		sources = append(sources, dossier.Source{Name: "seeds/" + name, Content: content, Texts: seeds.Dossiers})
	}
	return sources, nil
}
