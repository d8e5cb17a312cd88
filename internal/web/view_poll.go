package web

import (
	"strconv"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// pollView is a question put to many people. Its answers stand beside what
// actors say and are never counted with it.
type pollView struct {
	link
	Conductor    link
	Document     documentView
	Sample       int
	Method       phrase
	SelfSelected bool
	Start, End   dateView
	Answers      []pollAnswerView
}

// pollAnswerView is one answer. Side is set where choosing it comes to a side on
// the claim that the page is about.
type pollAnswerView struct {
	Label   phrase
	Percent string
	// Width is the share in thousandths.
	Width int
	Sides []pollSideView
}

// Rest is what is left of the width.
func (a pollAnswerView) Rest() int { return barWidth - a.Width }

// pollSideView is what an answer comes to on a claim.
type pollSideView struct {
	Side  side
	Claim link
}

func (r *reader) poll(p *record.Poll) *pollView {
	v := &pollView{
		link: link{r.in(p.Texts), r.path("poll", p.Slug)}, Conductor: r.institution(p.Conductor), Document: r.document(p.Document),
		Sample: p.Sample, Method: plain(p.Method), SelfSelected: p.SelfSelected == record.Yes,
		Start: r.date(p.Start), End: r.date(p.End),
	}
	for _, a := range p.Answers {
		answer := pollAnswerView{Label: plain(a.Label), Percent: strconv.FormatFloat(a.Percent, 'f', -1, 64), Width: min(barWidth, max(0, int(a.Percent*10)))}
		for _, c := range a.Claims {
			answer.Sides = append(answer.Sides, pollSideView{sideOf(c.Position, false), r.claimLink(c.Claim)})
		}
		v.Answers = append(v.Answers, answer)
	}
	return v
}

// reviewView is a fact-checker's verdict.
type reviewView struct {
	Reviewer    link
	Rating      string
	Verdict     string
	SourceURL   string
	PublishedOn dateView
}

func (r *reader) review(v *record.Review) reviewView {
	return reviewView{r.institution(v.Reviewer), v.Rating, r.tongue.word("verdict", v.Verdict), v.SourceURL, r.date(v.PublishedOn)}
}

// each makes views of a list.
func each[T, V any](l graph.List[T], show func(*T) V) []V {
	all := make([]V, 0, l.Len())
	for item := range l.All() {
		all = append(all, show(item))
	}
	return all
}
