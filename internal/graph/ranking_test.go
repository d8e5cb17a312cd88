package graph

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// Rankings that are carried from revision to revision are those that ranking
// everything anew gives, however many revisions nobody asked for them.
func TestRankingsFollowEveryCommit(t *testing.T) {
	for seed := range uint64(20) {
		w := &disputed{world{random: rand.New(rand.NewPCG(seed, 9)), records: map[uuid.UUID]record.Record{}}}
		s, err := rebuild(1, slices.Values(w.foundation().Put))
		if err != nil {
			t.Fatal(err)
		}
		carried := 0
		for step := range 40 {
			if s, err = derive(s, s.revision+1, w.change()); err != nil {
				t.Fatalf("seed %d step %d: %v", seed, step, err)
			}
			carried += len(s.former)
			if w.random.IntN(3) > 0 {
				continue
			}
			expectRanking(t, s, "contention", record.KindClaim, ByDate[record.Claim](s, record.KindClaim), s.ClaimContention)
			expectRanking(t, s, "quotedness", record.KindClaim, ByDate[record.Claim](s, record.KindClaim), s.ClaimQuotedness)
			expectRanking(t, s, "contention", record.KindQuestion, ByName[record.Question](s, record.KindQuestion), s.QuestionContention)
			expectRanking(t, s, "quotedness", record.KindQuestion, ByName[record.Question](s, record.KindQuestion), s.QuestionQuotedness)
			expectRanking(t, s, "quotedness", record.KindPerson, ByName[record.Person](s, record.KindPerson), func(p *record.Person) Rank {
				return s.ActorQuotedness(p, p.Slug)
			})
		}
		if carried == 0 {
			t.Errorf("seed %d: no ranking was carried to the next revision", seed)
		}
	}
}

func expectRanking[T any](t *testing.T, s *Snapshot, order string, k record.Kind, l List[T], rank func(*T) Rank) {
	t.Helper()
	if got, want := RankedWhole(s, order, k, l, rank).numbers, Ranked(l, rank).numbers; !slices.Equal(got, want) {
		t.Fatalf("revision %d: %v by %s is %v, want %v", s.revision, k, order, got, want)
	}
}

// Names that are remembered over a commit are those of the revision.
func TestNamesFollowEveryCommit(t *testing.T) {
	w := &disputed{world{random: rand.New(rand.NewPCG(1, 10)), records: map[uuid.UUID]record.Record{}}}
	s, err := rebuild(1, slices.Values(w.foundation().Put))
	if err != nil {
		t.Fatal(err)
	}
	shared := 0
	for range 60 {
		base := s
		if s, err = derive(s, s.revision+1, w.change()); err != nil {
			t.Fatal(err)
		}
		if s.names == base.names {
			shared++
		}
		for _, languages := range [][]string{{"en"}, {"ar", "en"}} {
			people := ByNameIn[record.Person](s, record.KindPerson, languages).Slice()
			if len(people) != s.Count(record.KindPerson) || !slices.IsSortedFunc(people, func(a, b *record.Person) int {
				return strings.Compare(SortNameIn(a, languages), SortNameIn(b, languages))
			}) {
				t.Fatalf("revision %d: people are out of order in %v", s.revision, languages)
			}
		}
	}
	if shared == 0 {
		t.Error("no revision shared its names with the one before")
	}
}
