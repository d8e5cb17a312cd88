package dossier

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"onrecord/internal/record"
)

const recordsURL = "urn:onrecord:schema:records:1"

// publishedLines is the schema of lines as it stands in the file.
type publishedLines struct {
	Defs map[string]struct {
		Description string                     `json:"description"`
		Properties  map[string]json.RawMessage `json:"properties"`
		Required    []string                   `json:"required"`
		Enum        []string                   `json:"enum"`
	} `json:"$defs"`
	compiled *jsonschema.Schema
}

func lineSchema(t *testing.T) (lines publishedLines) {
	t.Helper()
	content, err := os.ReadFile("../../schema/records.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &lines); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(recordsURL, doc); err != nil {
		t.Fatal(err)
	}
	if lines.compiled, err = compiler.Compile(recordsURL); err != nil {
		t.Fatal(err)
	}
	return lines
}

func (l publishedLines) check(line []byte) error {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
	if err != nil {
		return err
	}
	return l.compiled.Validate(v)
}

func (l publishedLines) accept(t interface{ Fatalf(string, ...any) }, line []byte) {
	if err := l.check(line); err != nil {
		t.Fatalf("the schema refuses %s: %v", line, err)
	}
}

// TestLineSchemaHasTheFieldsOfTheRecords compares both ways, for each kind and
// each object within one: names, and which of them must be there.
func TestLineSchemaHasTheFieldsOfTheRecords(t *testing.T) {
	schema := lineSchema(t)
	shapes := map[string]*lineShape{}
	for kind, shape := range lineShapes() {
		shapes[strings.ToLower(strings.ReplaceAll(kind.String(), "_", "-"))] = shape
	}
	for name, t := range map[string]reflect.Type{
		"text": reflect.TypeFor[record.Text](), "name-text": reflect.TypeFor[record.Text](), "name": reflect.TypeFor[record.Name](),
		"institution-link": reflect.TypeFor[record.InstitutionLink](), "selector": reflect.TypeFor[record.Selector](),
		"verification": reflect.TypeFor[record.Verification](), "hop": reflect.TypeFor[record.Hop](),
		"poll-answer": reflect.TypeFor[record.PollAnswer](), "poll-claim": reflect.TypeFor[record.PollClaim](),
	} {
		shapes[name] = &lineShape{number: map[string]int{}}
		shapes[name].addFields(t, nil)
	}
	for name, def := range schema.Defs {
		if def.Properties == nil {
			continue
		}
		shape := shapes[name]
		delete(shapes, name)
		if shape == nil {
			t.Errorf("the schema has an object %s, the records do not", name)
			continue
		}
		compareShape(t, name, shape, def.Properties, def.Required)
	}
	for name := range shapes {
		t.Errorf("the schema has no object %s", name)
	}
}

func compareShape(t *testing.T, name string, shape *lineShape, properties map[string]json.RawMessage, required []string) {
	for n, field := range shape.names {
		if properties[field] == nil {
			t.Errorf("%s.%s is not in the schema", name, field)
		}
		if must := shape.required&(1<<n) != 0; must != slices.Contains(required, field) {
			t.Errorf("%s.%s is required by the reader: %t, by the schema: %t", name, field, must, !must)
		}
	}
	for field, definition := range properties {
		if !slices.Contains(shape.names, field) {
			t.Errorf("%s.%s is not in the record", name, field)
		}
		var told struct{ Description string }
		if err := json.Unmarshal(definition, &told); err != nil || told.Description == "" {
			t.Errorf("%s.%s is not described (%v)", name, field, err)
		}
	}
}

func TestLineSchemaHasTheWordsOfTheDomain(t *testing.T) {
	want := map[string][]string{
		"name-kind": record.Words[record.NameKind](), "institution-kind": record.Words[record.InstitutionKind](),
		"anonymity-reason": record.Words[record.AnonymityReason](), "claim-kind": record.Words[record.ClaimKind](),
		"claim-relation-kind": record.Words[record.ClaimRelationKind](), "capacity": record.Words[record.Capacity](),
		"quote-mode": record.Words[record.QuoteMode](), "speech-act": record.Words[record.SpeechAct](),
		"date-basis": record.Words[record.DateBasis](), "medium": record.Words[record.Medium](),
		"verification-state": record.Words[record.VerificationState](), "attribution-act": record.Words[record.AttributionAct](),
		"correction-kind": record.Words[record.CorrectionKind](), "position": record.Words[record.Position](),
		"certainty": record.Words[record.Certainty](), "basis": record.Words[record.Basis](),
		"response-kind": record.Words[record.ResponseKind](), "event-kind": record.Words[record.EventKind](),
		"verdict": record.Words[record.Verdict](), "answer": record.Words[record.Answer](),
	}
	for name, def := range lineSchema(t).Defs {
		if def.Enum == nil {
			continue
		}
		if !slices.Equal(def.Enum, want[name]) {
			t.Errorf("%s has the words %v, the domain %v", name, def.Enum, want[name])
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("the schema has no words for %s", name)
	}
}

// TestLineSchemaRefusesWhatTheReaderRefuses does so one mistake at a time.
func TestLineSchemaRefusesWhatTheReaderRefuses(t *testing.T) {
	schema := lineSchema(t)
	for _, c := range [][3]string{
		{topicLine, `"TOPIC"`, `"TOPICS"`},
		{topicLine, `"TOPIC"`, `"topic"`},
		{topicLine, `"record":"TOPIC",`, ``},
		{topicLine, `"slug"`, `"Slug"`},
		{topicLine, `"slug":"trade",`, ``},
		{topicLine, `"trade"`, `"Trade"`},
		{topicLine, `"trade"`, `null`},
		{topicLine, `"language":"en",`, ``},
		{topicLine, `"Trade"`, `""`},
		{topicLine, `[{"language":"en","text":"Trade"}]`, `[]`},
		{topicLine, `7b1e`, `7B1E`},
		{topicLine, `0190a6f2-7d3c-7b1e-9c55-3f1f6a0c2d4e`, `00000000-0000-0000-0000-000000000000`},
		{claimLine, `CAUSAL`, `causal`},
		{claimLine, `CAUSAL`, ``},
		{pollLine, `43.5`, `143`},
		{pollLine, `"sample":9`, `"sample":9.5`},
		{quoteLine, `true`, `"true"`},
		{quoteLine, `"pullQuote":true`, `"saidOn":"2025-11-11"`},
		{quoteLine, `"pullQuote":true`, `"saidOnBasis":"PRINTED"`},
		{quoteLine, `"pullQuote":true`, `"saidOn":"2025-13","saidOnBasis":"PRINTED"`},
		{quoteLine, `"pullQuote":true`, `"selector":{"start":1,"end":2}`},
		{quoteLine, `"pullQuote":true`, `"chain":[{"act":"TOLD","sourceUrl":"ftp://example.org/"}]`},
	} {
		if !strings.Contains(c[0], c[1]) {
			t.Fatalf("%q is not in the line", c[1])
		}
		bad := []byte(strings.Replace(c[0], c[1], c[2], 1))
		if err := schema.check(bad); err == nil {
			t.Errorf("the schema accepts %s", bad)
		}
		if _, errs := readPairs(t.Context(), bytes.NewReader(bad)); errs[0] == nil {
			t.Errorf("the reader accepts %s", bad)
		}
	}
}
