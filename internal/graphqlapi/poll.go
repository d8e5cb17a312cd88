package graphqlapi

import (
	"onrecord/internal/record"
)

// pollNode is a question put to many people.
type pollNode struct {
	ID           nodeID
	Slug         string
	Text         string
	Sample       *int32
	Method       *string
	SelfSelected *bool
	Start        *date
	End          *date
	req          *request
	rec          *record.Poll
}

func (r *request) poll(p *record.Poll) *pollNode {
	return &pollNode{nodeID(p.ID), p.Slug, r.in(p.Texts), countOrNull(p.Sample), textOrNull(&p.Method),
		answerOrNull(p.SelfSelected), dateOrNull(&p.Start), dateOrNull(&p.End), r, p}
}

func (p *pollNode) Document() *documentNode {
	return found(p.req.snapshot, p.rec.Document, p.req.document)
}

func (p *pollNode) Question() *questionNode {
	return found(p.req.snapshot, p.rec.Question, p.req.question)
}

func (p *pollNode) Event() *eventNode { return found(p.req.snapshot, p.rec.Event, p.req.event) }

func (p *pollNode) Conductor() *institutionNode {
	return found(p.req.snapshot, p.rec.Conductor, p.req.institution)
}

func (p *pollNode) Answers() []*pollAnswer {
	answers := make([]*pollAnswer, len(p.rec.Answers))
	for i := range p.rec.Answers {
		answers[i] = p.req.pollAnswer(p.rec, &p.rec.Answers[i])
	}
	return answers
}

func (p *pollNode) URL() webAddress { return p.req.page("poll", p.Slug) }

// pollAnswer is one answer of a poll.
type pollAnswer struct {
	Label   string
	Percent float64
	req     *request
	of      *record.Poll
	rec     *record.PollAnswer
}

func (r *request) pollAnswer(p *record.Poll, a *record.PollAnswer) *pollAnswer {
	return &pollAnswer{a.Label, finite(a.Percent), r, p, a}
}

func (a *pollAnswer) Poll() *pollNode { return a.req.poll(a.of) }

func (a *pollAnswer) Claims() []*claimNode {
	claims := make([]*claimNode, 0, len(a.rec.Claims))
	for _, side := range a.Sides() {
		claims = append(claims, side.Claim)
	}
	return claims
}

// pollSide is the side on a claim that choosing an answer comes to.
type pollSide struct {
	Claim    *claimNode
	Position record.Position
}

func (a *pollAnswer) Sides() []*pollSide {
	sides := make([]*pollSide, 0, len(a.rec.Claims))
	for _, pc := range a.rec.Claims {
		if c := found(a.req.snapshot, pc.Claim, a.req.claim); c != nil {
			sides = append(sides, &pollSide{c, pc.Position})
		}
	}
	return sides
}

// reviewNode is a fact-checker's verdict.
type reviewNode struct {
	ID          nodeID
	Rating      string
	Verdict     record.Verdict
	SourceURL   *webAddress
	PublishedOn *date
	req         *request
	rec         *record.Review
}

func (r *request) review(v *record.Review) *reviewNode {
	return &reviewNode{nodeID(v.ID), v.Rating, v.Verdict, addressOrNull(&v.SourceURL), dateOrNull(&v.PublishedOn), r, v}
}

func (v *reviewNode) Claim() *claimNode { return found(v.req.snapshot, v.rec.Claim, v.req.claim) }
func (v *reviewNode) Quote() *quoteNode { return found(v.req.snapshot, v.rec.Quote, v.req.quote) }

func (v *reviewNode) Reviewer() *institutionNode {
	return found(v.req.snapshot, v.rec.Reviewer, v.req.institution)
}
