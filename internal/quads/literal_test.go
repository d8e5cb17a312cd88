package quads_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/cayleygraph/quad"

	"onrecord/internal/quads"
	"onrecord/internal/record"
)

// FuzzStructuredLiterals: whatever is read as a structured literal is the one
// spelling of its value, or the store would hold one value twice and never
// find the difference.
func FuzzStructuredLiterals(f *testing.F) {
	for _, kind := range kinds() {
		for _, q := range quads.Encode((&filler{}).newRecord(kind), nil) {
			if typed, ok := q.Object.(quad.TypedString); ok {
				f.Add(string(typed.Value))
			}
		}
	}
	for _, s := range []string{`{}`, `[]`, `[{}]`, `["a","b\n"]`, `{"start":0,"end":-1}`, `{"qualified":false}`, `{"mode":"DIRECT",}`, `["\u000b","\ud800"]`, `{"at":"2025-12-17T19:33:20.1234Z"}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, c := range []struct {
			kind      record.Kind
			predicate string
			datatype  string
		}{
			{record.KindQuote, quads.Namespace + "attribution", "Attribution"},
			{record.KindQuote, quads.Namespace + "selector", "Selector"},
			{record.KindQuote, quads.Namespace + "verification", "Verification"},
			{record.KindQuote, quads.Namespace + "note", "List"},
			{record.KindStance, quads.Namespace + "coding", "Coding"},
			// Without their edges these two are read only where they name nobody.
			{record.KindQuote, quads.Namespace + "chain", "Chain"},
			{record.KindPoll, quads.Namespace + "answers", "Answers"},
		} {
			subject := quads.IRI(record.QuoteID{1})
			in := []quad.Quad{
				{Subject: subject, Predicate: quad.IRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), Object: quads.Class(c.kind)},
				{Subject: subject, Predicate: quad.IRI(c.predicate), Object: typed(text, quads.Namespace+c.datatype)},
			}
			r, err := quads.Decode(in)
			if err != nil {
				if !errors.Is(err, record.ErrCorrupt) {
					t.Fatalf("%s %q: an error of another kind: %v", c.datatype, text, err)
				}
				continue
			}
			if out := quads.Encode(r, nil); !slices.Equal(out, in) {
				t.Fatalf("%s %q is read as %+v, which is written as %v", c.datatype, text, r, out)
			}
		}
	})
}
