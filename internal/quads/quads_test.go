package quads_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cayleygraph/quad"
	"pgregory.net/rapid"

	"onrecord/internal/quads"
	"onrecord/internal/record"
)

var label = quads.IRI(record.ChangesetID{15: 1})

func TestEveryFieldOfEveryKindIsKept(t *testing.T) {
	for _, kind := range kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			r := (&filler{}).newRecord(kind)
			requireFilled(t, kind.String(), reflect.ValueOf(r).Elem())
			requireSame(t, r, decode(t, quads.Encode(r, label)))
		})
	}
}

func requireFilled(t *testing.T, path string, v reflect.Value) {
	t.Helper()
	if v.IsZero() {
		t.Fatalf("the test leaves %s empty", path)
	}
	switch v.Kind() {
	case reflect.Pointer:
		requireFilled(t, path, v.Elem())
	case reflect.Slice:
		requireFilled(t, path, v.Index(0))
	case reflect.Struct:
		if v.Type().PkgPath() == "time" {
			return
		}
		for i := range v.NumField() {
			requireFilled(t, path+"."+v.Type().Field(i).Name, v.Field(i))
		}
	}
}

func TestRecordsSurviveQuads(t *testing.T) {
	for _, kind := range kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				r := (&filler{t: t}).newRecord(kind)
				written := quads.Encode(r, nil)
				// Quads are a set: neither their order nor repetition means anything.
				shuffled := append(slices.Clone(written), written[rapid.IntRange(0, len(written)-1).Draw(t, "repeated")])
				seed := rapid.Uint64().Draw(t, "seed")
				rand.New(rand.NewPCG(seed, 0)).Shuffle(len(shuffled), func(i, j int) {
					shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
				})
				back, err := quads.Decode(shuffled)
				if err != nil {
					t.Fatalf("%v\n%v", err, written)
				}
				if !reflect.DeepEqual(r, back) {
					t.Fatalf("stored and read back\n%+v is\n%+v", r, back)
				}
				if again := quads.Encode(back, nil); !reflect.DeepEqual(written, again) {
					t.Fatalf("written again\n%v are\n%v", written, again)
				}
			})
		})
	}
}

func TestQuadsOfARecordAreASetOfItsOwn(t *testing.T) {
	for _, kind := range kinds() {
		r := (&filler{}).newRecord(kind)
		seen := map[quad.Quad]bool{}
		for _, q := range quads.Encode(r, label) {
			if q.Subject != quads.IRI(r.Ref().ID) || q.Label != label {
				t.Errorf("%s has %v: want its own subject and the changeset's label", kind, q)
			}
			if seen[q] {
				t.Errorf("%s has %v twice", kind, q)
			}
			seen[q] = true
		}
	}
}

// TestQuoteBudget holds the size of the graph: see the memory budget of the
// architecture.
func TestQuoteBudget(t *testing.T) {
	q, s := fullQuote()
	if err := errors.Join(q.Validate(), s.Validate()); err != nil {
		t.Fatal(err)
	}
	const budget = 14
	if n := len(quads.Encode(q, label)) + len(quads.Encode(s, label)); n > budget {
		t.Errorf("a full quote and its stance are %d quads, want at most %d", n, budget)
	}
}

func TestDefaultsAreNotStored(t *testing.T) {
	plain := &record.Utterance{ID: record.UtteranceID{1}, Speaker: record.ActorID{2}}
	if got := quads.Encode(plain, nil); len(got) != 2 {
		t.Errorf("an utterance of unknown date and medium is %v, want its type and its speaker", got)
	}
}

func TestSupportersAreOneEdgeAway(t *testing.T) {
	claim := record.ClaimID{9}
	stance := &record.Stance{ID: record.StanceID{1}, Quote: record.QuoteID{2}, Claim: claim, Position: record.Opposes}
	reported := &record.ReportedPosition{ID: record.ReportedPositionID{3}, Quote: record.QuoteID{2}, Holder: record.ActorID{4}, Claim: claim, Position: record.Opposes}
	edge := func(r record.Record) (predicates []quad.Value) {
		for _, q := range quads.Encode(r, nil) {
			if q.Object == quads.IRI(claim) {
				predicates = append(predicates, q.Predicate)
			}
		}
		return predicates
	}
	if got := edge(stance); !slices.Equal(got, []quad.Value{quad.IRI(quads.Namespace + "opposes")}) {
		t.Errorf("an opposing stance leads to its claim through %v", got)
	}
	if got := edge(reported); !slices.Equal(got, []quad.Value{quad.IRI(quads.Namespace + "reportedlyOpposes")}) {
		t.Errorf("a reported position leads to its claim through %v, want a predicate that no stance has", got)
	}
}

func TestCorruptQuads(t *testing.T) {
	q, _ := fullQuote()
	good := quads.Encode(q, label)
	own := func(name string) quad.IRI { return quad.IRI(quads.Namespace + name) }
	literal := func(name, text string) quad.Value {
		return quad.TypedString{Value: quad.String(text), Type: own(name)}
	}
	add := func(p quad.IRI, o quad.Value) []quad.Quad {
		return append(slices.Clone(good), quad.Quad{Subject: good[0].Subject, Predicate: p, Object: o})
	}
	replace := func(p quad.IRI, o quad.Value) []quad.Quad {
		kept := slices.DeleteFunc(slices.Clone(good), func(q quad.Quad) bool { return q.Predicate == p })
		return append(kept, quad.Quad{Subject: good[0].Subject, Predicate: p, Object: o})
	}
	other := quads.IRI(record.QuoteID{7})
	selector := func(s string) []quad.Quad { return replace(own("selector"), literal("Selector", s)) }
	hash := strings.Repeat("ab", 32)
	for name, c := range map[string]struct {
		quads []quad.Quad
		names string
	}{
		"nothing":               {nil, "no quads"},
		"foreign subject":       {[]quad.Quad{{Subject: quad.IRI("urn:x"), Predicate: own("slug"), Object: quad.String("a")}}, "urn:x"},
		"blank node":            {[]quad.Quad{{Subject: quad.BNode("b"), Predicate: own("slug"), Object: quad.String("a")}}, "_:b"},
		"no type":               {good[1:], "rdf-syntax-ns#type"},
		"unknown type":          {replace("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", own("Nonsense")), "Nonsense"},
		"two subjects":          {append(slices.Clone(good), quad.Quad{Subject: other, Predicate: own("slug"), Object: quad.String("a")}), "among its own"},
		"unknown predicate":     {add("http://schema.org/spokenByCharacter", other), "spokenByCharacter"},
		"predicate of others":   {add(own("institutionKind"), own("InstitutionKind-STATE")), "institutionKind"},
		"two speakers":          {add("http://schema.org/creator", other), "creator"},
		"speaker is a text":     {replace("http://schema.org/creator", quad.String("Hemo")), "creator"},
		"speaker in upper case": {replace("http://schema.org/creator", quad.IRI(strings.ToUpper(string(other)))), "creator"},
		"nil speaker":           {replace("http://schema.org/creator", quads.IRI(record.QuoteID{})), "creator"},
		"gist is a number":      {replace("http://schema.org/abstract", quad.Int(1)), "abstract"},
		"impossible date":       {replace(own("saidOnPrinted"), quad.TypedString{Value: "2025-02-30", Type: "http://www.w3.org/2001/XMLSchema#date"}), "saidOnPrinted"},
		"date of wrong type":    {replace(own("saidOnPrinted"), quad.TypedString{Value: "2025-02", Type: "http://www.w3.org/2001/XMLSchema#date"}), "saidOnPrinted"},
		"two dates":             {add(own("saidOnInferred"), quad.TypedString{Value: "2025", Type: "http://www.w3.org/2001/XMLSchema#gYear"}), "saidOn"},
		"unknown word":          {replace(own("attribution"), literal("Attribution", `{"mode":"WHISPER"}`)), "mode"},
		"word in lower case":    {replace(own("attribution"), literal("Attribution", `{"mode":"direct"}`)), "mode"},
		"default word":          {replace(own("attribution"), literal("Attribution", `{"mode":"DIRECT","act":"ASSERT"}`)), "act"},
		"unknown key":           {replace(own("attribution"), literal("Attribution", `{"mode":"DIRECT","mood":"SAD"}`)), "attribution"},
		"keys out of order":     {replace(own("attribution"), literal("Attribution", `{"inLanguage":"en","mode":"DIRECT"}`)), "attribution"},
		"key twice":             {replace(own("attribution"), literal("Attribution", `{"mode":"DIRECT","mode":"MIXED"}`)), "attribution"},
		"space in literal":      {replace(own("attribution"), literal("Attribution", `{"mode": "DIRECT"}`)), "attribution"},
		"literal of wrong type": {replace(own("attribution"), quad.String(`{"mode":"DIRECT"}`)), "attribution"},
		"unended literal":       {replace(own("attribution"), literal("Attribution", `{"mode":"DIRECT`)), "attribution"},
		"selector goes on":      {selector(`{"start":1,"end":2,"sha256":"` + hash + `"}}`), "selector"},
		"selector without end":  {selector(`{"start":1,"sha256":"` + hash + `"}`), "end"},
		"offset with zeros":     {selector(`{"start":01,"end":2,"sha256":"` + hash + `"}`), "start"},
		"offset too large":      {selector(`{"start":1,"end":2147483648,"sha256":"` + hash + `"}`), "end"},
		"short hash":            {selector(`{"start":1,"end":2,"sha256":"abcd"}`), "sha256"},
		"needless escape":       {selector(`{"start":1,"end":2,"sha256":"` + hash + `","exact":"\u0061"}`), "selector"},
		"raw line feed":         {selector(`{"start":1,"end":2,"sha256":"` + hash + "\",\"exact\":\"a\nb\"}"), "selector"},
		"list of one":           {replace("http://schema.org/text", literal("List", `["a"]`)), "schema.org/text"},
		"empty list":            {replace("http://schema.org/text", literal("List", `[]`)), "schema.org/text"},
		"edge without a chain":  {add(own("relayedBy"), other), "relayedBy"},
		"chain without an edge": {add(own("chain"), literal("Chain", `[{"agent":"`+string(other[9:])+`","act":"TOLD"}]`)), "relayedBy"},
	} {
		r, err := quads.Decode(c.quads)
		if !errors.Is(err, record.ErrCorrupt) {
			t.Errorf("%s: decoded to %+v, %v; want a corrupt record", name, r, err)
			continue
		}
		if !strings.Contains(err.Error(), c.names) || len(c.quads) > 0 && !strings.Contains(err.Error(), c.quads[0].Subject.String()) {
			t.Errorf("%s: the error %q does not name subject and %s", name, err, c.names)
		}
	}
}

func TestParseIRI(t *testing.T) {
	id := record.QuoteID{0xab, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	iri := quads.IRI(id)
	if want := quad.IRI("urn:uuid:" + id.String()); iri != want {
		t.Errorf("IRI = %s, want %s", iri, want)
	}
	if back, err := quads.ParseIRI(iri); err != nil || back != id {
		t.Errorf("ParseIRI(%s) = %x, %v", iri, back, err)
	}
	for _, v := range []quad.Value{
		nil, quad.String(iri), quad.BNode("a"), iri + "#position", iri[:20], "urn:uuid:" + quad.IRI(strings.Repeat("-", 36)),
		quad.IRI(strings.ToUpper(string(iri))), quads.IRI(record.QuoteID{}), quad.IRI("urn:uuid:" + strings.ReplaceAll(id.String(), "-", "0")),
		quad.IRI("urn:uuid:" + id.String()[:35] + "g"), quad.IRI("urn:uuid:" + id.String()[:34] + "-a"),
	} {
		if _, err := quads.ParseIRI(v); !errors.Is(err, record.ErrInvalid) {
			t.Errorf("ParseIRI(%v) = %v, want it refused", v, err)
		}
	}
}

func decode(t *testing.T, qs []quad.Quad) record.Record {
	t.Helper()
	r, err := quads.Decode(qs)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func requireSame(t *testing.T, want, got record.Record) {
	t.Helper()
	if !reflect.DeepEqual(want, got) {
		t.Fatalf("stored and read back\n%+v is\n%+v", want, got)
	}
}
