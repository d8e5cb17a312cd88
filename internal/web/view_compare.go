package web

import (
	"context"
	"fmt"

	"onrecord/internal/graph"
	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// comparisonView is two actors beside one another, on everything to which both
// speak.
type comparisonView struct {
	A, B                                 actorView
	Agreed, Disagreed, Qualified, Stated int
	// Score is from -1 to 1, with a sign; empty where it would rest on too little.
	Score string
	// Disagreements, Differences and Agreements are points of a page, in this order.
	Disagreements, Differences, Agreements []*pointView
	// Total counts all points.
	Total          int
	Earlier, Later string
}

// None reports whether the two meet on nothing.
func (c *comparisonView) None() bool { return c.Total == 0 }

// pointView is one dispute on which two actors meet, quote against quote.
type pointView struct {
	*pointHead
	// Findings are the meetings of positions that it rests on; none where it is what
	// somebody states about the other.
	Findings []*findingView
	Stated   []*responseView
	// Clash says that what is stated and what follows from the positions differ.
	Clash bool
}

// findingView is a meeting of two positions.
type findingView struct {
	Kind string
	A, B *claimPosition
	// Relations are judgements by which the two claims exclude one another.
	Relations []*relationNote
}

// relationNote is who judged two claims to exclude one another.
type relationNote struct {
	By   string
	Note string
	On   dateView
}

// mostPoints is how many points one page of a comparison shows.
const mostPoints = 24

// comparison is the view of two actors.
func (r *reader) comparison(ctx context.Context, a, b record.Actor, from int) (*comparisonView, error) {
	found, ok, err := r.snapshot.Align(ctx, a.ActorID(), b.ActorID(), graph.Lens{AsOf: r.asOf})
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, refuse(record.ErrNotFound, "either")
	}
	c := found.Count
	v := &comparisonView{A: r.actorOf(a), B: r.actorOf(b), Agreed: c.Agreed, Disagreed: c.Disagreed, Qualified: c.Qualified, Stated: c.Stated}
	if score, ok := c.Score(); ok {
		v.Score = fmt.Sprintf("%+.2f", score)
	}
	points, err := r.snapshot.Points(ctx, found)
	if err != nil {
		return nil, err
	}
	v.Total = len(points)
	for i := from; i < min(from+mostPoints, len(points)); i++ {
		p := r.point(&points[i])
		switch points[i].Kind {
		case stance.Agreement:
			v.Agreements = append(v.Agreements, p)
		case stance.Disagreement:
			v.Disagreements = append(v.Disagreements, p)
		default:
			v.Differences = append(v.Differences, p)
		}
	}
	return v, nil
}

func (r *reader) point(p *graph.Point) *pointView {
	v := &pointView{pointHead: r.pointHead(p)}
	for i := range p.Findings {
		f := &p.Findings[i]
		finding := &findingView{Kind: alignmentKeys[f.Kind], A: r.held(&f.A), B: r.held(&f.B)}
		for _, rel := range f.Relations {
			finding.Relations = append(finding.Relations, &relationNote{rel.By, rel.Note, r.date(rel.On)})
		}
		v.Findings = append(v.Findings, finding)
	}
	for _, s := range p.Stated {
		v.Stated = append(v.Stated, r.response(s))
		v.Clash = v.Clash || p.Computed() && stance.KindStated(s.Kind) != p.Kind
	}
	return v
}
