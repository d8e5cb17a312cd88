package dossier

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// shelf is a graph in the simplest form: records and whose they are.
type shelf struct {
	records map[uuid.UUID]record.Record
	owner   map[uuid.UUID]string
}

func newShelf() *shelf {
	return &shelf{records: map[uuid.UUID]record.Record{}, owner: map[uuid.UUID]string{}}
}

func (s *shelf) Declared(dossier string) (list []record.Record, err error) {
	for id, owner := range s.owner {
		if owner == dossier {
			list = append(list, s.records[id])
		}
	}
	return list, nil
}

// Following: nobody was ever merged on a shelf.
func (s *shelf) Following(records []record.Record) []record.Record { return records }

func (s *shelf) Record(id uuid.UUID) (record.Record, bool) {
	r, ok := s.records[id]
	return r, ok
}

func (s *shelf) Each(kind record.Kind) iter.Seq[record.Record] {
	return func(yield func(record.Record) bool) {
		for _, r := range s.records {
			if kind.Accepts(r.Ref().Kind) && !yield(r) {
				return
			}
		}
	}
}

func (s *shelf) Owner(id uuid.UUID) (string, bool) {
	owner, ok := s.owner[id]
	return owner, ok
}

// apply imports files and returns what that changed.
func (s *shelf) apply(t *testing.T, files ...*File) record.Change {
	t.Helper()
	change, err := Difference(s, files...)
	if err != nil {
		t.Fatal(err)
	}
	if err := change.Validate(); err != nil {
		t.Fatal(err)
	}
	for _, rec := range change.Put {
		s.records[rec.Ref().ID] = rec
	}
	for _, ref := range change.Remove {
		delete(s.records, ref.ID)
	}
	maps.DeleteFunc(s.owner, func(_ uuid.UUID, owner string) bool {
		return slices.ContainsFunc(files, func(f *File) bool { return f.Dossier == owner })
	})
	for _, f := range files {
		for _, rec := range f.records {
			s.owner[rec.Ref().ID] = f.Dossier
		}
	}
	return change
}

// edited is the harbour dossier with one text replaced.
func edited(t *testing.T, old, new string) *File {
	t.Helper()
	content := string(testFile(t, "harbour.yaml"))
	if !strings.Contains(content, old) {
		t.Fatalf("the dossier does not contain %q", old)
	}
	return mustRead(t, Source{Name: "harbour.yaml", Content: []byte(strings.Replace(content, old, new, 1)), Texts: os.DirFS("testdata")})
}

func TestImportingTwiceChangesNothing(t *testing.T) {
	graph := newShelf()
	if first := graph.apply(t, harbour(t)); len(first.Put) != len(harbour(t).Records()) || len(first.Remove) != 0 {
		t.Errorf("the first import puts %d and removes %d", len(first.Put), len(first.Remove))
	}
	if second := graph.apply(t, harbour(t)); !second.Empty() {
		t.Errorf("the second import changes %+v", second)
	}
}

func TestImportingAnEditedDossierAppliesTheDifference(t *testing.T) {
	cases := map[string]struct {
		old, new     string
		put, removed []string
	}{
		"a gist":         {"gist: He doubts it.", "gist: He has his doubts.", []string{"harbour/reyk-doubt-full"}, nil},
		"a comment":      {"# A dossier", "# The dossier", nil, nil},
		"an entry moved": {"  district: {name: District of Osk, kind: GOVERNMENT_BODY}\n  skippers-union: {name: Skippers' Union, kind: CIVIL_SOCIETY, same-as: [\"https://union.example/\"]}\n", "  skippers-union: {name: Skippers' Union, kind: CIVIL_SOCIETY, same-as: [\"https://union.example/\"]}\n  district: {name: District of Osk, kind: GOVERNMENT_BODY}\n", nil, nil},
		"a stance less": {
			"      a: {claim: quay-brings-ships, position: UNDECIDED}\n", "      b: {claim: quay-brings-ships, position: OPPOSES}\n",
			[]string{"harbour", "harbour/reyk-doubt/b"}, []string{"harbour/reyk-doubt/a"},
		},
		"a renamed claim": {
			"  second-lock: {text:", "  another-lock: {was: [second-lock], text:",
			[]string{"another-lock"}, nil,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			before := harbour(t)
			graph := newShelf()
			graph.apply(t, before)
			after := edited(t, c.old, c.new)
			change := graph.apply(t, after)
			var put, removed []string
			for _, rec := range change.Put {
				put = append(put, after.Label(rec.Ref()))
			}
			for _, ref := range change.Remove {
				removed = append(removed, before.Label(ref))
			}
			slices.Sort(put)
			if !slices.Equal(put, c.put) || !slices.Equal(removed, c.removed) {
				t.Errorf("put %v, removed %v; want %v and %v", put, removed, c.put, c.removed)
			}
			if again := graph.apply(t, after); !again.Empty() {
				t.Errorf("importing the edited file twice changes %+v", again)
			}
		})
	}
}

func TestOneHome(t *testing.T) {
	graph := newShelf()
	graph.apply(t, harbour(t))
	other := mustRead(t, Source{Name: "other.yaml", Content: []byte(`onrecord: 1
dossier: other
people:
  someone: {name: Someone Else}
  tom-reyk: {name: Tom Reyk}
institutions:
  ida-brandt: {name: Brandt Ltd, kind: COMPANY}
`)})
	_, err := Difference(graph, other)
	if !errors.Is(err, record.ErrConflict) {
		t.Fatalf("want a conflict, got %v", err)
	}
	want := `other.yaml:5:3: people.tom-reyk: tom-reyk has its home in dossier harbour and cannot be declared by other as well; refer to it, or import both dossiers together to move it
other.yaml:7:3: institutions.ida-brandt: ida-brandt has its home in dossier harbour and cannot be declared by other as well; refer to it, or import both dossiers together to move it`
	if err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestKindIsKept(t *testing.T) {
	graph := newShelf()
	graph.apply(t, mustRead(t, Source{Name: "f", Content: []byte("onrecord: 1\ndossier: d\npeople: {a: {name: A}}\n")}))
	_, err := Difference(graph, mustRead(t, Source{Name: "f", Content: []byte("onrecord: 1\ndossier: d\ninstitutions: {a: {name: A, kind: MEDIA}}\n")}))
	const want = "f:3:16: institutions.a: a is stored as a person and declared as an institution; give it another slug"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// TestRemovalLeavesOthersAlone empties one of two dossiers.
func TestRemovalLeavesOthersAlone(t *testing.T) {
	graph := newShelf()
	graph.apply(t, harbour(t))
	graph.apply(t, mustRead(t, Source{Name: "o", Content: []byte("onrecord: 1\ndossier: other\npeople: {zoe: {name: Zoe}, max: {name: Max}}\n")}))
	change := graph.apply(t, mustRead(t, Source{Name: "o", Content: []byte("onrecord: 1\ndossier: other\npeople: {zoe: {name: Zoe}}\n")}))
	if len(change.Remove) != 1 || change.Remove[0].ID != record.DeclaredID("actor", "max") {
		t.Errorf("removed %v, want max alone", change.Remove)
	}
	if len(change.Put) != 1 || change.Put[0].Ref().Kind != record.KindDossier {
		t.Errorf("put %v, want the dossier alone", change.Put)
	}
}

// TestReferenceToWhatIsLeftOut: the graph still knows the claim when the edited
// file is read, but not once it is imported.
func TestReferenceToWhatIsLeftOut(t *testing.T) {
	const content = "onrecord: 1\ndossier: d\nclaims:\n  a: {text: A, kind: CAUSAL}\n%srelations:\n  r: {kind: SAME, from: a, to: b}\n"
	graph := newShelf()
	graph.apply(t, mustRead(t, Source{Name: "f", Content: fmt.Appendf(nil, content, "  b: {text: B, kind: CAUSAL}\n")}))
	known := stored{"b": {Kind: record.KindClaim, ID: record.DeclaredID("claim", "b")}}
	f, err := Read(Source{Name: "f", Content: fmt.Appendf(nil, content, "")}, known)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Difference(graph, f)
	const want = "f:6:3: relations.r: its to is a claim b that the dossier declared before and leaves out now; declare it again, or refer to another"
	if !errors.Is(err, record.ErrConflict) || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func together(t *testing.T, known Resolver, contents ...string) []*File {
	t.Helper()
	var sources []Source
	for i, content := range contents {
		sources = append(sources, Source{Name: fmt.Sprint("f", i), Content: []byte("onrecord: 1\n" + content)})
	}
	files, err := ReadAll(sources, known)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestHomeMoves: two dossiers refer to a person; the one that declared her
// leaves that to the other.
func TestHomeMoves(t *testing.T) {
	const ada = "people: {ada-low: {name: Ada Low}}\n"
	const first, second = "dossier: a\nclaims: {c: {text: C, kind: CAUSAL, about: [ada-low]}}\n", "dossier: b\nclaims: {d: {text: D, kind: CAUSAL, about: [ada-low]}}\n"
	graph := newShelf()
	graph.apply(t, together(t, nil, first+ada, second)...)
	moved := together(t, nil, first, second+ada)
	change := graph.apply(t, moved...)
	if len(change.Remove) != 0 || len(change.Put) != 2 {
		t.Errorf("moving a home removes %v and puts %d records, want the two dossiers alone", change.Remove, len(change.Put))
	}
	if owner, _ := graph.Owner(record.DeclaredID("actor", "ada-low")); owner != "b" {
		t.Errorf("her home is dossier %q, want b", owner)
	}
	if again := graph.apply(t, moved...); !again.Empty() {
		t.Errorf("importing both again changes %+v", again)
	}
}

func TestNamesakesOfStoredPeopleAreRefused(t *testing.T) {
	graph := newShelf()
	graph.apply(t, together(t, nil, "dossier: a\npeople: {ada-low: {name: Ada Low, aliases: [A. Lów]}, bo: {name: Bo}}\n")...)
	refused := together(t, nil, "dossier: b\npeople:\n  other: {name: A. Low}\n")
	_, err := Difference(graph, refused...)
	const want = `f0:4:3: people.other: other and ada-low (stored) are both called "a low"; make them one person, or write “distinct-from: [ada-low]”`
	if !errors.Is(err, record.ErrConflict) || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	known := stored{"ada-low": {Kind: record.KindPerson, ID: record.DeclaredID("actor", "ada-low")}}
	if _, err := Difference(graph, together(t, known, "dossier: b\npeople: {other: {name: A. Low, distinct-from: [ada-low]}}\n")...); err != nil {
		t.Errorf("two who are known to be distinct: %v", err)
	}
	if _, err := Difference(graph, together(t, nil, "dossier: a\npeople: {bo: {name: Ada Low}}\n")...); err != nil {
		t.Errorf("the name of one who leaves: %v", err)
	}
}

// TestLineEndsOfOtherSystems: an editor's machine changes no record.
func TestLineEndsOfOtherSystems(t *testing.T) {
	const content = "onrecord: 1\ndossier: d\ndocument: g\ndocuments: {g: {title: G, language: en}}\npeople: {ada: {name: Ada}}\n" +
		"quotes:\n  q:\n    speaker: ada\n    mode: INDIRECT\n    gist: |\n      She doubts it,\n      and says so.\n"
	graph := newShelf()
	graph.apply(t, mustRead(t, Source{Name: "f", Content: []byte(content)}))
	for name, other := range map[string]string{
		"byte order mark":  "\ufeff" + content,
		"carriage returns": strings.ReplaceAll(content, "\n", "\r\n"),
	} {
		change, err := Difference(graph, mustRead(t, Source{Name: "f", Content: []byte(other)}))
		if err != nil || !change.Empty() {
			t.Errorf("%s: changes %+v, %v", name, change, err)
		}
	}
}
