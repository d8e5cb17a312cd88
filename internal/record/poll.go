package record

import (
	"fmt"
	"slices"
)

// Poll is a question put to many people. Its answers may point to claims and
// positions but are never counted among actors.
type Poll struct {
	ID          PollID        `json:"id"`
	Slug        string        `json:"slug"`
	FormerSlugs []string      `json:"formerSlugs,omitzero"`
	Texts       Texts         `json:"texts"`
	Document    DocumentID    `json:"document"`
	Question    QuestionID    `json:"question,omitzero"`
	Event       EventID       `json:"event,omitzero"`
	Conductor   InstitutionID `json:"conductor,omitzero"`
	// Sample is the number of answers; 0: not said.
	Sample int    `json:"sample,omitzero"`
	Method string `json:"method,omitzero"`
	// SelfSelected polls speak for those who chose to answer and no one else.
	SelfSelected Answer       `json:"selfSelected,omitzero"`
	Start        Date         `json:"start,omitzero"`
	End          Date         `json:"end,omitzero"`
	Answers      []PollAnswer `json:"answers"`
}

// PollAnswer is one option and the share, in percent (0 to 100), that chose it.
type PollAnswer struct {
	Label   string      `json:"label"`
	Percent float64     `json:"percent"`
	Claims  []PollClaim `json:"claims,omitzero"`
}

// PollClaim ties an answer to a side of a claim.
type PollClaim struct {
	Claim    ClaimID  `json:"claim"`
	Position Position `json:"position"`
}

// Review is an institution's published verdict on a claim, as in ClaimReview.
type Review struct {
	ID          ReviewID      `json:"id"`
	Claim       ClaimID       `json:"claim,omitzero"`
	Quote       QuoteID       `json:"quote,omitzero"`
	Reviewer    InstitutionID `json:"reviewer"`
	Rating      string        `json:"rating"`
	Verdict     Verdict       `json:"verdict"`
	SourceURL   string        `json:"sourceUrl,omitzero"`
	PublishedOn Date          `json:"publishedOn,omitzero"`
}

func (p *Poll) Ref() Ref   { return Ref{KindPoll, [16]byte(p.ID)} }
func (r *Review) Ref() Ref { return Ref{KindReview, [16]byte(r.ID)} }

func (p *Poll) Normalize() {
	p.FormerSlugs = sortedStrings(p.FormerSlugs)
	p.Texts = p.Texts.normalized()
	// Copied, because a copy of a published poll shares its answers with readers.
	p.Answers = slices.Clone(ordered(p.Answers))
	for i := range p.Answers {
		p.Answers[i].Claims = ordered(p.Answers[i].Claims)
	}
}

func (r *Review) Normalize() {}

func (p *Poll) References(visit func(Reference)) {
	refer(visit, "document", KindDocument, p.Document)
	refer(visit, "question", KindQuestion, p.Question)
	refer(visit, "event", KindEvent, p.Event)
	refer(visit, "conductor", KindInstitution, p.Conductor)
	for _, a := range p.Answers {
		for _, c := range a.Claims {
			refer(visit, "answers.claims", KindClaim, c.Claim)
		}
	}
}

func (r *Review) References(visit func(Reference)) {
	refer(visit, "claim", KindClaim, r.Claim)
	refer(visit, "quote", KindQuote, r.Quote)
	refer(visit, "reviewer", KindInstitution, r.Reviewer)
}

func (p *Poll) Validate() error {
	var c check
	required(&c, "id", p.ID)
	checkSlugs(&c, p.Slug, p.FormerSlugs)
	c.someTexts("texts", p.Texts, maxText)
	required(&c, "document", p.Document)
	c.reject(p.Sample < 0 || p.Sample > 10_000_000_000, "sample", "want a number of answers, 0 where it is not said")
	c.optional("method", p.Method, maxText)
	checkWord(&c, "selfSelected", p.SelfSelected)
	c.period("start", p.Start, p.End)
	c.reject(len(p.Answers) == 0, "answers", "missing")
	c.most("answers", len(p.Answers), 100)
	for i, a := range p.Answers {
		a.check(&c, fmt.Sprintf("answers[%d]", i))
	}
	return c.problems.Err()
}

func (a PollAnswer) check(c *check, path string) {
	c.text(path+".label", a.Label, maxName)
	// Written so that NaN, which would make invalid JSON, is refused too.
	c.reject(!(a.Percent >= 0 && a.Percent <= 100), path+".percent", "want a share from 0 to 100")
	c.most(path+".claims", len(a.Claims), 100)
	for _, pc := range a.Claims {
		required(c, path+".claims", pc.Claim)
		checkWord(c, path+".claims.position", pc.Position)
	}
}

func (r *Review) Validate() error {
	var c check
	required(&c, "id", r.ID)
	required(&c, "reviewer", r.Reviewer)
	c.reject(r.Claim.IsZero() && r.Quote.IsZero(), "claim", "missing: a review is of a claim or of a quote")
	c.text("rating", r.Rating, maxName)
	checkWord(&c, "verdict", r.Verdict)
	c.url("sourceUrl", r.SourceURL)
	c.date("publishedOn", r.PublishedOn)
	return c.problems.Err()
}
