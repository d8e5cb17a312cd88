package record_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

func TestParseDate(t *testing.T) {
	for _, good := range []string{"2025", "2025-11", "2025-11-11", "2024-02-29", "0001"} {
		d, err := record.ParseDate(good)
		if err != nil || d.String() != good {
			t.Errorf("ParseDate(%q) = %v, %v", good, d, err)
		}
	}
	for _, bad := range []string{"", "2025-02-29", "2025-13", "2025-1-1", "25", "0000", "2025-11-11T00:00:00Z", "-2025", "20251111"} {
		if d, err := record.ParseDate(bad); !errors.Is(err, record.ErrInvalid) {
			t.Errorf("ParseDate(%q) = %v, %v, want record.ErrInvalid", bad, d, err)
		}
	}
}

func TestReducedPrecisionCountsAtItsEnd(t *testing.T) {
	date := func(s string) record.Date {
		d, err := record.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct{ earlier, later string }{
		{"2025-11-29", "2025-11"}, {"2025-11", "2025"}, {"2024-12-31", "2025-01"}, {"2024-02-28", "2024-02"},
	} {
		if date(c.earlier).Compare(date(c.later)) >= 0 {
			t.Errorf("%s should count before %s", c.earlier, c.later)
		}
	}
	if a, b := date("2025-12-31"), date("2025"); a.Compare(b) != 0 {
		t.Errorf("2025 should count as its last day")
	}
}

func TestOwnUtteranceLeadsBack(t *testing.T) {
	q := record.QuoteID(record.DeclaredID("quote", "d/one"))
	u := record.OwnUtterance(q)
	if record.UtteranceID(q) == u || record.QuoteOfOwnUtterance(u) != q {
		t.Errorf("own utterance %s of quote %s does not lead back", u, q)
	}
	if uuid.UUID(u).Version() != 5 || uuid.UUID(u).Variant() != uuid.RFC4122 {
		t.Errorf("%s is no valid version 5 UUID", u)
	}
}

func TestVerifyFailsClosed(t *testing.T) {
	const text = "Ĉ said the dues “will fall”, but الرسوم stay."
	points := record.NewCodePoints(text)
	span := "said the dues “will fall”"
	start := int32(2)
	end := start + int32(len([]rune(span)))
	good := record.Quote{Mode: record.Mixed, Fragments: []string{"will fall"}, Selector: &record.Selector{Start: start, End: end, SHA256: record.HashOf(span), Exact: span, Prefix: "Ĉ ", Suffix: ", but"}}
	if reason := points.Verify(&good); reason != "" {
		t.Fatalf("the right selector: %s", reason)
	}
	for name, change := range map[string]func(q *record.Quote, s *record.Selector){
		"shifted":         func(_ *record.Quote, s *record.Selector) { s.Start++; s.End++ },
		"past the end":    func(_ *record.Quote, s *record.Selector) { s.End = 4000 },
		"other hash":      func(_ *record.Quote, s *record.Selector) { s.SHA256 = record.HashOf("x") },
		"other words":     func(_ *record.Quote, s *record.Selector) { s.Exact = "said" },
		"other prefix":    func(_ *record.Quote, s *record.Selector) { s.Prefix = "C " },
		"other suffix":    func(_ *record.Quote, s *record.Selector) { s.Suffix = "." },
		"other fragment":  func(q *record.Quote, _ *record.Selector) { q.Fragments = []string{"will rise"} },
		"fragments twice": func(q *record.Quote, _ *record.Selector) { q.Fragments = []string{"will fall", "will fall"} },
		"no selector":     func(q *record.Quote, _ *record.Selector) { q.Selector = nil },
	} {
		q, s := good, *good.Selector
		q.Selector = &s
		change(&q, &s)
		if points.Verify(&q) == "" {
			t.Errorf("%s: still verified", name)
		}
	}
}

func TestCodePointsSliceLongTexts(t *testing.T) {
	text := strings.Repeat("aé漢😀", 500)
	runes := []rune(text)
	points := record.NewCodePoints(text)
	for _, at := range [][2]int{{0, 0}, {0, 2000}, {255, 257}, {256, 512}, {1999, 2000}, {2000, 2000}} {
		got, ok := points.Slice(at[0], at[1])
		if want := string(runes[at[0]:at[1]]); !ok || got != want {
			t.Errorf("Slice%v = %q, want %q", at, got, want)
		}
	}
	if _, ok := points.Slice(0, 2001); ok {
		t.Error("a span past the end was given")
	}
}

func TestEveryWordReadsBack(t *testing.T) {
	for _, k := range []record.Kind{record.KindPerson, record.KindUnnamedSource, record.KindReportedPosition, record.KindChangeset} {
		var back record.Kind
		if err := back.UnmarshalText([]byte(k.String())); err != nil || back != k {
			t.Errorf("%v reads back as %v, %v", k, back, err)
		}
	}
	var p record.Position
	if err := p.UnmarshalText([]byte("supports")); err != nil || p != record.Supports {
		t.Errorf("lower case: %v, %v", p, err)
	}
	if err := p.UnmarshalText([]byte("MAYBE")); !errors.Is(err, record.ErrInvalid) || !strings.Contains(err.Error(), "SUPPORTS, OPPOSES, UNDECIDED, MIXED") {
		t.Errorf("an unknown word: %v, want the known ones listed", err)
	}
}

func TestValidateRefusesDangerousInput(t *testing.T) {
	person := func(change func(*record.Person)) error {
		p := &record.Person{ID: record.PersonID(record.DeclaredID("actor", "a")), Profile: record.Profile{Slug: "a", Names: []record.Name{{Text: "A", Kind: record.PrimaryName}}}}
		change(p)
		return p.Validate()
	}
	if err := person(func(*record.Person) {}); err != nil {
		t.Fatalf("a plain person: %v", err)
	}
	for name, change := range map[string]func(*record.Person){
		"script address":         func(p *record.Person) { p.SameAs = []string{"javascript:alert(1)"} },
		"address with password":  func(p *record.Person) { p.SameAs = []string{"https://u:p@example.org/"} },
		"address in bad UTF-8":   func(p *record.Person) { p.SameAs = []string{"https://example.org/\xff"} },
		"bidirectional override": func(p *record.Person) { p.Names[0].Text = "A\u202Eb" },
		"control character":      func(p *record.Person) { p.Names[0].Text = "A\x00" },
		"invalid UTF-8":          func(p *record.Person) { p.Names[0].Text = "A\xff" },
		"slug with a path":       func(p *record.Person) { p.Slug = "../a" },
		"no primary name":        func(p *record.Person) { p.Names[0].Kind = record.Alias },
		"two primary names":      func(p *record.Person) { p.Names = append(p.Names, record.Name{Text: "B", Kind: record.PrimaryName}) },
		"endless name":           func(p *record.Person) { p.Names[0].Text = strings.Repeat("a", 301) },
		"no id":                  func(p *record.Person) { p.ID = record.PersonID{} },
	} {
		if err := person(change); !errors.Is(err, record.ErrInvalid) {
			t.Errorf("%s: %v, want record.ErrInvalid", name, err)
		}
	}
}

func TestVerifiedNamesItsCopy(t *testing.T) {
	q := record.Quote{Selector: &record.Selector{Start: 0, End: 3, SHA256: record.HashOf("Ann")}, Verification: record.Verification{State: record.Verified, TextSHA256: record.HashOf("Ann said so.")}}
	if err := q.Validate(); err == nil || !strings.Contains(err.Error(), "verification.copy: missing") {
		t.Errorf("verified against no copy: %v", err)
	}
	q.Verification.Copy = record.DocumentID(record.DeclaredID("document", "d"))
	if err := q.Validate(); strings.Contains(err.Error(), "verification") {
		t.Errorf("verified against a copy: %v", err)
	}
}
