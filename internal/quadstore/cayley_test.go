package quadstore_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/graphtest"
	"github.com/cayleygraph/cayley/graph/memstore"
	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/quad"

	"onrecord/internal/quadstore"
)

// openTemp opens a fresh store that is closed with the test.
func openTemp(t testing.TB, opts quadstore.Options) *quadstore.Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "graph.db"), opts)
}

func openAt(t testing.TB, path string, opts quadstore.Options) *quadstore.Store {
	t.Helper()
	s, err := quadstore.Open(t.Context(), path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return s
}

// suiteVar tells a process that suiteResults started to run the suite itself.
const suiteVar = "ONRECORD_TEST_SUITE"

// fresh makes stores for Cayley's suite.
func fresh(t testing.TB) (graph.QuadStore, graph.Options, func()) {
	s, err := quadstore.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"), quadstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s, nil, func() {
		if err := s.Err(); err != nil {
			t.Errorf("an error that Cayley could not see: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	}
}

// inSuite changes to Cayley's own test directory, because the suite reads its
// data (30,000 films, under Cayley's licence, part of its module) by relative path.
func inSuite(t testing.TB) {
	t.Helper()
	var complaint bytes.Buffer
	cmd := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/cayleygraph/cayley")
	cmd.Stderr = &complaint
	dir, err := cmd.Output()
	if err != nil {
		t.Fatalf("finding Cayley's module: %v: %s", err, &complaint)
	}
	t.Chdir(filepath.Join(strings.TrimSpace(string(dir)), "graph", "graphtest"))
}

// TestCayley runs Cayley's own conformance suite. One leaf may fail, because it
// fails on Cayley's own memory store as well: an iterator bug of Cayley's.
func TestCayley(t *testing.T) {
	if os.Getenv(suiteVar) != "" {
		inSuite(t)
		graphtest.TestAll(t, fresh, &graphtest.Config{AlwaysRunIntegration: true})
		return
	}
	const excepted = "TestCayley/paths/follows_recursive_loop"
	failed, passed := suiteResults(t)
	for _, leaf := range failed {
		if leaf != excepted {
			t.Errorf("%s fails", leaf)
		}
	}
	for _, part := range []string{"TestCayley/writers/dm", "TestCayley/1k/batch", "TestCayley/paths/Count", "TestCayley/integration/Keanu_and_Bullock_with_other"} {
		if !slices.Contains(passed, part) {
			t.Errorf("%s did not pass", part)
		}
	}
}

// TestCayleyExceptionIsCayleys asks the memory store what the excepted leaf asks,
// of the same six quads in another order. The wrong "pid" is the leaf's failure:
// Cayley's recursive iterator, asked whether it has a node, mixes the tags of two
// answers, and whether the leaf sees it depends on the order of a node's quads.
func TestCayleyExceptionIsCayleys(t *testing.T) {
	qs := memstore.New(
		quad.MakeIRI("1", "relatesTo", "x", ""),
		quad.MakeIRI("2", "relatesTo", "x", ""),
		quad.MakeIRI("3", "relatesTo", "y", ""),
		quad.MakeIRI("1", "knows", "2", ""),
		quad.MakeIRI("2", "knows", "1", ""), // Cayley's test has this line last
		quad.MakeIRI("2", "knows", "3", ""),
	)
	knows := path.StartMorphism().Tag("pid").Out(quad.IRI("knows"))
	p := path.StartPath(qs, quad.IRI("1")).FollowRecursive(knows, 2, nil).Has(quad.IRI("relatesTo")).Tag("id")
	pid := make(map[quad.Value]quad.Value)
	err := p.Iterate(t.Context()).TagValues(qs, func(tags map[string]quad.Value) { pid[tags["id"]] = tags["pid"] })
	if err != nil {
		t.Fatal(err)
	}
	if got := pid[quad.IRI("3")]; got != quad.IRI("1") {
		t.Errorf("3 is reached from %v; if this is 2, Cayley is mended and the exception in TestCayley must go", got)
	}
}

// suiteResults runs the suite in a process of its own, so that a leaf may fail
// without this test, and returns the leaves.
func suiteResults(t *testing.T) (failed, passed []string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCayley$", "-test.v", "-test.timeout=10m")
	cmd.Env = append(os.Environ(), suiteVar+"=1")
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) {
		t.Fatalf("running the suite: %v\n%s", err, out)
	}
	result := regexp.MustCompile(`(?m)^ *--- (PASS|FAIL): (\S+) `)
	for _, m := range result.FindAllStringSubmatch(string(out), -1) {
		if m[1] == "PASS" {
			passed = append(passed, m[2])
		} else {
			failed = append(failed, m[2])
		}
	}
	all := slices.Clone(failed)
	failed = slices.DeleteFunc(failed, func(name string) bool {
		return slices.ContainsFunc(all, func(other string) bool { return strings.HasPrefix(other, name+"/") })
	})
	if t.Failed() || len(failed) > 1 {
		t.Logf("%s", out)
	}
	return failed, passed
}
