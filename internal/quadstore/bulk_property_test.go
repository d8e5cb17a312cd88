package quadstore_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"onrecord/internal/graph"
	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

// village draws records of a small world whose members often contradict one
// another: the rules are held to where they bite.
type village struct {
	*rand.Rand
	// calm is without anything that may break a rule.
	calm bool
}

func (v village) below(n int) int  { return v.IntN(n) }
func (v village) odd(n int) bool   { return !v.calm && v.below(n) == 0 }
func (v village) oneIn(n int) bool { return v.below(n) == 0 }
func (v village) word() string {
	return []string{"dues", "fall", "rise", "tides", "Türme", "المد"}[v.below(6)]
}
func (v village) gists() record.Texts { return english(v.word() + " " + v.word()) }

// slug is one's own, rarely one that others may have.
func (v village) slug(kind string, n int) string {
	if v.odd(50) {
		return kind + "-x"
	}
	return fmt.Sprint(kind, n, []string{"", "-b", "-c"}[v.below(3)])
}

func (v village) formers(kind string, n int) []string {
	if v.oneIn(3) {
		return []string{v.slug(kind+"-was", n)}
	}
	return nil
}

func english(text string) record.Texts { return record.Texts{{Language: "en", Text: text}} }

func named[T any](kind string, n int) record.ID[T] {
	return record.ID[T](record.DeclaredID(kind, fmt.Sprint("village/", n)))
}

const (
	actorCount, documentCount, quoteCount, claimCount = 6, 3, 5, 3
	printed                                           = "The dues will fall, the tides will rise."
)

// actor is nearly always of the kind that its number has.
func (v village) actor(n int) record.Record {
	p := record.Profile{Slug: v.slug("actor", n), FormerSlugs: v.formers("actor", n), Names: []record.Name{{Text: "A " + v.word(), Kind: record.PrimaryName}}}
	kind := n
	if v.odd(150) {
		kind = v.below(actorCount)
	}
	switch kind {
	case 0, 1:
		return &record.Person{ID: named[record.Person]("actor", n), Profile: p}
	case 2:
		return &record.Institution{ID: named[record.Institution]("actor", n), Profile: p, Kind: record.Company}
	case 3, 4:
		return &record.UnnamedSource{ID: named[record.UnnamedSource]("actor", n), Profile: p, Document: v.document(n % 2)}
	}
	return &record.Collective{ID: named[record.Collective]("actor", n), Profile: p, Document: v.document(0), PossibleMembers: []record.ActorID{named[record.Actor]("actor", v.below(actorCount))}}
}

func (v village) document(mostly int) record.DocumentID {
	if v.odd(40) {
		mostly = v.below(documentCount)
	}
	return named[record.Document]("document", mostly)
}

func (v village) paper(n int) record.Record {
	d := &record.Document{ID: named[record.Document]("document", n), Slug: v.slug("paper", n), FormerSlugs: v.formers("paper", n), Titles: english(v.word()), Language: "en"}
	if n == 2 && !v.odd(4) {
		d.RepublicationOf = named[record.Document]("document", 0)
	}
	switch v.below(4) {
	case 0:
		d.Text, d.SHA256 = printed, record.HashOf(printed)
	case 1:
		d.SHA256 = record.HashOf(printed)
	case 2:
		if v.odd(8) {
			d.SHA256 = record.HashOf("another text")
		}
	}
	return d
}

func (v village) quote(n int) record.Record {
	q := &record.Quote{
		ID: named[record.Quote]("quote", n), Speaker: named[record.Actor]("actor", n%3), Mode: record.Indirect, Gists: v.gists(),
		Language: "en", Document: v.document(n % 2), Cue: []string{"", "said"}[v.below(2)],
	}
	switch v.below(6) {
	case 0:
		q.Speaker = named[record.Actor]("actor", 4-n%2) // the unnamed source of that paper
	case 1:
		q.Document, q.Speaker = v.document(2), named[record.Actor]("actor", 5) // whose home it reprints
		if v.calm {
			q.Document = v.document(0)
		}
	case 2:
		if v.odd(2) {
			q.Speaker = named[record.Actor]("actor", v.below(actorCount))
		}
	case 3, 4:
		q.Speaker, q.Utterance = named[record.Actor]("actor", n%2), named[record.Utterance]("utterance", n%2)
	}
	if v.oneIn(4) {
		q.Chain = []record.Hop{{Act: record.Told, Agent: named[record.Actor]("actor", v.below(3))}, {Act: record.Reported}}
	}
	if v.odd(15) {
		q.Chain = []record.Hop{{Act: record.Told, Agent: named[record.Actor]("actor", 3+v.below(3))}}
	}
	if v.oneIn(3) {
		v.verify(q)
	}
	if v.odd(150) {
		q.Gists = nil
	}
	return q
}

func (v village) verify(q *record.Quote) {
	start := int32(4)
	words := printed[start : start+4]
	if v.odd(20) {
		words = "tides"[:4]
	}
	q.Selector = &record.Selector{Start: start, End: start + 4, SHA256: record.HashOf(words), Exact: words}
	q.Verification = record.Verification{State: record.Verified, Copy: v.document(v.below(documentCount)), TextSHA256: record.HashOf(printed)}
	if v.odd(20) {
		q.Verification.TextSHA256 = record.HashOf("another text")
	}
}

func (v village) claim(n int) record.Record {
	return &record.Claim{ID: named[record.Claim]("claim", n), Slug: v.slug("claim", n), FormerSlugs: v.formers("claim", n), Texts: english(v.word()), Kind: record.Predictive}
}

func (v village) stance(n int) record.Record {
	s := &record.Stance{ID: named[record.Stance]("stance", n), Quote: named[record.Quote]("quote", v.below(quoteCount)), Claim: named[record.Claim]("claim", v.below(claimCount)), Position: record.Position(1 + v.below(2))}
	if v.odd(60) {
		s.Claim = named[record.Claim]("claim", claimCount)
	}
	return s
}

func (v village) relation(n int) record.Record {
	from := v.below(claimCount)
	kinds := []record.ClaimRelationKind{record.Conflicting, record.Conflicting, record.Same, record.Opposite}
	if v.calm {
		kinds = slices.Repeat(kinds[:1], 4)
	}
	return &record.ClaimRelation{ID: named[record.ClaimRelation]("relation", n), Kind: kinds[v.below(4)], From: named[record.Claim]("claim", from), To: named[record.Claim]("claim", (from+1+v.below(2))%3)}
}

func (v village) dossier(n int) record.Record {
	d := &record.Dossier{ID: named[record.Dossier]("dossier", n), Slug: v.slug("dossier", n)}
	for c := range claimCount {
		if c%2 == n || v.odd(20) {
			d.Declares = append(d.Declares, uuid.UUID(named[record.Claim]("claim", c)))
		}
	}
	return d
}

func (v village) utterance(n int) record.Record {
	u := &record.Utterance{ID: named[record.Utterance]("utterance", n), Speaker: named[record.Actor]("actor", n)}
	if v.odd(8) {
		u.Speaker = named[record.Actor]("actor", v.below(3))
	}
	if v.odd(40) {
		u.ID = record.OwnUtterance(named[record.Quote]("quote", v.below(quoteCount)))
	}
	return u
}

// everything is each member of the village, any of whom may be left out.
func (v village) everything(leaveOut int) (all []record.Record) {
	for _, group := range []struct {
		count int
		draw  func(int) record.Record
	}{{actorCount, v.actor}, {documentCount, v.paper}, {2, v.utterance}, {quoteCount, v.quote}, {claimCount, v.claim}, {4, v.stance}, {3, v.relation}, {2, v.dossier}} {
		for n := range group.count {
			if leaveOut == 0 || v.below(10) >= leaveOut {
				all = append(all, group.draw(n))
			}
		}
	}
	if v.odd(60) {
		all = append(all, all[v.below(len(all))])
	}
	return all
}

func copied(t *testing.T, r record.Record) record.Record {
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	c, err := record.New(r.Ref().Kind)
	if err == nil {
		err = json.Unmarshal(text, c)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// side is one of the two stores that must not differ.
type side struct {
	path    string
	store   *quadstore.Store
	records *quadstore.Records
}

func openSide(t *testing.T, path string) *side {
	s, err := quadstore.Open(t.Context(), path, quadstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &side{path, s, quadstore.NewRecords(s)}
}

func (s *side) close(t *testing.T) {
	if err := s.store.Close(); err != nil {
		t.Error(err)
	}
}

func (s *side) commit(t *testing.T, by *record.Changeset, records []record.Record) error {
	g, err := graph.Open(t.Context(), s.records)
	if err != nil {
		t.Fatal(err)
	}
	var change record.Change
	for _, r := range records {
		change.Put = append(change.Put, copied(t, r))
	}
	_, err = g.Commit(t.Context(), by, change)
	return err
}

func yielded(t *testing.T, records []record.Record) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		for _, r := range records {
			if !yield(copied(t, r), nil) {
				return
			}
		}
	}
}

// bulk imports in an order that puts quotes before their speakers as often as
// not, and with so little memory that nearly everything is sorted in files.
func (s *side) bulk(t *testing.T, v village, by *record.Changeset, records []record.Record) (done graph.Imported, err error) {
	b, err := s.records.Bulk(t.Context(), quadstore.BulkOptions{Memory: 300})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	records = slices.Clone(records)
	v.Shuffle(len(records), func(i, k int) { records[i], records[k] = records[k], records[i] })
	return graph.Import(t.Context(), b, by, yielded(t, records))
}

func refusal(err error) error {
	for _, kind := range []error{record.ErrInvalid, record.ErrConflict} {
		if errors.Is(err, kind) {
			return kind
		}
	}
	return err
}

// rules are the fields that an error finds fault with.
func rules(err error) (paths []string) {
	var change *record.ChangeError
	var stream *graph.StreamError
	switch {
	case errors.As(err, &change):
		for _, p := range change.Problems {
			paths = append(paths, p.Path)
		}
	case errors.As(err, &stream):
		for _, p := range stream.Problems {
			if p.Path != "" { // that of a relation is told in words alone
				paths = append(paths, p.Path)
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// contents is everything a store says, with the texts of values for their ids:
// live and removed quads with their revisions, counters, statistics, subjects.
func (s *side) contents(t *testing.T) []string {
	c, err := sqlite.OpenConn(s.path, sqlite.OpenReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()
	name := func(column string) string {
		return fmt.Sprintf("ifnull((SELECT kind || text || '|' || extra FROM value WHERE value.id = %s), %s)", column, column)
	}
	var all []string
	for _, sql := range []string{
		"SELECT 'spog', " + name("s") + ", " + name("p") + ", " + name("o") + ", " + name("g") + ", added, removed FROM quad_spog",
		"SELECT 'opsg', " + name("s") + ", " + name("p") + ", " + name("o") + ", " + name("g") + " FROM quad_opsg",
		"SELECT 'psog', " + name("s") + ", " + name("p") + ", " + name("o") + ", " + name("g") + " FROM quad_psog",
		"SELECT 'node', " + name("node.id") + ", s, p, o, g FROM node",
		"SELECT 'predicate', " + name("p") + ", quads, subjects, objects FROM predicate",
		"SELECT 'state', revision, last_value, nodes, quads FROM state",
		"SELECT 'revision', number, at, changeset, added, removed FROM revision",
		"SELECT 'value', kind, text, extra FROM value",
		"SELECT 'hash', hash, " + name("value_hash.id") + " FROM value_hash",
	} {
		err := sqlitex.ExecuteTransient(c, sql, &sqlitex.ExecOptions{ResultFunc: func(row *sqlite.Stmt) error {
			var columns []string
			for i := range row.ColumnCount() {
				columns = append(columns, row.ColumnText(i))
			}
			all = append(all, strings.Join(columns, "\t"))
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	return append(all, s.found(t)...)
}

// found is what the side's searches and histories tell.
func (s *side) found(t *testing.T) (all []string) {
	for _, text := range []string{"dues", "fall", "rise tid", "turm", "مد", "tides rise"} {
		found, err := s.records.Search(t.Context(), text, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			all = append(all, fmt.Sprintf("search\t%s\t%s\t%.9f", text, f.Quote, f.Rank))
		}
	}
	revisions, err := s.store.Revisions(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range revisions {
		subjects, err := s.store.Touched(t.Context(), r.Number)
		if err != nil {
			t.Fatal(err)
		}
		for _, subject := range subjects {
			all = append(all, fmt.Sprintf("touched\t%d\t%v", r.Number, subject))
		}
	}
	slices.Sort(all)
	return all
}

func equalSides(t *testing.T, committed, bulk *side, when string) {
	want, got := committed.contents(t), bulk.contents(t)
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Fatalf("%s: %s", when, difference(want, got))
	}
	if err := bulk.store.Verify(t.Context()); err != nil {
		t.Fatalf("%s: %v", when, err)
	}
}

func difference(want, got []string) string {
	var b strings.Builder
	for _, w := range want {
		if !slices.Contains(got, w) {
			fmt.Fprintf(&b, "\nmissing  %s", w)
		}
	}
	for _, g := range got {
		if !slices.Contains(want, g) {
			fmt.Fprintf(&b, "\nsurplus  %s", g)
		}
	}
	return b.String()
}

// TestBulkImportEqualsCommit puts random changes, sound and unsound, into two
// stores, one record by record and one at once: they accept and refuse the same,
// for the same kind of reason, and afterwards do not differ in anything.
func TestBulkImportEqualsCommit(t *testing.T) {
	dir := t.TempDir()
	accepted, refused := 0, map[error]int{}
	for seed := range uint64(40) {
		v := village{Rand: rand.New(rand.NewPCG(seed, 1))}
		committed := openSide(t, filepath.Join(dir, fmt.Sprint(seed, "-committed.db")))
		bulk := openSide(t, filepath.Join(dir, fmt.Sprint(seed, "-bulk.db")))
		for round := range 5 {
			when := fmt.Sprintf("seed %d, round %d", seed, round)
			v.calm = round == 0 && seed%10 > 0
			records := v.everything(2 * round)
			by := func() *record.Changeset {
				return &record.Changeset{ID: named[record.Changeset]("changeset", round), Author: "a test", Message: "round", At: time.Date(2026, 1, 1+round, 0, 0, 0, 0, time.UTC)}
			}
			want := committed.commit(t, by(), records)
			done, got := bulk.bulk(t, v, by(), records)
			if refusal(want) != refusal(got) {
				t.Fatalf("%s: commit: %v\nimport: %v", when, want, got)
			}
			// Commit tells all that is wrong with the shapes, an import the first line.
			if refusal(got) == record.ErrConflict && !slices.Equal(rules(want), rules(got)) {
				t.Fatalf("%s: commit: %v\nimport: %v", when, want, got)
			}
			equalSides(t, committed, bulk, when)
			if got != nil {
				refused[refusal(got)]++
				continue
			}
			accepted++
			again, err := bulk.bulk(t, v, by(), records)
			if err != nil || again.Put != 0 || again.Revision != done.Revision {
				t.Fatalf("%s, imported again: %+v, %v; want no change to revision %d", when, again, err, done.Revision)
			}
		}
		committed.close(t)
		bulk.close(t)
	}
	if accepted < 40 || refused[record.ErrInvalid] < 5 || refused[record.ErrConflict] < 5 {
		t.Errorf("%d changes were accepted, refused were %v: too few of one sort to show anything", accepted, refused)
	}
	t.Logf("%d accepted, refused %v", accepted, refused)
}
