package quads_test

import (
	"testing"
	"time"

	"github.com/cayleygraph/quad"

	"onrecord/internal/quads"
	"onrecord/internal/record"
)

// fullQuote is a quote as news prints it, with a stance: named speaker with a
// role at an institution, a date, words and gist, verified.
func fullQuote() (*record.Quote, *record.Stance) {
	exact := "Abadi said the accord would “hardly change” what happens on the ground."
	q := &record.Quote{
		ID:          record.QuoteID{1, 15: 1},
		Speaker:     record.ActorID{2, 15: 1},
		PrintedName: "Abadi",
		Role:        "political analyst",
		Affiliation: record.InstitutionID{3, 15: 1},
		Capacity:    record.Personal,
		Mode:        record.Mixed,
		Fragments:   []string{"hardly change"},
		Gists:       record.Texts{{Language: "en", Text: "The accord makes little difference in practice."}},
		Act:         record.Predict,
		Cue:         "said",
		Language:    "en",
		Translated:  record.Yes,
		SaidOn:      record.Date{Year: 2025, Month: 12, Day: 19},
		SaidOnBasis: record.Printed,
		Medium:      record.Interview,
		Document:    record.DocumentID{4, 15: 1},
		Selector: &record.Selector{
			Start: 10_400, End: 10_400 + int32(len([]rune(exact))), SHA256: record.HashOf(exact),
			Exact: exact, Prefix: "in the valley. ", Suffix: " He added that",
		},
		Verification: record.Verification{
			State: record.Verified, Copy: record.DocumentID{4, 15: 1}, TextSHA256: record.HashOf("text"),
			At: time.UnixMilli(1_766_000_000_123).UTC(),
		},
	}
	s := &record.Stance{
		ID: record.StanceID{5, 15: 1}, Quote: q.ID, Claim: record.ClaimID{6, 15: 1}, Position: record.Opposes,
		Qualified: true, Condition: "in the short term", Certainty: record.Probable, Coder: "editor",
	}
	q.Normalize()
	s.Normalize()
	return q, s
}

func BenchmarkEncodeQuote(b *testing.B) {
	q, _ := fullQuote()
	benchmarkEncode(b, q)
}

func BenchmarkEncodeStance(b *testing.B) {
	_, s := fullQuote()
	benchmarkEncode(b, s)
}

func benchmarkEncode(b *testing.B, r record.Record) {
	b.ReportAllocs()
	var room []quad.Quad
	for b.Loop() {
		room = quads.Append(room[:0], r, label)
	}
}

func BenchmarkDecodeQuote(b *testing.B) {
	q, _ := fullQuote()
	benchmarkDecode(b, q)
}

func BenchmarkDecodeStance(b *testing.B) {
	_, s := fullQuote()
	benchmarkDecode(b, s)
}

func benchmarkDecode(b *testing.B, r record.Record) {
	written := quads.Encode(r, label)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := quads.Decode(written); err != nil {
			b.Fatal(err)
		}
	}
}
