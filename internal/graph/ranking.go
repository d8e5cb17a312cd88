package graph

import (
	"maps"
	"slices"
	"sort"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// ranking is everything of a kind by rank, as an earlier revision had it. Ranking
// a hundred thousand claims takes a good part of a second, and the first reader
// after every commit would wait for it; a commit moves a handful.
type ranking struct {
	numbers []uint32
	// stale are the numbers whose rank may have changed since, or that are new.
	stale map[uint32]bool
}

type wholeKey struct {
	order string
	kind  record.Kind
}

const (
	// mostRankings bounds how many are kept from revision to revision: there is one
	// for each list of languages that somebody reads names in.
	mostRankings = 16
	// mostStale is how many stale numbers a ranking is kept with.
	mostStale = 1000
)

// RankedWhole is Ranked for the list of everything of a kind, ranked once for each
// revision. The order's name tells several orders of one kind apart.
func RankedWhole[T any](s *Snapshot, order string, k record.Kind, l List[T], rank func(*T) Rank) List[T] {
	key := wholeKey{order, k}
	return l.of(once(s.ranks, key, func() []uint32 {
		former, ok := s.former[key]
		if !ok {
			return Ranked(l, rank).numbers
		}
		return reranked(s, former, k, l, rank)
	}))
}

// reranked puts the stale numbers where they belong now.
func reranked[T any](s *Snapshot, former ranking, k record.Kind, l List[T], rank func(*T) Rank) []uint32 {
	kept := make([]uint32, 0, len(former.numbers)+len(former.stale))
	for _, n := range former.numbers {
		if !former.stale[n] {
			kept = append(kept, n)
		}
	}
	for n := range former.stale {
		if !k.Accepts(s.kindAt(l.group, n)) {
			continue
		}
		own := rank(l.read(n))
		at := sort.Search(len(kept), func(i int) bool { return rank(l.read(kept[i])).Compare(own) > 0 })
		kept = slices.Insert(kept, at, n)
	}
	return kept
}

// formerRankings are the rankings that base has or knows of, with what a change
// makes stale in them.
func (d *draft) formerRankings(change record.Change, touched []uuid.UUID) map[wholeKey]ranking {
	if relates(change) {
		return nil
	}
	former := maps.Clone(d.base.former)
	if former == nil {
		former = map[wholeKey]ranking{}
	}
	d.base.ranks.each(func(key, value any) { former[key.(wholeKey)] = ranking{numbers: value.([]uint32)} })
	if len(former) == 0 || len(former) > mostRankings {
		return nil
	}
	moved := d.moved(touched)
	for key, r := range former {
		now, known := moved[groupOf(key.kind)]
		stale := maps.Clone(now)
		if !known || len(r.stale)+len(stale) > mostStale {
			delete(former, key)
			continue
		}
		maps.Copy(stale, r.stale)
		former[key] = ranking{r.numbers, stale}
	}
	return former
}

// moved are the claims, questions and actors whose rank a change may alter: what
// was said on a claim counts for all of its class and for the questions these
// answer, and a quote for its speaker.
func (d *draft) moved(touched []uuid.UUID) map[group]map[uint32]bool {
	moved := map[group]map[uint32]bool{claims: {}, questions: {}, actors: {}}
	for _, id := range touched {
		for _, s := range []*Snapshot{d.base, d.next} {
			s.eachRankedBy(id, func(g group, n uint32) { moved[g][n] = true })
		}
	}
	return moved
}

func (s *Snapshot) eachRankedBy(id uuid.UUID, visit func(g group, n uint32)) {
	p, ok := s.placeOf(id)
	if !ok {
		return
	}
	switch g := p.group(); g {
	case actors, questions:
		visit(g, p.number)
	case quotes:
		if speaker, ok := s.quoteRow(p.number).speaker(); ok {
			visit(actors, speaker)
		}
	case claims:
		visit(claims, p.number)
		for _, m := range s.classes.Members(record.ClaimID(id)) {
			s.eachRankedWith(m.Claim, visit)
		}
	}
}

// eachRankedWith visits a claim and the question that it answers.
func (s *Snapshot) eachRankedWith(id record.ClaimID, visit func(g group, n uint32)) {
	n, ok := s.numberIn(claims, uuid.UUID(id))
	if !ok {
		return
	}
	visit(claims, n)
	if q := s.claimAt(n).Question; !q.IsZero() {
		visit(questions, s.number(uuid.UUID(q)))
	}
}
