package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"onrecord/internal/quads"
)

type queryCommand struct {
	dataFlag
	Limit   int           `help:"Most results." default:"100" env:"ONRECORD_QUERY_LIMIT"`
	Timeout time.Duration `help:"Most time the query may take." default:"30s" env:"ONRECORD_QUERY_TIMEOUT"`
	Gizmo   string        `arg:"" help:"The query, such as: g.V().has('<rdf:type>', '<schema:Claim>').all(). The prefixes are those of schema/ontology.ttl and cito."`
}

// Validate bounds what one query prints.
func (q *queryCommand) Validate() error {
	if q.Limit < 1 || q.Limit > 100_000 {
		return fmt.Errorf("--limit %d: want 1 to 100000", q.Limit)
	}
	if q.Timeout <= 0 {
		return fmt.Errorf("--timeout %v: want some time, such as 30s", q.Timeout)
	}
	return nil
}

// Run prints one JSON object for each result. Gizmo runs JavaScript, so it is
// offered here, to the person who owns the store, and nowhere over a network.
func (q *queryCommand) Run(ctx context.Context, c *console) (err error) {
	store, err := q.openToRead(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	ctx, cancel := context.WithTimeout(ctx, q.Timeout)
	defer cancel()
	out := json.NewEncoder(c.out)
	out.SetEscapeHTML(false)
	return store.Gizmo(ctx, spelledOut(q.Gizmo), q.Limit, func(result any) error { return out.Encode(result) })
}

// spelledOut writes the prefixes of names in full, as they are in the store: a
// query with a short name would find nothing and not say why.
func spelledOut(gizmo string) string {
	return strings.NewReplacer(
		"<rdf:", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#",
		"<rdfs:", "<http://www.w3.org/2000/01/rdf-schema#",
		"<xsd:", "<http://www.w3.org/2001/XMLSchema#",
		"<owl:", "<http://www.w3.org/2002/07/owl#",
		"<skos:", "<http://www.w3.org/2004/02/skos/core#",
		"<schema:", "<http://schema.org/",
		"<prov:", "<http://www.w3.org/ns/prov#",
		"<org:", "<http://www.w3.org/ns/org#",
		"<oa:", "<http://www.w3.org/ns/oa#",
		"<cito:", "<http://purl.org/spar/cito/",
		"<onrecord:", "<"+quads.Namespace,
	).Replace(gizmo)
}
