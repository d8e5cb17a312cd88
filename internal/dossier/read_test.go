package dossier

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"onrecord/internal/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

// testFile reads a file of testdata.
func testFile(t testing.TB, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// harbour reads the dossier that uses every field.
func harbour(t testing.TB) *File {
	t.Helper()
	return mustRead(t, Source{Name: "harbour.yaml", Content: testFile(t, "harbour.yaml"), Texts: os.DirFS("testdata")})
}

func mustRead(t testing.TB, source Source) *File {
	t.Helper()
	f, err := Read(source, nil)
	if err != nil {
		t.Fatalf("%s cannot be read:\n%v", source.Name, err)
	}
	return f
}

// find is the record that the file calls by a label.
func find[R record.Record](t testing.TB, f *File, label string) R {
	t.Helper()
	for _, rec := range f.Records() {
		if found, ok := rec.(R); ok && f.Label(rec.Ref()) == label {
			return found
		}
	}
	var none R
	t.Fatalf("%s declares no %T called %s", f.Name, none, label)
	return none
}

func TestReadQuote(t *testing.T) {
	f := harbour(t)
	q := find[*record.Quote](t, f, "harbour/brandt-ships")
	text := record.NewCodePoints(string(testFile(t, "harbour.txt")))
	want := &record.Quote{
		ID:          record.QuoteID(record.DeclaredID("quote", "harbour/brandt-ships")),
		Speaker:     record.ActorID(record.DeclaredID("actor", "ida-brandt")),
		PrintedName: "Mayor Ida Brandt",
		Role:        "mayor",
		Affiliation: record.InstitutionID(record.DeclaredID("actor", "town-hall")),
		Capacity:    record.Official,
		OnBehalfOf:  record.InstitutionID(record.DeclaredID("actor", "town-hall")),
		Mode:        record.Mixed,
		Fragments:   []string{"bring ships back within a year"},
		Gists: record.Texts{
			{Language: "en", Text: "She expects the quay to revive shipping soon."},
			{Language: "de", Text: "Der Kai belebt den Hafen."},
		},
		Act: record.Predict, Cue: "said", Language: "en", Translated: record.No,
		SaidOn: record.Date{Year: 2025, Month: 6, Day: 28}, SaidOnBasis: record.DateInferred,
		Medium:   record.Statement,
		Document: record.DocumentID(record.DeclaredID("document", "tidings-harbour")),
		Selector: &record.Selector{
			Start: 30, Prefix: "sk\n\n", Suffix: q.Selector.Suffix, SHA256: q.Selector.SHA256,
			Exact: `Mayor Ida Brandt said the new quay would "bring ships back within a year"`,
		},
		Utterance: record.UtteranceID(record.DeclaredID("utterance", "harbour/council-speech")),
		Events:    []record.EventID{record.EventID(record.DeclaredID("event", "harbour-vote"))},
		Notes:     []string{"The date is that of the session."},
		Verification: record.Verification{
			State: record.Verified, Copy: record.DocumentID(record.DeclaredID("document", "tidings-harbour")),
			TextSHA256: text.SHA256(), At: time.Date(2025, 7, 2, 10, 0, 0, 0, time.UTC),
		},
	}
	want.Selector.End = want.Selector.Start + int32(len([]rune(want.Selector.Exact)))
	want.Normalize()
	if !reflect.DeepEqual(q, want) {
		t.Errorf("the quote is\n%+v\nwant\n%+v", q, want)
	}
	if reason := text.Verify(q); reason != "" {
		t.Errorf("the selector does not hold: %s", reason)
	}
}

func TestReadDefaults(t *testing.T) {
	f := harbour(t)
	doubt := find[*record.Quote](t, f, "harbour/reyk-doubt-full")
	if doubt.Document != record.DocumentID(record.DeclaredID("document", "tidings-harbour")) {
		t.Error("a quote that names no document is not of the dossier's")
	}
	if doubt.Language != "en" || doubt.Capacity != record.CapacityUnknown || doubt.Act != record.Assert || doubt.Translated != record.NotKnown {
		t.Errorf("defaults of a quote: %+v", doubt)
	}
	if doubt.Verification.State != record.Unverified {
		t.Error("a quote without a selector counts as verified")
	}
	renamed := find[*record.Document](t, f, "courier-harbour")
	if renamed.ID.String() != "5e0f3f1c-5a0e-4c1b-9d53-0a1b2c3d4e5f" || !reflect.DeepEqual(renamed.FormerSlugs, []string{"courier-copy"}) {
		t.Errorf("a pinned id or a former slug is lost: %+v", renamed)
	}
	lock := find[*record.ReportedPosition](t, f, "harbour/brandt-lock/lock")
	if lock.ID != record.ReportedPositionID(record.DeclaredID("reported", "harbour/brandt-lock/lock")) {
		t.Errorf("the id of a reported position follows from something else than its keys: %s", lock.ID)
	}
}

func TestDossierDeclaresAllElse(t *testing.T) {
	f := harbour(t)
	d := find[*record.Dossier](t, f, "harbour")
	if len(d.Declares) != len(f.Records())-1 {
		t.Fatalf("the dossier declares %d things, the file %d", len(d.Declares), len(f.Records())-1)
	}
	for _, rec := range f.Records() {
		if rec.Ref().Kind != record.KindDossier {
			continue
		}
		for _, id := range d.Declares {
			if id == rec.Ref().ID {
				t.Error("the dossier declares itself")
			}
		}
	}
}

func TestReadingTwiceIsEqual(t *testing.T) {
	if a, b := harbour(t), harbour(t); !reflect.DeepEqual(a, b) {
		t.Error("two readings of one file differ")
	}
}

func TestRecordsAreValid(t *testing.T) {
	if err := (record.Change{Put: harbour(t).Records()}).Validate(); err != nil {
		t.Error(err)
	}
}

// TestRenamedSlugKeepsItsID follows a claim through two new names.
func TestRenamedSlugKeepsItsID(t *testing.T) {
	f := mustRead(t, Source{Name: "d", Content: []byte(`onrecord: 1
dossier: d
claims:
  third: {was: [first, second], text: It holds., kind: FACTUAL}
  other: {text: It does not., kind: FACTUAL}
relations:
  r: {kind: OPPOSITE, from: second, to: other}
`)})
	c := find[*record.Claim](t, f, "third")
	if c.ID != record.ClaimID(record.DeclaredID("claim", "first")) {
		t.Errorf("the renamed claim has the id %s, not that of its first slug", c.ID)
	}
	if r := find[*record.ClaimRelation](t, f, "d/r"); r.From != c.ID {
		t.Error("a former slug does not lead to the claim")
	}
}

func TestDossierOfPeopleNeedsNoDocument(t *testing.T) {
	f := mustRead(t, Source{Name: "people.yaml", Content: []byte("onrecord: 1\ndossier: people\npeople: {ann: {name: Ann}}\n")})
	if p := find[*record.Person](t, f, "ann"); p.Name(nil) != "Ann" {
		t.Errorf("read %+v", p)
	}
}

func TestMistakesReport(t *testing.T) {
	_, err := Read(Source{Name: "mistakes.yaml", Content: testFile(t, "mistakes.yaml"), Texts: fstest.MapFS{}}, nil)
	var wrong Errors
	if !errors.As(err, &wrong) || !errors.Is(err, record.ErrInvalid) {
		t.Fatalf("want Errors of kind invalid, got %v", err)
	}
	golden := filepath.Join("testdata", "mistakes.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(wrong.Error()+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := strings.Split(strings.TrimSpace(string(testFile(t, "mistakes.golden"))), "\n")
	got := strings.Split(wrong.Error(), "\n")
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Errorf("missing:    %s", want[i])
		case i >= len(want):
			t.Errorf("unexpected: %s", got[i])
		case got[i] != want[i]:
			t.Errorf("line %d:\n got %s\nwant %s", i+1, got[i], want[i])
		}
	}
}
