package graph

import (
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// ClaimFilter selects claims. Every condition that is set must hold; a list
// holds where one of its entries does.
type ClaimFilter struct {
	Topic    record.TopicID
	Event    record.EventID
	Question record.QuestionID
	About    record.ActorID
	Kinds    []record.ClaimKind
	// ContestedBy asks for claims on which two of these actors stand on different
	// sides; with one actor, on which it stands against anybody who is counted.
	ContestedBy []record.ActorID
	// WeakEvidenceOnly asks for claims that have stances, all of them anonymous,
	// second-hand or inferred (true), or for claims with one that is none of these
	// (false). Claims without stances are in neither list.
	WeakEvidenceOnly *bool
}

// Claims selects claims, those spoken to most recently first, then by id.
func (s *Snapshot) Claims(f ClaimFilter) List[record.Claim] {
	holds := s.claimCondition(f)
	candidates, all := s.claimCandidates(f)
	if all {
		if holds == nil {
			return candidates
		}
		return candidates.Where(holds)
	}
	newest := func(c *record.Claim) int32 { return -s.SortDate(c) }
	return Sorted(candidates.Where(holds), newest, func(c *record.Claim) uuid.UUID { return uuid.UUID(c.ID) })
}

// claimCandidates is a list that holds every claim the filter selects; all says
// that it is simply every claim, newest first.
func (s *Snapshot) claimCandidates(f ClaimFilter) (l List[record.Claim], all bool) {
	switch {
	case !f.Question.IsZero():
		return s.ClaimsOf(f.Question), false
	case !f.Event.IsZero():
		return s.ClaimsAround(f.Event), false
	case !f.About.IsZero():
		return s.ClaimsAbout(f.About), false
	case !f.Topic.IsZero():
		return s.ClaimsOn(f.Topic), false
	}
	return ByDate[record.Claim](s, record.KindClaim), true
}

// claimCondition is the filter as one function, or nil where it asks nothing.
func (s *Snapshot) claimCondition(f ClaimFilter) func(*record.Claim) bool {
	if f.Topic.IsZero() && f.Event.IsZero() && f.Question.IsZero() && f.About.IsZero() &&
		len(f.Kinds) == 0 && len(f.ContestedBy) == 0 && f.WeakEvidenceOnly == nil {
		return nil
	}
	// Somebody named twice is still one: alone, they are held against everybody.
	named := slices.Clone(f.ContestedBy)
	slices.SortFunc(named, record.ActorID.Compare)
	named = slices.Compact(named)
	spoken := s.classesSpokenTo(named)
	return func(c *record.Claim) bool {
		return (f.Topic.IsZero() || slices.Contains(c.Topics, f.Topic)) &&
			(f.Event.IsZero() || slices.Contains(c.Events, f.Event)) &&
			(f.Question.IsZero() || c.Question == f.Question) &&
			(f.About.IsZero() || slices.Contains(c.About, f.About)) &&
			among(f.Kinds, c.Kind) &&
			(len(named) == 0 || s.contested(c, named, spoken)) &&
			(f.WeakEvidenceOnly == nil || s.evidenceIs(c, *f.WeakEvidenceOnly))
	}
}

// classesSpokenTo are the classes of claims on which an actor has a stance.
func (s *Snapshot) classesSpokenTo(actors []record.ActorID) map[record.ClaimID]bool {
	classes := map[record.ClaimID]bool{}
	for _, a := range actors {
		for _, n := range s.StancesOf(a).numbers {
			if class, _, ok := s.classOf(n); ok {
				classes[class] = true
			}
		}
	}
	return classes
}

// contested reports whether both sides of a claim are taken, at least one of
// them by a named actor, the other by another named one or, where only one is
// named, by anybody whom the tally counts.
func (s *Snapshot) contested(c *record.Claim, named []record.ActorID, spoken map[record.ClaimID]bool) bool {
	class, exchanged := s.classes.Of(c.ID)
	if !spoken[class] {
		return false
	}
	no, _ := s.classNo(class)
	supported, opposed := false, false
	for _, id := range named {
		if a, ok := s.actorNo(id); ok {
			side, _ := s.index.Side(a, no)
			supported = supported || side == record.Supports
			opposed = opposed || side == record.Opposes
		}
	}
	if len(named) > 1 {
		return supported && opposed
	}
	t := s.TallyNow(c)
	if exchanged {
		t.Supports, t.Opposes = t.Opposes, t.Supports
	}
	return supported && t.Opposes > 0 || opposed && t.Supports > 0
}

// evidenceIs reports whether a claim has stances and all of them are weak, or,
// for weak false, whether one of them is not.
func (s *Snapshot) evidenceIs(c *record.Claim, weak bool) bool {
	some := false
	for _, n := range s.StancesOn(c.ID).numbers {
		st := s.stanceRow(n)
		quote, ok := st.quote()
		if !ok || !s.heard(quote, s.quoteRow(quote)) {
			continue
		}
		if q := s.quoteRow(quote); st.basis() == record.Explicit && q.firstHand() && !s.anonymous(q) {
			return !weak
		}
		some = true
	}
	return some && weak
}

// ClaimContention ranks a claim by how contested it is, then by how many actors
// have a position on it.
func (s *Snapshot) ClaimContention(c *record.Claim) Rank {
	t := s.TallyNow(c)
	return Rank{t.Contention, t.Actors, c.Slug, uuid.UUID(c.ID)}
}

// ClaimQuotedness ranks a claim by the number of utterances behind it.
func (s *Snapshot) ClaimQuotedness(c *record.Claim) Rank {
	return Rank{Count: s.Origins(record.Date{}, c), Name: c.Slug, ID: uuid.UUID(c.ID)}
}

// QuestionContention ranks a question by its most contested answer or, where
// that is more, by how far its answers divide those who support one: somebody
// who supports one of the rival answers stands against all who support another.
func (s *Snapshot) QuestionContention(q *record.Question) Rank {
	r := Rank{Name: q.Slug, ID: uuid.UUID(q.ID)}
	var supports, most int
	for c := range s.ClaimsOf(q.ID).All() {
		t := s.TallyNow(c)
		r.Score = max(r.Score, t.Contention)
		r.Count += t.Actors
		supports += t.Supports
		most = max(most, t.Supports)
	}
	r.Score = max(r.Score, stance.Wilson(supports-most, supports))
	return r
}

// QuestionQuotedness ranks a question by the number of utterances behind its
// answers.
func (s *Snapshot) QuestionQuotedness(q *record.Question) Rank {
	return Rank{Count: s.Origins(record.Date{}, s.ClaimsOf(q.ID).Slice()...), Name: q.Slug, ID: uuid.UUID(q.ID)}
}

// QuestionDate is the date of the newest stance on one of a question's answers,
// see SortDate.
func (s *Snapshot) QuestionDate(q *record.Question) int32 {
	if answers := s.ClaimsOf(q.ID); answers.Len() > 0 {
		return s.SortDate(answers.At(0))
	}
	return 0
}
