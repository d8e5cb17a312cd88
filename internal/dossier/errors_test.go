package dossier

import (
	"fmt"
	"strings"
	"testing"
)

// head is the first three lines of a dossier; what a case adds begins at line 4.
const head = "onrecord: 1\ndossier: d\ndocument: doc\n"

const doc = "documents: {doc: {title: T}}\n"

func TestErrorPlaces(t *testing.T) {
	quote := head + doc + "people: {ann: {name: Ann}}\nquotes:\n  q:\n    speaker: ann\n    mode: INDIRECT\n    gist: G\n"
	cases := map[string]struct{ content, want string }{
		"no fields":        {"- a\n", `f:1:1: is a list; want a map of fields`},
		"empty":            {"", `f:1:1: is empty; a dossier begins with “onrecord: 1”`},
		"only a comment":   {"# nothing\n", `f:1:1: is empty; a dossier begins with “onrecord: 1”`},
		"no version":       {"dossier: d\n", `f:1:1: onrecord: missing: the version of the format; write “onrecord: 1”`},
		"later version":    {"onrecord: 2\nfoo: bar\n", `f:1:11: onrecord: is the number 2; this build reads version 1 of the format`},
		"no slug":          {"onrecord: 1\n", `f:1:1: dossier: missing`},
		"not YAML":         {head + "people: [\n", `f:4:1: is not YAML`},
		"two documents":    {head + doc + "---\nonrecord: 1\n", `f:5:1: a dossier is one YAML document; remove what follows its end`},
		"alias":            {head + "title: &a T\ndocuments: {doc: {title: *a}}\n", `f:5:26: an alias (*a) is not read; write the value out`},
		"merge":            {head + doc + "topics: {t: {<<: {name: N}}}\n", `f:5:14: topics.t.<<: unknown field; want one of id, name, was`},
		"key that is list": {head + doc + "topics: {[a]: {name: N}}\n", `f:5:10: topics: a key is a list; want a word`},
		"empty value":      {head + doc + "topics: {t: {name: }}\n", `f:5:20: topics.t.name: is empty`},
		"empty entry":      {head + doc + "topics:\n  t:\n", `f:6:5: topics.t: is empty; want a map of fields`},
		"same slug":        {head + doc + "topics:\n  t: {name: N}\n  t: {name: N}\n", `f:7:3: topics.t: is here twice, first at line 6`},
		"number as text":   {head + doc + "topics: {t: {name: 2025}}\n", `f:5:20: topics.t.name: is the number 2025; want a text, in quotation marks`},
		"binary as text":   {head + doc + "topics: {t: {name: !!binary aGk=}}\n", `f:5:20: topics.t.name: is a value of type !!binary`},
		"two languages":    {head + doc + "topics: {t: {name: {en: A, en: B}}}\n", `f:5:28: topics.t.name.en: is here twice, first at line 5`},
		"deceptive name":   {head + doc + "topics: {t: {name: {en: A, ar: \"B\\u202E\"}}}\n", `f:5:32: topics.t.name.ar: contains a control or bidirectional override character`},
		"bad form":         {head + doc + "people: {ann: {name: Ann, printed: [An, {language: en}]}}\n", `f:5:41: people.ann.printed[1].text: missing`},
		"form's language":  {head + doc + "people: {ann: {name: Ann, aliases: [{text: An, language: e!}]}}\n", `f:5:58: people.ann.aliases[0].language: want a language tag`},
		"two main names":   {head + doc + "people: {ann: {name: {}}}\n", `f:5:22: people.ann.name: is an empty map`},
		"bad id":           {head + doc + "topics: {t: {id: 12, name: N}}\n", `f:5:18: topics.t.id: "12" is no id; want a lower-case UUID`},
		"same id": {
			head + doc + "topics:\n  a: {id: 5e0f3f1c-5a0e-4c1b-9d53-0a1b2c3d4e5f, name: A}\n  b: {id: 5e0f3f1c-5a0e-4c1b-9d53-0a1b2c3d4e5f, name: B}\n",
			`f:7:3: topics.b: has the id of topics.a at line 6`,
		},
		"former is present":  {head + doc + "topics: {t: {was: [t], name: N}}\n", `f:5:20: topics.t.was[0]: repeats the present slug`},
		"former is taken":    {head + doc + "topics:\n  a: {name: A}\n  t: {was: [a], name: N}\n", `f:7:12: topics.t.was: a is declared already, as a topic at line 6`},
		"time as date":       {head + "documents: {doc: {title: T, published: 2025-01-01T00:00:00Z}}\n", `f:4:40: documents.doc.published: "2025-01-01T00:00:00Z" is not a date that exists`},
		"date as time":       {head + "documents: {doc: {title: T, retrieved: 2025-01-01}}\n", `f:4:40: documents.doc.retrieved: "2025-01-01" is not a time`},
		"long title":         {head + "documents: {doc: {title: {en: T, de: " + strings.Repeat("T", 301) + "}}}\n", `f:4:38: documents.doc.title.de: is longer than 300 characters`},
		"second note":        {head + "documents: {doc: {title: T, notes: [N, \"\\u0001\"]}}\n", `f:4:40: documents.doc.notes[1]: contains a control`},
		"second address":     {head + doc + "institutions: {i: {name: I, kind: MEDIA, same-as: [\"https://a.example\", b]}}\n", `f:5:73: institutions.i.same-as[1]: want an absolute http or https address`},
		"own parent":         {head + doc + "institutions: {i: {name: I, kind: MEDIA, parents: [{institution: i, relation: r}]}}\n", `f:5:51: institutions.i.parents: an institution cannot be its own parent`},
		"no text file":       {head + "documents: {doc: {title: T, text-file: t.txt}}\n", `f:4:40: documents.doc.text-file: cannot be read: want the name of a file beside the dossier`},
		"speaker missing":    {head + doc + "quotes: {q: {mode: INDIRECT, gist: G}}\n", `f:5:10: quotes.q.speaker: missing`},
		"mode missing":       {head + doc + "people: {ann: {name: Ann}}\nquotes: {q: {speaker: ann, gist: G}}\n", `f:6:10: quotes.q.mode: want one of DIRECT, INDIRECT, MIXED, EDITORIAL`},
		"needless words":     {quote + "    fragments: [so]\n", `f:11:16: quotes.q.fragments: only direct and mixed quotes have verbatim words`},
		"second fragment":    {strings.Replace(quote, "INDIRECT", "DIRECT", 1) + "    fragments: [so, ' ']\n", `f:11:21: quotes.q.fragments[1]: is empty`},
		"span of one":        {quote + "    at: [1]\n", `f:11:9: quotes.q.at: want the two ends of a span`},
		"span in words":      {quote + "    at: [1, two]\n", `f:11:13: quotes.q.at[1]: is the text "two"; want a whole number`},
		"far span":           {quote + "    at: [1, 99999999999]\n", `f:11:13: quotes.q.at[1]: "99999999999" is no number that can be read here`},
		"hash of nothing":    {quote + "    exact: so\n", `f:11:5: quotes.q.exact: needs ` + "`at`"},
		"span of no hash":    {quote + "    at: [1, 2]\n", `f:7:3: quotes.q.sha256: missing`},
		"wrong exact words":  {quote + "    at: [1, 3]\n    sha256: " + strings.Repeat("0a", 32) + "\n    exact: so\n", `f:12:13: quotes.q.sha256: is not the hash of the exact words`},
		"second hop":         {quote + "    chain:\n      - {act: TOLD}\n      - {act: TOLD, url: ftp://x}\n", `f:13:26: quotes.q.chain[1].url: want an absolute http or https address`},
		"condition of none":  {quote + "    stances: {a: {claim: c, position: UNDECIDED, qualified: if}}\nclaims: {c: {text: C, kind: CAUSAL}}\n", `f:11:61: quotes.q.stances.a.qualified: only a side can be qualified`},
		"unknown evidence":   {head + doc + "people: {ann: {name: Ann}}\nevents: {e: {name: E, kind: VISIT, participations: {p: {actor: ann, role: R, evidence: [q]}}}}\n", `f:6:89: events.e.participations.p.evidence[0]: unknown quote "q"`},
		"other's quote":      {quote + "    responses: {a: {kind: AGREES, to-quote: other/q}}\n", `f:11:45: quotes.q.responses.a.to-quote: unknown quote "other/q"`},
		"unknown document":   {quote + "    document: dok\n", `f:11:15: quotes.q.document: unknown document "dok"; did you mean doc?`},
		"no document":        {"onrecord: 1\ndossier: d\nunnamed: {u: {name: U}}\n", `f:3:11: unnamed.u.document: missing: neither the entry nor the dossier names a document`},
		"share over all":     {head + doc + "polls: {p: {text: P, answers: {a: {label: A, percent: 40}, b: {label: B, percent: .nan}}}}\n", `f:5:83: polls.p.answers.b.percent: ".nan" is no number that can be read here`},
		"answer of no label": {head + doc + "polls: {p: {text: P, answers: {a: {label: A, percent: 40}, b: {percent: 4}}}}\n", `f:5:60: polls.p.answers.b.label: missing`},
		"copy without hash":  {head + "verification: {copy: doc, at: 2025-01-01T00:00:00Z}\n" + doc, `f:4:22: verification.copy: want a document of this file that has a sha256`},
		"word in a list":     {head + doc + "claims: {c: {text: C, kind: [CAUSAL]}}\n", `f:5:29: claims.c.kind: is a list; want one of FACTUAL`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Read(Source{Name: "f", Content: []byte(c.content)}, nil)
			if err == nil {
				t.Fatalf("is read without error; want %s", c.want)
			}
			for _, line := range strings.Split(err.Error(), "\n") {
				if strings.HasPrefix(line, c.want) {
					return
				}
			}
			t.Errorf("got\n%v\nwant %s", err, c.want)
		})
	}
}

// TestOneMistakeOneError: what follows from a mistake is not a second one.
func TestOneMistakeOneError(t *testing.T) {
	cases := map[string]string{
		"unknown speaker":    head + doc + "quotes: {q: {speaker: nobody, mode: INDIRECT, gist: G}}\n",
		"unknown word":       head + doc + "claims: {c: {text: C, kind: FACTAUL}}\n",
		"empty text":         head + doc + "claims: {c: {text: \"\", kind: FACTUAL}}\n",
		"impossible date":    head + doc + "people: {ann: {name: Ann}}\nquotes: {q: {speaker: ann, mode: INDIRECT, gist: G, said: 2025-13}}\n",
		"bad slug":           head + doc + "claims: {C C: {text: C, kind: FACTUAL}}\n",
		"document not there": "onrecord: 1\ndossier: d\ndocument: dok\npeople: {ann: {name: Ann}}\nquotes: {q: {speaker: ann, mode: INDIRECT, gist: G}}\n",
		"empty entry":        head + doc + "topics: {t: }\n",
		"text for a map":     head + doc + "institutions: {i: {name: I, kind: MEDIA, parents: [j]}}\n",
		"same slug twice":    head + doc + "people: {a: {name: Ann}}\ninstitutions: {a: {name: A, kind: MEDIA}}\n",
	}
	for name, content := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Read(Source{Name: "f", Content: []byte(content)}, nil)
			wrong, ok := err.(Errors)
			if !ok || len(wrong) != 1 {
				t.Errorf("want one error, got\n%v", err)
			}
		})
	}
}

func TestErrorsAreSortedAndBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString(head + doc + "topics:\n")
	for i := range 3 * maxErrors {
		fmt.Fprintf(&b, "  t-%d: {nam: N}\n", i)
	}
	_, err := Read(Source{Name: "f", Content: []byte(b.String())}, nil)
	wrong := err.(Errors)
	if len(wrong) != maxErrors+1 {
		t.Fatalf("%d errors are kept, want %d and a last line", len(wrong), maxErrors)
	}
	for i := range wrong[:maxErrors-1] {
		if wrong[i].Line > wrong[i+1].Line {
			t.Fatalf("line %d comes before line %d", wrong[i].Line, wrong[i+1].Line)
		}
	}
	if last := wrong[maxErrors].Message; last != "and 5000 more errors" {
		t.Errorf("the last line says %q", last)
	}
}

func TestSharedNames(t *testing.T) {
	two := head + doc + "people:\n  tariq-hemo: {name: Tariq Hemo, printed: [Hamo]}\n  other: {name: Ali, aliases: [HÁMO]%s}\n"
	_, err := Read(Source{Name: "f", Content: fmt.Appendf(nil, two, "")}, nil)
	const want = `f:7:3: people.other: other and tariq-hemo (line 6) are both called "HÁMO"; make them one person, or write “distinct-from: [tariq-hemo]”`
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	if _, err := Read(Source{Name: "f", Content: fmt.Appendf(nil, two, ", distinct-from: [tariq-hemo]")}, nil); err != nil {
		t.Errorf("two people marked as distinct may share a name: %v", err)
	}
}

func TestUnnamedSourceInAChain(t *testing.T) {
	const content = head + `documents: {doc: {title: T}, elsewhere: {title: E}}
people: {ann: {name: Ann}}
unnamed: {u: {name: a source, document: elsewhere}}
quotes:
  q: {speaker: ann, mode: INDIRECT, gist: G, chain: [{agent: u, act: TOLD}]}
`
	_, err := Read(Source{Name: "f", Content: []byte(content)}, nil)
	const want = `f:8:62: quotes.q.chain[0].agent: u is an unnamed source of another document; declare one for this document`
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}
