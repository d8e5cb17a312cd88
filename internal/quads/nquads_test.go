package quads_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/cayleygraph/quad"
	"pgregory.net/rapid"

	"onrecord/internal/quads"
	"onrecord/internal/record"
)

const xsd = "http://www.w3.org/2001/XMLSchema#"

func typed(text, datatype string) quad.Value {
	return quad.TypedString{Value: quad.String(text), Type: quad.IRI(datatype)}
}

// canonical is a value and its one spelling.
var canonical = []struct {
	value quad.Value
	text  string
}{
	{quad.IRI("https://example.org/é?a=%20#b"), `<https://example.org/é?a=%20#b>`},
	{quad.BNode("b0.1-·x"), `_:b0.1-·x`},
	{quad.String(""), `""`},
	{quad.String("قال «نعم» 😀 '"), `"قال «نعم» 😀 '"`},
	{quad.String("\"\\\b\t\n\f\r/"), `"\"\\\b\t\n\f\r/"`},
	{quad.String("\x00\x01\x0b\x1f\x7f"), `"\u0000\u0001\u000B\u001F\u007F"`},
	{quad.String("\u0085\u2028\ufeff\ufffd"), "\"\u0085\u2028\ufeff\ufffd\""},
	{quad.LangString{Value: "a", Lang: "zh-Hant-TW"}, `"a"@zh-Hant-TW`},
	{quad.Int(-9223372036854775808), `"-9223372036854775808"^^<` + xsd + `integer>`},
	{quad.Int(0), `"0"^^<` + xsd + `integer>`},
	{quad.Bool(true), `"true"^^<` + xsd + `boolean>`},
	{quad.Bool(false), `"false"^^<` + xsd + `boolean>`},
	{quad.Float(43), `"4.3E1"^^<` + xsd + `double>`},
	{quad.Float(-0.001), `"-1.0E-3"^^<` + xsd + `double>`},
	{quad.Time(time.UnixMilli(1_766_000_000_120).UTC()), `"2025-12-17T19:33:20.12Z"^^<` + xsd + `dateTime>`},
	{quad.Time(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)), `"0001-01-01T00:00:00Z"^^<` + xsd + `dateTime>`},
	// What is not in canonical form keeps its spelling.
	{typed("007", xsd+"integer"), `"007"^^<` + xsd + `integer>`},
	{typed("+7", xsd+"integer"), `"+7"^^<` + xsd + `integer>`},
	{typed("9223372036854775808", xsd+"integer"), `"9223372036854775808"^^<` + xsd + `integer>`},
	{typed("1", xsd+"boolean"), `"1"^^<` + xsd + `boolean>`},
	{typed("True", xsd+"boolean"), `"True"^^<` + xsd + `boolean>`},
	{typed("43", xsd+"double"), `"43"^^<` + xsd + `double>`},
	{typed("NaN", xsd+"double"), `"NaN"^^<` + xsd + `double>`},
	{typed("2025-12-17T19:33:20+00:00", xsd+"dateTime"), `"2025-12-17T19:33:20+00:00"^^<` + xsd + `dateTime>`},
	{typed("2025-12-17T19:33:20.10Z", xsd+"dateTime"), `"2025-12-17T19:33:20.10Z"^^<` + xsd + `dateTime>`},
	{typed("2025-12", xsd+"gYearMonth"), `"2025-12"^^<` + xsd + `gYearMonth>`},
}

func TestCanonicalNQuads(t *testing.T) {
	for _, c := range canonical {
		q := quad.Quad{Subject: quad.IRI("urn:s"), Predicate: quad.IRI("urn:p"), Object: c.value, Label: quad.IRI("urn:g")}
		want := "<urn:s> <urn:p> " + c.text + " <urn:g> .\n"
		line, err := quads.AppendNQuad(nil, q)
		if string(line) != want || err != nil {
			t.Errorf("%#v is written as\n%s, %v; want\n%s", c.value, line, err, want)
		}
		if back, ok, err := quads.ParseNQuad(want); !ok || err != nil || !reflect.DeepEqual(back, q) {
			t.Errorf("%s is read as %#v, %v", want, back, err)
		}
	}
}

func TestOtherSpellings(t *testing.T) {
	for line, want := range map[string]quad.Value{
		`<urn:s><urn:p>"a".`:                        quad.String("a"),
		"\t <urn:s>\t<urn:p> \"a\"\t. # comment":    quad.String("a"),
		`<urn:s> <urn:p> "a"^^<` + xsd + `string>.`: quad.String("a"),
		`<urn:s> <urn:p> "\u00e9\U0001F600\'" .`:    quad.String("é😀'"),
		`<urn:s> <urn:p> "a"@en.`:                   quad.LangString{Value: "a", Lang: "en"},
		`<urn:s> <urn:p> <urn:\u00e9> .`:            quad.IRI("urn:é"),
		`<urn:s> <urn:p> _:a.`:                      quad.BNode("a"),
		`<urn:s> <urn:p> "a # <b> ." . #`:           quad.String("a # <b> ."),
	} {
		q, ok, err := quads.ParseNQuad(line)
		if err != nil || !ok || q.Object != want || q.Label != nil {
			t.Errorf("%s is read as %#v, %v; want %#v", line, q.Object, err, want)
		}
	}
}

func TestMalformedNQuads(t *testing.T) {
	for name, line := range map[string]string{
		"no full stop":           `<urn:s> <urn:p> "a"`,
		"two statements":         `<urn:s> <urn:p> "a" . <urn:s> <urn:p> "b" .`,
		"five terms":             `<urn:s> <urn:p> "a" <urn:g> <urn:h> .`,
		"no object":              `<urn:s> <urn:p> .`,
		"literal as subject":     `"a" <urn:p> "a" .`,
		"literal as predicate":   `<urn:s> "p" "a" .`,
		"blank predicate":        `<urn:s> _:p "a" .`,
		"literal as label":       `<urn:s> <urn:p> "a" "g" .`,
		"relative IRI":           `<s> <urn:p> "a" .`,
		"empty IRI":              `<> <urn:p> "a" .`,
		"IRI with a space":       `<urn:s s> <urn:p> "a" .`,
		"IRI with escaped space": `<urn:s\u0020s> <urn:p> "a" .`,
		"IRI with short escape":  `<urn:s\n> <urn:p> "a" .`,
		"IRI with a brace":       `<urn:{s}> <urn:p> "a" .`,
		"unended IRI":            `<urn:s <urn:p "a" .`,
		"unended literal":        `<urn:s> <urn:p> "a .`,
		"escaped end":            `<urn:s> <urn:p> "a\" .`,
		"unknown escape":         `<urn:s> <urn:p> "\a" .`,
		"short \\u":              `<urn:s> <urn:p> "\u12" .`,
		"\\u with controls":      "<urn:s> <urn:p> \"\\u\x10\x10\x10\x10\" .",
		"surrogate":              `<urn:s> <urn:p> "\uD800" .`,
		"pair of surrogates":     `<urn:s> <urn:p> "\uD83D\uDE00" .`,
		"beyond Unicode":         `<urn:s> <urn:p> "\U00110000" .`,
		"far beyond Unicode":     `<urn:s> <urn:p> "\UFFFFFFFF" .`,
		"invalid UTF-8":          "<urn:s> <urn:p> \"\xff\" .",
		"invalid UTF-8 in IRI":   "<urn:\xff> <urn:p> \"a\" .",
		"UTF-8 of a surrogate":   "<urn:s> <urn:p> \"\xed\xa0\x80\" .",
		"carriage return":        "<urn:s> <urn:p> \"a\rb\" .",
		"no language":            `<urn:s> <urn:p> "a"@ .`,
		"language with a digit":  `<urn:s> <urn:p> "a"@1 .`,
		"language ends with -":   `<urn:s> <urn:p> "a"@en- .`,
		"no datatype":            `<urn:s> <urn:p> "a"^^ .`,
		"blank datatype":         `<urn:s> <urn:p> "a"^^_:b .`,
		"apostrophes":            `<urn:s> <urn:p> 'a' .`,
		"Turtle":                 `@prefix a: <urn:a> .`,
		"byte order mark":        "\ufeff<urn:s> <urn:p> \"a\" .",
		"no blank label":         `_: <urn:p> "a" .`,
	} {
		input := "# first\n\n" + line + "\n"
		_, err := collect(quads.ReadNQuads(context.Background(), strings.NewReader(input)))
		if !errors.Is(err, record.ErrInvalid) || !strings.Contains(err.Error(), "line 3: ") {
			t.Errorf("%s: %s is read with %v; want it refused, with its line", name, line, err)
		}
	}
}

func TestUnwritableQuads(t *testing.T) {
	good := quad.Quad{Subject: quad.IRI("urn:s"), Predicate: quad.IRI("urn:p"), Object: quad.IRI("urn:o")}
	with := func(change func(*quad.Quad)) quad.Quad { q := good; change(&q); return q }
	for name, q := range map[string]quad.Quad{
		"no subject":            with(func(q *quad.Quad) { q.Subject = nil }),
		"literal as subject":    with(func(q *quad.Quad) { q.Subject = quad.String("s") }),
		"blank predicate":       with(func(q *quad.Quad) { q.Predicate = quad.BNode("p") }),
		"IRI that ends early":   with(func(q *quad.Quad) { q.Object = quad.IRI("urn:o> <urn:x") }),
		"IRI with line feed":    with(func(q *quad.Quad) { q.Object = quad.IRI("urn:o\n") }),
		"label that goes on":    with(func(q *quad.Quad) { q.Label = quad.BNode("g .\n_:x") }),
		"label with full stop":  with(func(q *quad.Quad) { q.Label = quad.BNode("g.") }),
		"invalid UTF-8":         with(func(q *quad.Quad) { q.Object = quad.String("\xff") }),
		"language that goes on": with(func(q *quad.Quad) { q.Object = quad.LangString{Value: "a", Lang: "en> <x"} }),
		"relative datatype":     with(func(q *quad.Quad) { q.Object = typed("a", "x") }),
		"time beyond 9999":      with(func(q *quad.Quad) { q.Object = quad.Time(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)) }),
	} {
		var out bytes.Buffer
		if err := quads.WriteNQuads(&out, sequence(q)); !errors.Is(err, record.ErrInvalid) || out.Len() > 0 {
			t.Errorf("%s: written with %v as %q", name, err, &out)
		}
	}
}

func TestNQuadsAreASortedSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []quad.Quad
		for range rapid.IntRange(0, 5).Draw(t, "records") {
			r := (&filler{t: t}).newRecord(rapid.SampledFrom(kinds()).Draw(t, "kind"))
			all = quads.Append(all, r, label)
		}
		want := write(t, all)
		mixed := append(rapid.Permutation(all).Draw(t, "order"), all...)
		if got := write(t, mixed); got != want {
			t.Fatalf("the same quads in another order give\n%s, want\n%s", got, want)
		}
		lines := strings.SplitAfter(want, "\n")
		if lines = lines[:len(lines)-1]; !slices.IsSorted(lines) || len(slices.Compact(slices.Clone(lines))) != len(lines) {
			t.Fatalf("lines are not sorted or not unique:\n%s", want)
		}
		back, err := collect(quads.ReadNQuads(context.Background(), strings.NewReader(want)))
		if err != nil {
			t.Fatal(err)
		}
		if got := write(t, back); got != want {
			t.Fatalf("read and written again\n%s, want\n%s", got, want)
		}
	})
}

func TestReadingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	input := strings.Repeat("<urn:s> <urn:p> \"a\" .\n", 3)
	n := 0
	for _, err := range quads.ReadNQuads(ctx, strings.NewReader(input)) {
		if n++; n == 2 {
			cancel()
		}
		if n == 3 && !errors.Is(err, context.Canceled) {
			t.Errorf("after cancelling: %v", err)
		}
	}
	if n != 3 {
		t.Errorf("read %d quads and errors, want two quads and an error", n)
	}
}

func TestReadingReportsAFailingReader(t *testing.T) {
	broken := errors.New("broken pipe")
	_, err := collect(quads.ReadNQuads(context.Background(), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) {
		t.Errorf("a failing reader gives %v", err)
	}
}

func FuzzReadNQuads(f *testing.F) {
	for _, c := range canonical {
		f.Add("<urn:s> <urn:p> " + c.text + " <urn:g> .\n")
	}
	f.Add("# comment\r\n\r\n_:a.b <urn:p>\"\\u00e9\\U0001F600\"@en-GB.#")
	f.Add("<urn:s> <urn:p> \"\\uD800\" .")
	q, s := fullQuote()
	f.Add(write(f, quads.Append(quads.Encode(q, label), s, nil)))
	f.Fuzz(func(t *testing.T, input string) {
		read, err := collect(quads.ReadNQuads(context.Background(), strings.NewReader(input)))
		if err != nil && !errors.Is(err, record.ErrInvalid) && !errors.Is(err, record.ErrTooLarge) {
			t.Fatalf("an error of no kind: %v", err)
		}
		written := write(t, read)
		again, err := collect(quads.ReadNQuads(context.Background(), strings.NewReader(written)))
		if err != nil {
			t.Fatalf("written and unreadable: %v\n%s", err, written)
		}
		if got := write(t, again); got != written {
			t.Fatalf("read and written again\n%q, want\n%q", got, written)
		}
		for _, q := range read {
			if !slices.Contains(again, q) {
				t.Fatalf("%#v is lost", q)
			}
		}
	})
}

// sequence is quads as a stream.
func sequence(qs ...quad.Quad) iter.Seq2[quad.Quad, error] {
	return func(yield func(quad.Quad, error) bool) {
		for _, q := range qs {
			if !yield(q, nil) {
				return
			}
		}
	}
}

func collect(seq iter.Seq2[quad.Quad, error]) (qs []quad.Quad, err error) {
	for q, err := range seq {
		if err != nil {
			return qs, err
		}
		qs = append(qs, q)
	}
	return qs, nil
}

func write(t interface {
	Fatal(...any)
}, qs []quad.Quad) string {
	var out bytes.Buffer
	if err := quads.WriteNQuads(&out, sequence(qs...)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
