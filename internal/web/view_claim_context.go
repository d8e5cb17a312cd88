package web

import (
	"context"

	"onrecord/internal/graph"
	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// relationView is a judgement of how another claim stands to the one of the page.
type relationView struct {
	// Key is how: "same", "opposite", "conflicting", "broader", "narrower"; the other
	// claim is that to the one of the page.
	Key   string
	Claim *claimSummary
	By    string
	On    dateView
	Note  string
}

// surround adds what stands beside a claim: related claims, rival answers, polls
// and reviews.
func (r *reader) surround(ctx context.Context, v *claimView, c *record.Claim) error {
	if q := graph.Find(r.snapshot, c.Question); q != nil {
		v.Question = link{r.in(q.Texts), r.path("question", q.Slug)}
	}
	for _, id := range c.Topics {
		if t := graph.Find(r.snapshot, id); t != nil {
			v.Topics = append(v.Topics, link{r.in(t.Names), r.path("topic", t.Slug)})
		}
	}
	for _, id := range c.Events {
		if e := graph.Find(r.snapshot, id); e != nil {
			v.Events = append(v.Events, link{r.in(e.Names), r.path("event", e.Slug)})
		}
	}
	v.Polls = each(r.snapshot.PollsOfClaim(c.ID), r.poll)
	v.Reviews = each(r.snapshot.ReviewsOf(c.ID), r.review)
	if err := r.relate(ctx, v, c); err != nil {
		return err
	}
	return r.rivals(ctx, v, c)
}

// relate adds the claims to which somebody judged this one to be related.
func (r *reader) relate(ctx context.Context, v *claimView, c *record.Claim) error {
	add := func(rel *record.ClaimRelation, key string, id record.ClaimID) error {
		other := graph.Find(r.snapshot, id)
		if other == nil {
			return nil
		}
		summary, err := r.claimSummary(ctx, other)
		if err != nil {
			return err
		}
		v.Relations = append(v.Relations, &relationView{key, summary, rel.By, r.date(rel.On), rel.Note})
		return nil
	}
	for rel := range r.snapshot.RelationsFrom(c.ID).All() {
		if err := add(rel, relationKey(rel.Kind, false), rel.To); err != nil {
			return err
		}
	}
	for rel := range r.snapshot.RelationsTo(c.ID).All() {
		if err := add(rel, relationKey(rel.Kind, true), rel.From); err != nil {
			return err
		}
	}
	return nil
}

// relationKey says what the other claim of a relation is to this one; from is set
// where the relation begins at the other.
func relationKey(k record.ClaimRelationKind, from bool) string {
	switch {
	case k == record.Same:
		return "same"
	case k == record.Opposite:
		return "opposite"
	case k == record.Conflicting:
		return "conflicting"
	case from:
		return "broader"
	}
	return "narrower"
}

// mostRivals is how many answers to one question are listed on the page of one.
const mostRivals = 12

// rivals adds the other answers to the claim's question.
func (r *reader) rivals(ctx context.Context, v *claimView, c *record.Claim) error {
	if c.Question.IsZero() {
		return nil
	}
	for other := range graph.Ranked(r.snapshot.ClaimsOf(c.Question), r.snapshot.ClaimQuotedness).All() {
		if other.ID == c.ID || len(v.Rivals) == mostRivals {
			continue
		}
		summary, err := r.claimSummary(ctx, other)
		if err != nil {
			return err
		}
		v.Rivals = append(v.Rivals, summary)
	}
	return nil
}

// shifts are the changes of side of an actor who spoke more than once.
func (r *reader) shifts(p *graph.Position) []stance.Shift {
	if len(p.Timeline) < 2 {
		return nil
	}
	return r.snapshot.ShiftsOn(p.Actor, p.Claim, r.asOf)
}
