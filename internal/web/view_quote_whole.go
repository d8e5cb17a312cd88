package web

import (
	"time"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// quoteWhole is a quote with everything that is to be known of it.
type quoteWhole struct {
	*quoteView
	Mode string
	Cue  phrase
	// Gists are those in other languages than the one shown.
	Gists []phrase
	// Chain leads from the speaker to the document.
	Chain        []hopView
	Selector     *selectorView
	Verification verificationView
	// Printings are the other quotes of the same utterance.
	Printings   []*quoteView
	Stances     []*stanceView
	Reported    []*reportedView
	Responses   []*responseView
	Answered    []*responseView
	Corrections []*correctionView
	Events      []link
	Notes       []string
}

// hopView is one agent through whom an utterance reached us.
type hopView struct {
	// Agent is empty where the document does not say through whom.
	Agent     actorView
	Act       string
	On        dateView
	Cue       phrase
	SourceURL string
	Weakest   bool
}

// selectorView is a stretch of a document's text.
type selectorView struct {
	Start, End             int32
	SHA256                 string
	Exact, Prefix, Suffix  phrase
	DocumentHash, Language string
}

// verificationView says whether a selector holds, and in which copy.
type verificationView struct {
	State, Text string
	Copy        documentView
	TextSHA256  string
	At          time.Time
}

// responseView is a stated answer of one speaker to another.
type responseView struct {
	By, To   actorView
	Kind     string
	Inferred bool
	Quote    *quoteView
	ToQuote  *quoteView
	Claim    link
}

// correctionView is what was corrected of a quote.
type correctionView struct {
	Kind        string
	On          dateView
	By          actorView
	Reason      phrase
	SourceURL   string
	Replacement *quoteView
}

// whole is the view of a quote on its own page.
func (r *reader) whole(q *record.Quote) *quoteWhole {
	s := r.snapshot
	v := &quoteWhole{
		quoteView: r.quoteOf(q), Mode: r.tongue.word("mode", q.Mode), Cue: phraseIn(q.Cue, q.Language), Notes: q.Notes,
		Verification: r.verification(q), Selector: r.selector(q),
		Reported: each(s.ReportedIn(q.ID), r.reported), Responses: each(s.ResponsesIn(q.ID), r.response),
		Answered: each(s.ResponsesToQuote(q.ID), r.response), Corrections: each(s.Corrections(q.ID).Reversed(), r.correction),
	}
	for _, g := range q.Gists {
		if g.Text != v.Gist.Text {
			v.Gists = append(v.Gists, phraseIn(g.Text, g.Language))
		}
	}
	for _, h := range s.Attribution(q) {
		v.Chain = append(v.Chain, hopView{r.actor(h.Agent), r.tongue.word("hop", h.Act), r.date(h.On), phraseIn(h.Cue, q.Language), h.SourceURL, h.Weakest})
	}
	for _, other := range s.QuotesOf(q.UtteranceID()) {
		if other.ID != q.ID {
			v.Printings = append(v.Printings, r.quoteOf(other))
		}
	}
	for st := range s.StancesIn(q.ID).All() {
		stance := r.stance(st, st.Claim, nil)
		stance.Quote, stance.Claim = v.quoteView, r.claimLink(st.Claim)
		v.Stances = append(v.Stances, stance)
	}
	for _, id := range q.Events {
		if e := graph.Find(s, id); e != nil {
			v.Events = append(v.Events, link{r.in(e.Names), r.path("event", e.Slug)})
		}
	}
	return v
}

func (r *reader) selector(q *record.Quote) *selectorView {
	s := q.Selector
	if s == nil {
		return nil
	}
	v := &selectorView{Start: s.Start, End: s.End, SHA256: s.SHA256.String()}
	lang := q.Language
	if d := graph.Find(r.snapshot, q.Document); d != nil {
		lang = d.Language
		if !d.SHA256.IsZero() {
			v.DocumentHash = d.SHA256.String()
		}
	}
	v.Exact, v.Prefix, v.Suffix = phraseIn(s.Exact, lang), phraseIn(s.Prefix, lang), phraseIn(s.Suffix, lang)
	return v
}

func (r *reader) verification(q *record.Quote) verificationView {
	f := &q.Verification
	v := verificationView{State: f.State.String(), Text: r.tongue.word("verification", f.State), Copy: r.document(f.Copy), At: f.At}
	if !f.TextSHA256.IsZero() {
		v.TextSHA256 = f.TextSHA256.String()
	}
	return v
}

func (r *reader) response(a *record.Response) *responseView {
	v := &responseView{
		To: r.actor(r.snapshot.Addressee(a)), Kind: r.tongue.word("response", a.Kind), Inferred: a.Basis == record.Inferred,
		Quote: r.quote(a.Quote), Claim: r.claimLink(a.Claim),
	}
	if v.Quote != nil {
		v.By = v.Quote.Speaker
	}
	if !a.ToQuote.IsZero() {
		v.ToQuote = r.quote(a.ToQuote)
	}
	return v
}

func (r *reader) correction(c *record.Correction) *correctionView {
	v := &correctionView{Kind: r.tongue.word("correction", c.Kind), On: r.date(c.On), By: r.actor(c.By), Reason: plain(c.Reason), SourceURL: c.SourceURL}
	if !c.Replacement.IsZero() {
		v.Replacement = r.quote(c.Replacement)
	}
	return v
}
