package quads_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cayleygraph/quad"
	"pgregory.net/rapid"

	"onrecord/internal/quads"
	"onrecord/internal/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

const base = "https://graph.example.org/on/record"

// story is a quote, its stance and two responses.
func story() (all []quad.Quad) {
	q, s := fullQuote()
	answer := &record.Response{ID: record.ResponseID{7, 15: 1}, Quote: q.ID, Kind: record.Disagrees, ToQuote: record.QuoteID{8, 15: 1}, Claim: s.Claim, Basis: record.Inferred}
	nod := &record.Response{ID: record.ResponseID{7, 15: 2}, Quote: q.ID, Kind: record.Agrees, To: record.ActorID{9, 15: 1}}
	remark := &record.Response{ID: record.ResponseID{7, 15: 3}, Quote: q.ID, Kind: record.CommentsOn, To: record.ActorID{9, 15: 1}}
	for _, r := range []record.Record{q, s, answer, nod, remark} {
		all = quads.Append(all, r, label)
	}
	return all
}

func TestGoldenForms(t *testing.T) {
	for name, qs := range map[string][]quad.Quad{
		"stored.nq":   story(),
		"exported.nq": expand(t, story(), ""),
		"based.nq":    expand(t, story(), base),
	} {
		path := filepath.Join("testdata", name)
		got := write(t, qs)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s should be\n%s\n(go test -update writes it anew)", path, got)
		}
	}
}

func TestExportsComeBackUnchanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []quad.Quad
		for i := range rapid.IntRange(1, 4).Draw(t, "records") {
			f := filler{t: t, id: byte(i + 1)}
			r := f.newRecord(rapid.OneOf(
				rapid.SampledFrom([]record.Kind{record.KindQuote, record.KindStance, record.KindResponse}),
				rapid.SampledFrom(kinds()),
			).Draw(t, "kind"))
			all = quads.Append(all, r, rapid.SampledFrom([]quad.Value{nil, label}).Draw(t, "label"))
		}
		site := rapid.SampledFrom([]string{"", base}).Draw(t, "base")
		exported := write(t, expand(t, all, site))
		read, err := collect(quads.ReadNQuads(context.Background(), strings.NewReader(exported)))
		if err != nil {
			t.Fatal(err)
		}
		imported, err := collect(quads.Contract(sequence(read...), site))
		if err != nil {
			t.Fatalf("%v\n%s", err, exported)
		}
		if got, want := write(t, imported), write(t, all); got != want {
			t.Fatalf("exported and imported\n%s, want\n%s", got, want)
		}
		if again := write(t, expand(t, imported, site)); again != exported {
			t.Fatalf("exported again\n%s, want\n%s", again, exported)
		}
	})
}

func TestExportsHaveNoFoldedFields(t *testing.T) {
	for _, kind := range kinds() {
		for _, q := range expand(t, quads.Encode((&filler{}).newRecord(kind), label), "") {
			for _, folded := range []string{"attribution", "coding", "selector"} {
				if q.Predicate == quad.IRI(quads.Namespace+folded) {
					t.Errorf("the export of a record of kind %s has %v", kind, q)
				}
			}
		}
	}
}

func TestAddressesOfRecordsAreNotRenamed(t *testing.T) {
	address := base + "/id/" + record.PersonID{7}.String()
	p := &record.Person{ID: record.PersonID{1}, SameAs: []string{address}, DistinctFrom: []record.PersonID{{7}}}
	stored := quads.Encode(p, nil)
	back, err := collect(quads.Contract(sequence(expand(t, stored, base)...), base))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := write(t, back), write(t, stored); got != want {
		t.Errorf("exported and imported\n%s, want\n%s", got, want)
	}
}

func TestContractRefusesWhatItWouldLose(t *testing.T) {
	exported := expand(t, story(), "")
	quote := quads.IRI(record.QuoteID{1, 15: 1})
	own := func(s string) quad.IRI { return quad.IRI(quads.Namespace + s) }
	with := func(s quad.Value, p quad.IRI, o quad.Value) []quad.Quad {
		// The quads of the quote come first, so the group stays whole.
		return append([]quad.Quad{{Subject: s, Predicate: p, Object: o, Label: label}}, exported...)
	}
	without := func(p quad.IRI) (kept []quad.Quad) {
		for _, q := range exported {
			if q.Predicate != p {
				kept = append(kept, q)
			}
		}
		return kept
	}
	const oa = "http://www.w3.org/ns/oa#"
	for name, qs := range map[string][]quad.Quad{
		"two modes":                   with(quote, own("mode"), own("QuoteMode-DIRECT")),
		"default act":                 with(quote, own("act"), own("SpeechAct-ASSERT")),
		"foreign quad of a selector":  with(quote+"#position", "urn:other", quad.String("a")),
		"foreign fragment":            with(quote+"#other", oa+"exact", quad.String("a")),
		"second start":                with(quote+"#position", oa+"start", quad.Int(0)),
		"words of an unnamed segment": with(quote+"#words", oa+"exact", quad.String("other")),
		"selector of somebody else":   with(quote, oa+"hasSelector", quad.IRI("urn:other")),
		"no end":                      without(oa + "end"),
		"no hasSelector":              without(oa + "hasSelector"),
	} {
		_, err := collect(quads.Contract(sequence(qs...), ""))
		if !errors.Is(err, record.ErrInvalid) || !strings.Contains(err.Error(), string(quote)) {
			t.Errorf("%s: contracted with %v", name, err)
		}
	}
}

func TestBaseIsAnAddress(t *testing.T) {
	for _, bad := range []string{"graph.example.org", "ftp://example.org", "https://example.org/", "https://example.org?a", "https://a@example.org", "https://", "https://example.org/a b"} {
		_, expanded := collect(quads.Expand(sequence(story()...), bad))
		_, contracted := collect(quads.Contract(sequence(story()...), bad))
		if !errors.Is(expanded, record.ErrInvalid) || !errors.Is(contracted, record.ErrInvalid) {
			t.Errorf("base %q: %v, %v", bad, expanded, contracted)
		}
	}
}

func TestRecordsOfAStream(t *testing.T) {
	var stream []quad.Quad
	var want []record.Ref
	for i, kind := range kinds() {
		r := (&filler{id: byte(i + 1)}).newRecord(kind)
		stream = quads.Append(stream, r, label)
		want = append(want, r.Ref())
	}
	i := 0
	for r, err := range quads.Records(sequence(stream...)) {
		if err != nil || r.Ref() != want[i] {
			t.Fatalf("record %d is %v, %v; want %s", i, r, err, want[i])
		}
		i++
	}
	if i != len(want) {
		t.Errorf("%d records, want %d", i, len(want))
	}
	scattered := append(stream[1:len(stream):len(stream)], stream[0])
	var last error
	for _, last = range quads.Records(sequence(scattered...)) {
	}
	if !errors.Is(last, record.ErrCorrupt) {
		t.Errorf("a record whose quads do not stand together gives %v", last)
	}
	broken := errors.New("broken")
	for _, err := range quads.Records(func(yield func(quad.Quad, error) bool) { yield(quad.Quad{}, broken) }) {
		if !errors.Is(err, broken) {
			t.Errorf("a failing stream gives %v", err)
		}
	}
}

func expand(t interface{ Fatal(...any) }, qs []quad.Quad, base string) []quad.Quad {
	out, err := collect(quads.Expand(sequence(qs...), base))
	if err != nil {
		t.Fatal(err)
	}
	return out
}
