package dossier

import (
	"errors"
	"fmt"
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

func (s *shelf) Record(id uuid.UUID) (record.Record, bool) {
	r, ok := s.records[id]
	return r, ok
}

func (s *shelf) Owner(id uuid.UUID) (string, bool) {
	owner, ok := s.owner[id]
	return owner, ok
}

// apply imports a file and returns what that changed.
func (s *shelf) apply(t *testing.T, f *File) record.Change {
	t.Helper()
	change, err := Difference(s, f)
	if err != nil {
		t.Fatal(err)
	}
	if err := change.Validate(); err != nil {
		t.Fatal(err)
	}
	for _, rec := range change.Put {
		s.records[rec.Ref().ID] = rec
		s.owner[rec.Ref().ID] = f.Dossier
	}
	for _, ref := range change.Remove {
		delete(s.records, ref.ID)
		delete(s.owner, ref.ID)
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
	want := `other.yaml:5:3: people.tom-reyk: tom-reyk has its home in dossier harbour and cannot be declared by other as well; refer to it, or remove it there first
other.yaml:7:3: institutions.ida-brandt: ida-brandt has its home in dossier harbour and cannot be declared by other as well; refer to it, or remove it there first`
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
