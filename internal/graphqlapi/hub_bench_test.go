package graphqlapi

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"testing"
	"time"

	"onrecord/internal/graph"
	"onrecord/internal/graph/storetest"
	"onrecord/internal/record"
)

// hubs is a graph in which a hundred thousand people speak on one claim, and one
// person on fifty thousand.
func hubs(b *testing.B) *graph.Snapshot {
	b.Helper()
	const speakers, claims = 100_000, 50_000
	all := []record.Record{paper("gazette", "2025-06-30"), proposition("everybody-on-it", "Everybody speaks on this"), human("speaks-on-all", "Who Speaks on All")}
	side := func(n int) record.Position { return record.Supports + record.Position(n%2) }
	for n := range speakers {
		slug := fmt.Sprint("speaker-", n)
		all = append(all, human(slug, fmt.Sprint("Speaker ", n)), says(slug, slug, "gazette", "2025-01-01"), takes(slug, "everybody-on-it", side(n)))
	}
	for n := range claims {
		slug := fmt.Sprint("claim-", n)
		all = append(all, proposition(slug, fmt.Sprint("Claim ", n)), says(slug, "speaks-on-all", "gazette", record.DateOf(time.Unix(int64(n)*5_000, 0)).String()), takes(slug, slug, side(n)))
	}
	all = append(all, says("on-it", "speaks-on-all", "gazette", "2025-03-01"), takes("on-it", "everybody-on-it", record.Supports))
	g, err := graph.Open(context.Background(), storetest.NewReference())
	if err != nil {
		b.Fatal(err)
	}
	by := &record.Changeset{ID: declared[record.Changeset]("changeset", "hubs"), Author: "an editor", Message: "hubs", At: time.Unix(1, 0)}
	s, err := g.Commit(context.Background(), by, record.Change{Put: all})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkHubs asks what a hub makes expensive; the first answer of a revision,
// which nothing is remembered for, is told apart.
func BenchmarkHubs(b *testing.B) {
	s := hubs(b)
	schema, err := NewSchema(Sources{Searcher: storetest.NewReference(), Version: "test", Now: time.Now}, SchemaOptions(DefaultLimits(), slog.New(slog.NewTextHandler(io.Discard, nil)))...)
	if err != nil {
		b.Fatal(err)
	}
	ctx := WithTerms(WithSnapshot(context.Background(), s), &Terms{Languages: []string{"en"}, BaseURL: testBase, Today: today})
	hub, one, other := idText(actorID("speaks-on-all")), idText(actorID("speaker-1")), idText(actorID("speaker-2"))
	claim := idText(declared[record.Claim]("claim", "everybody-on-it"))
	for name, query := range map[string]string{
		"stances":      `{ claim(slug: "everybody-on-it") { stances(first: 50) { totalCount edges { node { position actor { name } quote { gist } } } } } }`,
		"stances-asOf": `{ claim(slug: "everybody-on-it") { stances(first: 50, asOf: "2025-02") { totalCount edges { node { position actor { name } } } } } }`,
		"tally":        `{ claim(slug: "everybody-on-it") { tally { supports opposes actors contention } } }`,
		"tally-asOf":   `{ claim(slug: "everybody-on-it") { tallyAsOf(date: "2025-02") { supports opposes actors } } }`,
		"origins":      `{ claim(slug: "everybody-on-it") { independentOrigins } }`,
		"positions":    `{ person(slug: "speaks-on-all") { positions(first: 20) { totalCount edges { node { position claim { text } } } } } }`,
		"shifts":       `{ person(slug: "speaks-on-all") { shifts { totalCount } } }`,
		"quotes":       `{ person(slug: "speaks-on-all") { quotes(first: 20) { totalCount edges { node { gist stances { claim { text } } } } } } }`,
		"circle":       `{ person(slug: "speaks-on-all") { alignments(kind: DISAGREEMENT) { totalCount edges { node { b { name } disagreed } } } } }`,
		"circle-asOf":  `{ person(slug: "speaks-on-all") { alignments(kind: DISAGREEMENT, asOf: "2025-03") { totalCount } } }`,
		"pair":         fmt.Sprintf(`{ alignment(a: %q, b: %q) { disagreed points { totalCount } } }`, hub, one),
		"path":         fmt.Sprintf(`{ path(from: %q, to: %q, through: [DISAGREEMENT], maxLength: 4) { length } }`, one, other),
		"path-none":    fmt.Sprintf(`{ path(from: %q, to: %q, through: [QUALIFICATION], maxLength: 4) { length } }`, one, other),
		"matrix":       fmt.Sprintf(`{ alignmentMatrix(about: %q, first: 20) { actors { name } disagreed } }`, claim),
		"matrix-all":   `{ alignmentMatrix(first: 20) { actors { name } disagreed } }`,
		"camps":        fmt.Sprintf(`{ camps(about: %q) { label } }`, claim),
		"contestedBy":  fmt.Sprintf(`{ claims(filter: {contestedBy: [%q]}) { totalCount } }`, one),
		"silentOn":     fmt.Sprintf(`{ people(filter: {silentOn: %q}) { totalCount } }`, claim),
		"contested":    `{ claims(orderBy: CONTESTED, first: 5) { edges { node { text } } } }`,
		"quotesOn":     fmt.Sprintf(`{ quotes(filter: {claim: %q, position: [SUPPORTS]}) { totalCount } }`, claim),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				answer := schema.Exec(ctx, query, "", nil)
				for _, e := range answer.Errors {
					if faultOfExecution(e).Code != codeTooLarge {
						b.Fatalf("%s: %v", query, e)
					}
				}
				if len(answer.Errors) > 0 {
					b.ReportMetric(1, "refused")
				}
			}
		})
	}
}
