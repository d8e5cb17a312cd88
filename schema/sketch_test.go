package schema_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// The names, arguments and nullability of the agreed sketch are fixed; fields
// may be added. Arguments may not: one argument changes how a whole list is run.
func TestContractKeepsTheSketch(t *testing.T) {
	path := filepath.Join("..", "..", "shared", "design", "schema-sketch.graphql")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("the sketch does not travel with the project: nothing to compare")
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	sketch := parsed(t, &ast.Source{Name: path, Input: string(text)})
	types := definitions(t)
	for name, want := range sketch {
		got := types[name]
		if got == nil {
			t.Errorf("%s is missing", name)
			continue
		}
		compareTypes(t, withActor(want, sketch), got)
	}
}

// withActor spells out what the sketch abbreviates as "+ Actor".
func withActor(d *ast.Definition, sketch map[string]*ast.Definition) *ast.Definition {
	if !slices.Contains(d.Interfaces, "Actor") {
		return d
	}
	whole := *d
	whole.Fields = slices.Concat(sketch["Actor"].Fields, d.Fields)
	return &whole
}

func compareTypes(t *testing.T, want, got *ast.Definition) {
	t.Helper()
	if want.Kind != got.Kind || !slices.Equal(want.Interfaces, got.Interfaces) {
		t.Errorf("%s is %s %v, want %s %v", want.Name, got.Kind, got.Interfaces, want.Kind, want.Interfaces)
	}
	for _, f := range want.Fields {
		path := want.Name + "." + f.Name
		found := got.Fields.ForName(f.Name)
		if found == nil {
			t.Errorf("%s is missing", path)
			continue
		}
		compareFields(t, path, f, found)
	}
}

func compareFields(t *testing.T, path string, want, got *ast.FieldDefinition) {
	t.Helper()
	if want.Type.String() != got.Type.String() {
		t.Errorf("%s is a %s, want %s", path, got.Type, want.Type)
	}
	if len(want.Arguments) != len(got.Arguments) {
		t.Errorf("%s takes %d arguments, want %d", path, len(got.Arguments), len(want.Arguments))
	}
	for _, a := range want.Arguments {
		found := got.Arguments.ForName(a.Name)
		if found == nil || found.Type.String() != a.Type.String() {
			t.Errorf("%s(%s) is not a %s", path, a.Name, a.Type)
			continue
		}
		if a.DefaultValue != nil && !strings.Contains(found.Description, a.DefaultValue.Raw+" where left out") {
			t.Errorf("%s(%s) does not tell its default, %s", path, a.Name, a.DefaultValue.Raw)
		}
	}
}
