package graphqlapi

import (
	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// quoteNode is a quote. Its leaves are plain fields: quotes are the longest lists
// there are, and reading a field costs a tenth of calling a method.
type quoteNode struct {
	ID          nodeID
	PrintedName *string
	Role        *string
	Capacity    record.Capacity
	Mode        record.QuoteMode
	PullQuote   bool
	Fragments   []string
	Gist        string
	Act         record.SpeechAct
	Cue         *string
	Language    languageTag
	Translated  *bool
	SaidOn      *date
	SaidOnBasis *record.DateBasis
	Medium      record.Medium
	Notes       []string
	req         *request
	rec         *record.Quote
}

func (r *request) quote(q *record.Quote) *quoteNode {
	n := &quoteNode{
		ID:          nodeID(q.ID),
		PrintedName: textOrNull(&q.PrintedName),
		Role:        textOrNull(&q.Role),
		Capacity:    q.Capacity,
		Mode:        q.Mode,
		PullQuote:   q.PullQuote,
		Fragments:   orEmpty(q.Fragments),
		Gist:        r.in(q.Gists),
		Act:         q.Act,
		Cue:         textOrNull(&q.Cue),
		Language:    languageTag(q.Language),
		Translated:  answerOrNull(q.Translated),
		SaidOn:      dateOrNull(&q.SaidOn),
		SaidOnBasis: wordOrNull(q.SaidOnBasis),
		Medium:      q.Medium,
		Notes:       orEmpty(q.Notes),
		req:         r,
		rec:         q,
	}
	if !q.Utterance.IsZero() {
		n.inherit(graph.Find(r.snapshot, q.Utterance))
	}
	return n
}

// inherit takes the date from a shared utterance, which is said once, whatever
// its printings say, and otherwise what the quote itself does not say.
func (q *quoteNode) inherit(u *record.Utterance) {
	if u == nil {
		return
	}
	if !u.SaidOn.IsZero() {
		q.SaidOn = dateOrNull(&u.SaidOn)
	}
	if q.Medium == record.MediumUnknown {
		q.Medium = u.Medium
	}
}

func (q *quoteNode) Speaker() *actorNode { return q.req.actor(q.rec.Speaker) }

func (q *quoteNode) Affiliation() *institutionNode {
	return found(q.req.snapshot, q.rec.Affiliation, q.req.institution)
}

func (q *quoteNode) OnBehalfOf() *institutionNode {
	return found(q.req.snapshot, q.rec.OnBehalfOf, q.req.institution)
}

func (q *quoteNode) Gists() []localized { return allTexts(q.rec.Gists) }

func (q *quoteNode) Document() *documentNode {
	return found(q.req.snapshot, q.rec.Document, q.req.document)
}

func (q *quoteNode) Utterance() *utteranceNode {
	return shown(q.req.snapshot.Utterance(q.rec), q.req.utterance)
}

func (q *quoteNode) Stances() []*stanceNode {
	return each(q.req.snapshot.StancesIn(q.rec.ID), q.req.stance)
}

func (q *quoteNode) Responses() []*responseNode {
	return each(q.req.snapshot.ResponsesIn(q.rec.ID), q.req.response)
}

func (q *quoteNode) RespondedToBy() []*responseNode {
	return each(q.req.snapshot.ResponsesToQuote(q.rec.ID), q.req.response)
}

func (q *quoteNode) Events() []*eventNode {
	return eachOf(q.req.snapshot, q.rec.Events, q.req.event)
}

func (q *quoteNode) Status() record.QuoteStatus { return q.req.snapshot.Status(q.rec) }

func (q *quoteNode) Corrections() []*correction {
	return each(q.req.snapshot.Corrections(q.rec.ID).Reversed(), q.req.correction)
}

func (q *quoteNode) URL() webAddress      { return q.req.page("quote", q.rec.ID.String()) }
func (q *quoteNode) EmbedURL() webAddress { return q.req.embed("quote", q.rec.ID.String()) }

// textSelector is a stretch of a document's text.
type textSelector struct {
	Exact, Prefix, Suffix *string
	Start, End            int32
	SHA256                string
}

func (q *quoteNode) Selector() *textSelector {
	s := q.rec.Selector
	if s == nil {
		return nil
	}
	return &textSelector{textOrNull(&s.Exact), textOrNull(&s.Prefix), textOrNull(&s.Suffix), s.Start, s.End, s.SHA256.String()}
}

// verification says whether a selector holds, and in which copy.
type verification struct {
	State      record.VerificationState
	TextSHA256 *string
	At         *dateTime
	req        *request
	rec        *record.Quote
}

func (q *quoteNode) Verification() *verification {
	v := &q.rec.Verification
	return &verification{v.State, hashOrNull(v.TextSHA256), timeOrNull(&v.At), q.req, q.rec}
}

func (v *verification) Copy() *documentNode {
	return found(v.req.snapshot, v.rec.Verification.Copy, v.req.document)
}

// correction is what was corrected of a quote.
type correction struct {
	Kind      record.CorrectionKind
	On        *date
	Reason    *string
	SourceURL *webAddress
	req       *request
	rec       *record.Correction
}

func (r *request) correction(c *record.Correction) *correction {
	return &correction{c.Kind, dateOrNull(&c.On), textOrNull(&c.Reason), addressOrNull(&c.SourceURL), r, c}
}

func (c *correction) By() *actorNode { return c.req.actor(c.rec.By) }

func (c *correction) Replacement() *quoteNode {
	return found(c.req.snapshot, c.rec.Replacement, c.req.quote)
}

// utteranceNode is the speech act behind quotes.
type utteranceNode struct {
	ID     nodeID
	SaidOn *date
	Medium record.Medium
	req    *request
	rec    *record.Utterance
}

func (r *request) utterance(u *record.Utterance) *utteranceNode {
	return &utteranceNode{nodeID(u.ID), dateOrNull(&u.SaidOn), u.Medium, r, u}
}

func (u *utteranceNode) Speaker() *actorNode { return u.req.actor(u.rec.Speaker) }

func (u *utteranceNode) Quotes() []*quoteNode {
	return each(pointers[record.Quote](u.req.snapshot.QuotesOf(u.rec.ID)), u.req.quote)
}
