package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed names, for each package, the packages of this module that it and its
// tests may import directly, beside record, which everything may. The layout is
// kept by this test, not by a page that describes it.
var allowed = map[string][]string{
	"internal/record":              {},
	"internal/stance":              {},
	"internal/check":               {},
	"internal/access":              {},
	"internal/quads":               {},
	"internal/dossier":             {},
	"internal/quadstore":           {"internal/quads", "internal/graph/storetest", "internal/graph", "internal/review/reviewtest", "internal/review", "internal/quadstore/faultdisk"},
	"internal/quadstore/faultdisk": {},
	"internal/graph":               {"internal/stance", "internal/graph/storetest"},
	"internal/graph/storetest":     {"internal/graph"},
	"internal/review":              {"internal/graph", "internal/review/reviewtest"},
	"internal/review/reviewtest":   {"internal/review"},
	"internal/graphqlapi":          {"internal/graph", "internal/stance", "internal/access", "internal/review", "schema", "internal/graph/storetest", "internal/review/reviewtest"},
	"internal/graphqlapi/graphiql": {},
	"internal/card":                {},
	"internal/web":                 {"internal/graph", "internal/stance", "internal/quads", "internal/card", "schema", "internal/graph/storetest"},
	"internal/server":              {"internal/access"},
	"schema":                       {},
	"seeds":                        {},
}

// testOnly are imports that tests alone may make: the conformance suite of the
// store, and what it is written against.
var testOnly = map[string][]string{
	"internal/quadstore":           {"internal/graph/storetest", "internal/graph", "internal/review/reviewtest", "internal/review", "internal/quadstore/faultdisk"},
	"internal/graph":               {"internal/graph/storetest"},
	"internal/review":              {"internal/review/reviewtest"},
	"internal/web":                 {"internal/graph/storetest"},
	"internal/graphqlapi":          {"internal/graph/storetest", "internal/review/reviewtest"},
	"internal/graphqlapi/graphiql": {"schema"},
	"schema":                       {"internal/record"},
	"seeds":                        {},
}

// soleImporters are modules that one package alone may know.
var soleImporters = map[string][]string{
	"github.com/cayleygraph/cayley":       {"internal/quadstore"},
	"github.com/cayleygraph/quad":         {"internal/quadstore", "internal/quads"},
	"zombiezen.com/go/sqlite":             {"internal/quadstore"},
	"modernc.org/sqlite":                  {"internal/quadstore/faultdisk"},
	"modernc.org/libc":                    {"internal/quadstore/faultdisk"},
	"github.com/graph-gophers/graphql-go": {"internal/graphqlapi"},
	"github.com/prometheus/client_golang": {"internal/server"},
	"go.yaml.in/yaml/v3":                  {"internal/dossier", "seeds"},
	"github.com/tidwall/btree":            {"internal/graph"},
	"github.com/go-text/typesetting":      {"internal/card"},
	"golang.org/x/image":                  {"internal/card"},
	"gonum.org/v1/gonum":                  {"internal/stance"},
	"github.com/alecthomas/kong":          {"cmd/onrecord"},
	"github.com/anishathalye/porcupine":   {"cmd/onrecord"},
	"github.com/coreos/go-oidc/v3":        {"internal/access"},
}

type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "onrecord/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestImportsFollowTheLayout(t *testing.T) {
	for _, p := range listPackages(t) {
		name := strings.TrimPrefix(p.ImportPath, "onrecord/")
		if strings.HasPrefix(name, "cmd/") {
			continue
		}
		may, known := allowed[name]
		if !known {
			t.Errorf("%s is not in the layout: a new package is for a new noun of the field, and is entered here", name)
			continue
		}
		checkImports(t, name, p.Imports, may, false)
		checkImports(t, name, append(p.TestImports, p.XTestImports...), append(slices.Clone(may), name), true)
	}
}

func checkImports(t *testing.T, name string, imports, may []string, test bool) {
	for _, path := range imports {
		own, ours := strings.CutPrefix(path, "onrecord/")
		if !ours || own == "internal/record" {
			continue
		}
		inTests := slices.Contains(testOnly[name], own)
		if test && inTests || slices.Contains(may, own) && (test || !inTests) {
			continue
		}
		t.Errorf("%s imports %s, which the layout does not allow (in a test: %v)", name, own, test)
	}
}

func TestRecordUsesTheStandardLibraryAndUUIDsOnly(t *testing.T) {
	for _, p := range listPackages(t) {
		if p.ImportPath != "onrecord/internal/record" {
			continue
		}
		for _, path := range p.Imports {
			if strings.Contains(path, ".") && path != "github.com/google/uuid" {
				t.Errorf("record imports %s", path)
			}
		}
	}
}

func TestModulesStayWhereTheyBelong(t *testing.T) {
	for _, p := range listPackages(t) {
		name := strings.TrimPrefix(p.ImportPath, "onrecord/")
		for _, path := range p.Imports {
			for module, may := range soleImporters {
				if strings.HasPrefix(path, module) && !slices.Contains(may, name) {
					t.Errorf("%s imports %s; only %v may", name, path, may)
				}
			}
		}
	}
}
