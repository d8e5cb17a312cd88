package graphqlapi

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	graphql "github.com/graph-gophers/graphql-go"

	"onrecord/internal/access"
	"onrecord/internal/graph"
	"onrecord/internal/graph/storetest"
	"onrecord/internal/record"
	"onrecord/internal/review"
	"onrecord/internal/review/reviewtest"
)

// desk is a small graph under construction, and the contract served over it.
type desk struct {
	t         testing.TB
	store     *storetest.Reference
	graph     *graph.Graph
	schema    *graphql.Schema
	languages []string
	commits   int
	log       bytes.Buffer
	// readOnly serves snapshots without their graph, edition another one than the
	// newest; who asks on behalf of another than an editor.
	readOnly bool
	edition  *Edition
	who      *access.Identity
}

const testBase = "https://record.example"

// today is the day of every request.
var today = record.Date{Year: 2026, Month: 6, Day: 1}

// openDesk serves a graph of the given records.
func openDesk(t testing.TB, records ...record.Record) *desk {
	t.Helper()
	d := &desk{t: t, store: storetest.NewReference(), languages: []string{"en"}}
	g, err := graph.Open(context.Background(), d.store)
	if err != nil {
		t.Fatal(err)
	}
	d.graph = g
	logger := slog.New(slog.NewTextHandler(io.MultiWriter(&d.log), nil))
	if d.schema, err = NewSchema(Sources{Searcher: d.store, Reviews: review.NewDesk(&reviewtest.Reference{}, time.Now), Version: "test", Now: time.Now}, SchemaOptions(DefaultLimits(), logger)...); err != nil {
		t.Fatal(err)
	}
	d.commit(record.Change{Put: records})
	return d
}

func (d *desk) commit(change record.Change) {
	d.t.Helper()
	if change.Empty() {
		return
	}
	d.commits++
	by := &record.Changeset{ID: declared[record.Changeset]("changeset", strconv.Itoa(d.commits)), Author: "an editor", Message: "a change", Reviewer: "a reviewer", At: time.Unix(int64(d.commits), 0)}
	if _, err := d.graph.Commit(context.Background(), by, change); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) put(records ...record.Record) {
	d.t.Helper()
	d.commit(record.Change{Put: records})
}

func (d *desk) exec(query string, variables map[string]any) *graphql.Response {
	edition := EditionIn(d.graph, today)
	if d.readOnly {
		edition = EditionOf(d.graph.Snapshot(), today)
	}
	if d.edition != nil {
		edition = *d.edition
	}
	who := access.Identity{Name: "Ada Editor", Role: record.Editor}
	if d.who != nil {
		who = *d.who
	}
	ctx := WithTerms(edition.Bind(context.Background()), &Terms{Languages: d.languages, BaseURL: testBase, Today: today, Identity: who})
	return d.schema.Exec(ctx, query, "", variables)
}

// ask wants an answer without errors.
func (d *desk) ask(query string, variables ...map[string]any) answered {
	d.t.Helper()
	response := d.exec(query, slices.Concat(variables, []map[string]any{nil})[0])
	if len(response.Errors) > 0 {
		d.t.Fatalf("%s\n%v", query, response.Errors)
	}
	var data any
	if err := json.Unmarshal(response.Data, &data); err != nil {
		d.t.Fatalf("%s\nthe answer is not JSON: %v\n%s", query, err, response.Data)
	}
	return answered{d.t, data}
}

// refuses wants an error with a code, and its message to name something.
func (d *desk) refuses(query string, want code, naming string) {
	d.t.Helper()
	response := d.exec(query, nil)
	if len(response.Errors) != 1 {
		d.t.Errorf("%s: %d errors (%v), want one", query, len(response.Errors), response.Errors)
		return
	}
	e := response.Errors[0]
	if got := e.Extensions["code"]; got != string(want) {
		d.t.Errorf("%s: code %v (%v), want %s", query, got, e, want)
	}
	if !strings.Contains(e.Message, naming) {
		d.t.Errorf("%s: message %q does not name %q", query, e.Message, naming)
	}
	if f := faultOfExecution(e); f.Code != want && want == codeInvalid {
		d.t.Errorf("%s: over HTTP the code is %s, want %s", query, f.Code, want)
	}
}

// answered is an answer, read by paths such as "claim.stances.edges.0.node".
type answered struct {
	t    testing.TB
	data any
}

func (a answered) at(path string) any {
	a.t.Helper()
	value := a.data
	for step := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			next, ok := v[step]
			if !ok {
				a.t.Fatalf("%s: there is no %q in %v", path, step, v)
			}
			value = next
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(v) {
				a.t.Fatalf("%s: there is no %q among %d", path, step, len(v))
			}
			value = v[i]
		default:
			a.t.Fatalf("%s: nothing is inside %v", path, value)
		}
	}
	return value
}

// list is what path gives in each item of a list.
func (a answered) list(list, path string) []string {
	a.t.Helper()
	items, ok := a.at(list).([]any)
	if !ok {
		a.t.Fatalf("%s is no list", list)
	}
	all := make([]string, 0, len(items))
	for i := range items {
		all = append(all, text(a.at(list+"."+strconv.Itoa(i)+"."+path)))
	}
	return all
}

func text(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	b, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func (a answered) want(path string, want any) {
	a.t.Helper()
	if got := text(a.at(path)); got != text(want) {
		a.t.Errorf("%s is %s, want %s", path, got, text(want))
	}
}

func (a answered) wantList(list, path string, want ...string) {
	a.t.Helper()
	if got := a.list(list, path); !slices.Equal(got, want) {
		a.t.Errorf("%s.%s is %q, want %q", list, path, got, want)
	}
}

func declared[T any](kind, key string) record.ID[T] {
	return record.ID[T](record.DeclaredID(kind, key))
}

func actorID(slug string) record.ActorID { return declared[record.Actor]("actor", slug) }

func onDay(text string) record.Date {
	d, err := record.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

func named(names ...string) record.Profile {
	p := record.Profile{Slug: names[0]}
	for i, n := range names[1:] {
		kind := record.AsPrinted
		if i == 0 {
			kind = record.PrimaryName
		}
		p.Names = append(p.Names, record.Name{Text: n, Language: "en", Kind: kind})
	}
	return p
}

func human(names ...string) *record.Person {
	return &record.Person{ID: declared[record.Person]("actor", names[0]), Profile: named(names...)}
}

func body(names ...string) *record.Institution {
	return &record.Institution{ID: declared[record.Institution]("actor", names[0]), Profile: named(names...), Kind: record.GovernmentBody}
}

func english(s string) record.Texts { return record.Texts{{Language: "en", Text: s}} }

func paper(slug, published string) *record.Document {
	d := &record.Document{ID: declared[record.Document]("document", slug), Slug: slug, Titles: english("Title of " + slug), Language: "en"}
	if published != "" {
		d.PublishedOn = onDay(published)
	}
	return d
}

func proposition(slug, text string) *record.Claim {
	return &record.Claim{ID: declared[record.Claim]("claim", slug), Slug: slug, Texts: english(text), Kind: record.Predictive}
}

// says is an indirect quote; said may be empty.
func says(key, speaker, document, said string, change ...func(*record.Quote)) *record.Quote {
	q := &record.Quote{
		ID: declared[record.Quote]("quote", key), Speaker: actorID(speaker), Document: declared[record.Document]("document", document),
		Mode: record.Indirect, Gists: english("gist of " + key), Language: "en",
	}
	if said != "" {
		q.SaidOn, q.SaidOnBasis = onDay(said), record.Printed
	}
	for _, f := range change {
		f(q)
	}
	return q
}

// takes is a stance of a quote.
func takes(quote, claim string, side record.Position, change ...func(*record.Stance)) *record.Stance {
	s := &record.Stance{
		ID: declared[record.Stance]("stance", quote+"/"+claim), Quote: declared[record.Quote]("quote", quote),
		Claim: declared[record.Claim]("claim", claim), Position: side,
	}
	for _, f := range change {
		f(s)
	}
	return s
}

func idText[T any](id record.ID[T]) string { return uuid.UUID(id).String() }
