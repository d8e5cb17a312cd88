package dossier

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"onrecord/internal/record"
)

const (
	schemaFile = "../../schema/dossier.schema.json"
	schemaURL  = "urn:onrecord:schema:dossier:1"
)

// published is the schema as it stands in the file.
type published struct {
	Properties map[string]field `json:"properties"`
	Defs       map[string]struct {
		Properties map[string]field `json:"properties"`
		AnyOf      []struct {
			Enum    []string `json:"enum"`
			Pattern string   `json:"pattern"`
		} `json:"anyOf"`
	} `json:"$defs"`
}

type field struct {
	Title       string            `json:"title"`
	Description string            `json:"description"`
	Examples    []json.RawMessage `json:"examples"`
}

func readSchema(t *testing.T) (schema published, compile func(pointer string) *jsonschema.Schema) {
	t.Helper()
	content, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &schema); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(schemaURL, doc); err != nil {
		t.Fatal(err)
	}
	return schema, func(pointer string) *jsonschema.Schema {
		t.Helper()
		compiled, err := compiler.Compile(schemaURL + pointer)
		if err != nil {
			t.Fatal(err)
		}
		return compiled
	}
}

// TestSchemaHasTheFieldsOfTheReader reads a dossier in which every kind of map
// occurs and compares the fields that the reader asked for with the schema.
func TestSchemaHasTheFieldsOfTheReader(t *testing.T) {
	schema, _ := readSchema(t)
	known := map[string][]string{}
	s := newSet(nil)
	s.observed = func(shape string, fields []string) { known[shape] = slices.Clone(fields) }
	if _, err := s.read([]Source{{Name: "harbour.yaml", Content: testFile(t, "harbour.yaml"), Texts: os.DirFS("testdata")}}); err != nil {
		t.Fatal(err)
	}
	inSchema := map[string]map[string]field{"dossier": schema.Properties}
	for name, def := range schema.Defs {
		if def.Properties == nil {
			continue
		}
		if name == "form-in-language" {
			name = "form"
		}
		inSchema[name] = def.Properties
	}
	for shape, fields := range known {
		for _, f := range fields {
			if _, ok := inSchema[shape][f]; !ok {
				t.Errorf("the reader knows %s.%s, the schema does not", shape, f)
			}
		}
	}
	for shape, fields := range inSchema {
		for f := range fields {
			if !slices.Contains(known[shape], f) {
				t.Errorf("the schema has %s.%s, the reader does not know it", shape, f)
			}
		}
	}
}

// TestSchemaTeaches: whoever completes a field sees what it is for, and an
// example that is right.
func TestSchemaTeaches(t *testing.T) {
	schema, compile := readSchema(t)
	check := func(pointer string, fields map[string]field) {
		for name, f := range fields {
			at := pointer + "/properties/" + name
			if f.Title == "" || f.Description == "" || len(f.Examples) == 0 {
				t.Errorf("%s lacks a title, a description or an example", at)
			}
			for _, example := range f.Examples {
				v, err := jsonschema.UnmarshalJSON(bytes.NewReader(example))
				if err != nil {
					t.Fatal(err)
				}
				if err := compile("#" + at).Validate(v); err != nil {
					t.Errorf("the example of %s is wrong: %v", at, err)
				}
			}
		}
	}
	check("", schema.Properties)
	for name, def := range schema.Defs {
		check("/$defs/"+name, def.Properties)
	}
}

func TestSchemaHasTheWordsOfTheDomain(t *testing.T) {
	schema, _ := readSchema(t)
	want := map[string][]string{
		"institution-kind": record.Words[record.InstitutionKind](), "anonymity-reason": record.Words[record.AnonymityReason](),
		"claim-kind": record.Words[record.ClaimKind](), "relation-kind": record.Words[record.ClaimRelationKind](),
		"event-kind": record.Words[record.EventKind](), "capacity": record.Words[record.Capacity](),
		"mode": record.Words[record.QuoteMode](), "act": record.Words[record.SpeechAct](),
		"date-basis": record.Words[record.DateBasis](), "medium": record.Words[record.Medium](),
		"attribution-act": record.Words[record.AttributionAct](), "correction-kind": record.Words[record.CorrectionKind](),
		"position": record.Words[record.Position](), "certainty": record.Words[record.Certainty](),
		"basis": record.Words[record.Basis](), "response-kind": record.Words[record.ResponseKind](),
		"verdict": record.Words[record.Verdict](),
	}
	for name, def := range schema.Defs {
		if len(def.AnyOf) == 0 || def.AnyOf[0].Enum == nil {
			continue
		}
		if !slices.Equal(def.AnyOf[0].Enum, want[name]) {
			t.Errorf("%s has the words %v, the domain %v", name, def.AnyOf[0].Enum, want[name])
		}
		if lower := "^(" + strings.ToLower(strings.Join(want[name], "|")) + ")$"; def.AnyOf[1].Pattern != lower {
			t.Errorf("%s has the lower-case words %s, want %s", name, def.AnyOf[1].Pattern, lower)
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("the schema has no words for %s", name)
	}
}

func TestSchemaAcceptsWhatTheReaderAccepts(t *testing.T) {
	_, compile := readSchema(t)
	seeds, err := filepath.Glob("../../seeds/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(seeds, "testdata/harbour.yaml") {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		// Beside the dossiers stand inventories of them, which are no dossiers.
		if !bytes.Contains(content, []byte("\nonrecord: ")) {
			continue
		}
		if err := compile("").Validate(asJSON(t, content)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaRefusesWhatTheReaderRefuses does so one mistake at a time.
func TestSchemaRefusesWhatTheReaderRefuses(t *testing.T) {
	_, compile := readSchema(t)
	good := string(testFile(t, "harbour.yaml"))
	for _, edit := range [][2]string{
		{"title: The harbour vote", "titel: The harbour vote"},
		{"onrecord: 1", "onrecord: 2"},
		{"dossier: harbour", "dossier: Harbour"},
		{"published: 2025-07-01", "published: July"},
		{"url: https://tidings.example/harbour", "url: tidings.example/harbour"},
		{"sha256: ", "sha256: x"},
		{"kind: CIVIL_SOCIETY", "kind: SOCIETY"},
		{"headcount: 1", "headcount: one"},
		{"percent: 62.5", "percent: 162.5"},
		{"self-selected: true", "self-selected: perhaps"},
		{", evidence: [brandt-ships]}\n\npolls", "}\n\npolls"},
		{"    fragments: [We will see.]\n", ""},
		{"mode: MIXED", "mode: INDIRECT"},
		{"claim: second-lock, position", "position"},
		{"holder: skippers-union, ", ""},
		{"    said: 2025-06-28\n    said-basis", "    said-basis"},
		{"act: TOLD, ", ""},
		{"    gist: He doubts it.\n", ""},
		{"    gist: He doubts it.", "    gist: {}"},
		{"{id: 5e0f3f1c", "{id: 5E0F3F1C"},
	} {
		edit[0] = strings.Replace(edit[0], "{id: ", "    id: ", 1)
		edit[1] = strings.Replace(edit[1], "{id: ", "    id: ", 1)
		if !strings.Contains(good, edit[0]) {
			t.Fatalf("the dossier does not contain %q", edit[0])
		}
		bad := []byte(strings.Replace(good, edit[0], edit[1], 1))
		if err := compile("").Validate(asJSON(t, bad)); err == nil {
			t.Errorf("the schema accepts %q", edit[1])
		}
		if _, err := Read(Source{Name: "f", Content: bad, Texts: os.DirFS("testdata")}, nil); err == nil {
			t.Errorf("the reader accepts %q", edit[1])
		}
	}
	if err := compile("").Validate(asJSON(t, []byte(head+"claims: {c: {text: C, kind: CAUSAL}}\n"))); err != nil {
		t.Errorf("a small dossier is refused: %v", err)
	}
}

// asJSON is a YAML document as a code editor hands it to a schema: by the core
// schema of YAML 1.2, in which a date is a text.
func asJSON(t *testing.T, content []byte) any {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(content, &doc); err != nil {
		t.Fatal(err)
	}
	return jsonValue(t, doc.Content[0])
}

func jsonValue(t *testing.T, n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			object[n.Content[i].Value] = jsonValue(t, n.Content[i+1])
		}
		return object
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range n.Content {
			list = append(list, jsonValue(t, item))
		}
		return list
	}
	switch n.Tag {
	case "!!int", "!!float":
		if _, err := strconv.ParseFloat(n.Value, 64); err != nil {
			t.Fatal(fmt.Errorf("line %d: %w", n.Line, err))
		}
		return json.Number(n.Value)
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!null":
		return nil
	}
	return n.Value
}
