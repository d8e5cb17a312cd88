package storetest

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// Open opens the store under test. Opening again, after the store before was
// closed, must show what was committed to it. The test closes what it opened.
type Open func(t *testing.T) (store graph.Store, close func())

// Run holds an implementation to the contract of graph.Store. fresh prepares an
// empty place and returns what opens it, once for each case.
func Run(t *testing.T, fresh func(t *testing.T) Open) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T, s *session)
	}{
		// The first case is the one that must never fail: a store that lets a
		// rejected transaction leak gives one person's words to another.
		{"NobodyHoldsAnybodyElsesClaim", nobodyHoldsAnybodyElsesClaim},
		{"LoadsWhatWasCommitted", loadsWhatWasCommitted},
		{"ReplacesRecordsWhole", replacesRecordsWhole},
		{"RemovesOnlyWhatIsNamed", removesOnlyWhatIsNamed},
		{"RefusesToRemoveTheUnknown", refusesToRemoveTheUnknown},
		{"BringsBackWhatWasRemoved", bringsBackWhatWasRemoved},
		{"ChangesAMillisecond", changesAMillisecond},
		{"ChangesetTakesNobodysPlace", changesetTakesNobodysPlace},
		{"CountsRevisions", countsRevisions},
		{"CancelledCommitLeavesNoTrace", cancelledCommitLeavesNoTrace},
		{"LoadEndsWithItsVisitor", loadEndsWithItsVisitor},
		{"FindsQuotesByTheirWords", findsQuotesByTheirWords},
		{"FindsOnlyWhatIsStillSaid", findsOnlyWhatIsStillSaid},
		{"AgreesWithAMapOverRandomCommits", agreesWithAMap},
		{"RemembersEveryRevision", remembersEveryRevision},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &session{t: t, open: fresh(t)}
			s.store, s.close = s.open(t)
			defer func() { s.close() }()
			c.run(t, s)
		})
	}
}

// session is one store, opened and reopened.
type session struct {
	t     *testing.T
	open  Open
	store graph.Store
	close func()
}

func (s *session) reopen() {
	s.t.Helper()
	s.close()
	s.store, s.close = s.open(s.t)
}

func changeset(message string) *record.Changeset {
	return &record.Changeset{
		ID:      record.ChangesetID(record.DeclaredID("changeset", message)),
		Author:  "storetest",
		Message: message,
		At:      time.Date(2025, 12, 20, 12, 0, 0, 0, time.UTC),
	}
}

func (s *session) commit(message string, change record.Change) record.Revision {
	s.t.Helper()
	change.Normalize()
	revision, err := s.store.Commit(s.t.Context(), changeset(message), change)
	if err != nil {
		s.t.Fatalf("commit %q: %v", message, err)
	}
	return revision
}

// contents are all records but changesets, by id.
func (s *session) contents() map[uuid.UUID]record.Record {
	s.t.Helper()
	all := map[uuid.UUID]record.Record{}
	_, err := s.store.Load(s.t.Context(), func(r record.Record) error {
		if _, twice := all[r.Ref().ID]; twice {
			s.t.Errorf("%v was loaded twice", r.Ref())
		}
		if r.Ref().Kind != record.KindChangeset {
			all[r.Ref().ID] = r
		}
		return nil
	})
	if err != nil {
		s.t.Fatalf("load: %v", err)
	}
	return all
}

// holds compares the store with the records it ought to hold, before and after
// it is opened again.
func (s *session) holds(want ...record.Record) {
	s.t.Helper()
	s.compare(want)
	s.reopen()
	s.compare(want)
}

func (s *session) compare(want []record.Record) {
	s.t.Helper()
	have := s.contents()
	for _, w := range want {
		h, ok := have[w.Ref().ID]
		if !ok {
			s.t.Errorf("%v is missing", w.Ref())
		} else if !reflect.DeepEqual(h, w) {
			s.t.Errorf("%v differs:\n got %+v\nwant %+v", w.Ref(), h, w)
		}
		delete(have, w.Ref().ID)
	}
	for _, h := range have {
		s.t.Errorf("%v should not be there: %+v", h.Ref(), h)
	}
}

func nobodyHoldsAnybodyElsesClaim(t *testing.T, s *session) {
	base := Sample()
	s.commit("base", record.Change{Put: base})
	ada, bo := Speak("ada", "holds-one"), Speak("bo", "holds-two")
	_, err := s.store.Commit(t.Context(), changeset("rejected"), record.Change{
		Put:    ada,
		Remove: []record.Ref{{Kind: record.KindStance, ID: record.DeclaredID("stance", "never-there")}},
	})
	if !errors.Is(err, record.ErrConflict) {
		t.Fatalf("a change that removes what is not there: %v, want record.ErrConflict", err)
	}
	s.holds(base...)
	s.commit("good", record.Change{Put: bo})
	s.holds(append(base, bo...)...)
}

func loadsWhatWasCommitted(t *testing.T, s *session) {
	all := Sample()
	s.commit("all kinds", record.Change{Put: all})
	s.holds(all...)
	kinds := map[record.Kind]bool{}
	for _, r := range all {
		kinds[r.Ref().Kind] = true
	}
	for k := record.KindPerson; k < record.KindChangeset; k++ {
		if !kinds[k] {
			t.Errorf("the sample has no %s, so nothing was shown for it", k)
		}
	}
}

func replacesRecordsWhole(_ *testing.T, s *session) {
	words := Speak("ada", "holds-one")
	s.commit("first", record.Change{Put: words})
	q := *words[0].(*record.Quote)
	q.Fragments, q.Mode, q.Cue, q.Notes = nil, record.Indirect, "", []string{"a second note", "a first note"}
	q.Gists = record.Texts{{Language: "ar", Text: "معنى آخر"}}
	s.commit("second", record.Change{Put: []record.Record{&q}})
	words[0] = &q
	s.holds(words...)
}

func removesOnlyWhatIsNamed(_ *testing.T, s *session) {
	ada, bo := Speak("ada", "holds-one"), Speak("bo", "holds-two")
	s.commit("both", record.Change{Put: append(append([]record.Record{}, ada...), bo...)})
	s.commit("without ada's stance", record.Change{Remove: []record.Ref{ada[1].Ref()}})
	s.holds(append([]record.Record{ada[0]}, bo...)...)
}

func refusesToRemoveTheUnknown(t *testing.T, s *session) {
	ada := Speak("ada", "holds-one")
	s.commit("ada", record.Change{Put: ada})
	s.commit("without the stance", record.Change{Remove: []record.Ref{ada[1].Ref()}})
	_, err := s.store.Commit(t.Context(), changeset("again"), record.Change{Remove: []record.Ref{ada[1].Ref()}})
	if !errors.Is(err, record.ErrConflict) {
		t.Errorf("removing it again: %v, want record.ErrConflict", err)
	}
	s.holds(ada[0])
}

func bringsBackWhatWasRemoved(_ *testing.T, s *session) {
	ada := Speak("ada", "holds-one")
	s.commit("ada", record.Change{Put: ada})
	s.commit("without", record.Change{Remove: []record.Ref{ada[0].Ref(), ada[1].Ref()}})
	s.holds()
	s.commit("again", record.Change{Put: ada})
	s.holds(ada...)
}

func changesAMillisecond(_ *testing.T, s *session) {
	d := &record.Document{
		ID: id[record.Document]("document", "herald"), Slug: "herald", Titles: english("The Herald"), Language: "en",
		RetrievedAt: time.Date(2025, 12, 1, 8, 0, 0, 1e6, time.UTC),
	}
	s.commit("retrieved", record.Change{Put: []record.Record{d}})
	again := *d
	again.RetrievedAt = d.RetrievedAt.Add(time.Millisecond)
	s.commit("retrieved a little later", record.Change{Put: []record.Record{&again}})
	s.holds(&again)
}

func changesetTakesNobodysPlace(t *testing.T, s *session) {
	ada, bo := Speak("ada", "holds-one"), Speak("bo", "holds-two")
	s.commit("ada", record.Change{Put: ada})
	by := changeset("bo")
	by.ID = record.ChangesetID(ada[0].Ref().ID)
	if _, err := s.store.Commit(t.Context(), by, record.Change{Put: bo}); !errors.Is(err, record.ErrConflict) {
		t.Errorf("a changeset with the id of ada's quote: %v, want record.ErrConflict", err)
	}
	s.holds(ada...)
}

func countsRevisions(t *testing.T, s *session) {
	for want := record.Revision(1); want <= 3; want++ {
		words := Speak("ada", "turn-"+string(rune('a'+want)))
		if got := s.commit("revision "+string(rune(0x30+want)), record.Change{Put: words}); got != want {
			t.Errorf("commit made revision %d, want %d", got, want)
		}
	}
	s.reopen()
	seen := 0
	revision, err := s.store.Load(t.Context(), func(r record.Record) error {
		if r.Ref().Kind == record.KindChangeset {
			seen++
		}
		return nil
	})
	if err != nil || revision != 3 || seen != 3 {
		t.Errorf("loaded revision %d with %d changesets, %v; want 3 and 3", revision, seen, err)
	}
}

func cancelledCommitLeavesNoTrace(t *testing.T, s *session) {
	ada, bo := Speak("ada", "holds-one"), Speak("bo", "holds-two")
	s.commit("ada", record.Change{Put: ada})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.store.Commit(ctx, changeset("bo"), record.Change{Put: bo}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled commit: %v, want context.Canceled", err)
	}
	s.holds(ada...)
}

func loadEndsWithItsVisitor(t *testing.T, s *session) {
	s.commit("all kinds", record.Change{Put: Sample()})
	enough := errors.New("enough")
	visits := 0
	_, err := s.store.Load(t.Context(), func(record.Record) error {
		visits++
		return enough
	})
	if !errors.Is(err, enough) || visits != 1 {
		t.Errorf("load: %v after %d visits, want the visitor's error after 1", err, visits)
	}
	s.commit("the store still works", record.Change{Put: Speak("ada", "holds-one")})
}
