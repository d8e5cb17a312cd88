package quads

import "onrecord/internal/record"

func (c *coder) quote(q *record.Quote) {
	identify(c, &q.ID)
	reference(c, tSpeaker, &q.Speaker)
	reference(c, tAffiliation, &q.Affiliation)
	reference(c, tOnBehalfOf, &q.OnBehalfOf)
	reference(c, tQuotedFrom, &q.Document)
	reference(c, tUtterance, &q.Utterance)
	references(c, tEvent, &q.Events)
	structured(c, tAttribution, typeAttribution, q, attributionLiteral)
	c.sequence(tText, &q.Fragments)
	c.texts(tGist, &q.Gists)
	c.saidOn(&q.SaidOn, &q.SaidOnBasis)
	c.selector(&q.Selector)
	structured(c, tVerification, typeVerification, &q.Verification, verification)
	c.chain(&q.Chain)
	c.sequence(tNote, &q.Notes)
}

// attribution is how the document gives the words: all of them short, most of
// them the same in many quotes, so one literal serves many quotes.
func attribution(f fields, q *record.Quote) {
	word(f, tMode, &q.Mode, quoteModes)
	f.text(tLanguage, &q.Language)
	f.text(tPrintedName, &q.PrintedName)
	f.text(tPrintedRole, &q.Role)
	f.text(tCue, &q.Cue)
	word(f, tAct, &q.Act, speechActs)
	word(f, tCapacity, &q.Capacity, capacities)
	word(f, tMedium, &q.Medium, media)
	word(f, tTranslated, &q.Translated, answers)
	f.flag(tPullQuote, &q.PullQuote)
}

func attributionLiteral(l *literal, q *record.Quote) {
	l.open("{")
	attribution(l, q)
	l.close("}")
}

// saidOn codes the date under the predicate of its basis.
func (c *coder) saidOn(d *record.Date, basis *record.DateBasis) {
	if c.writing {
		c.date(tSaidOn+term(*basis), d)
		return
	}
	for b := record.DateBasis(0); b <= record.FromPublication; b++ {
		var found record.Date
		if c.date(tSaidOn+term(b), &found); found.IsZero() {
			continue
		}
		if !d.IsZero() {
			c.fail(tSaidOn+term(b), "stands beside another date of speaking")
		}
		*d, *basis = found, b
	}
}

func (c *coder) selector(s **record.Selector) {
	if c.writing {
		if *s != nil {
			structured(c, tSelector, typeSelector, *s, selectorLiteral)
		}
		return
	}
	var found record.Selector
	if structured(c, tSelector, typeSelector, &found, selectorLiteral); found != (record.Selector{}) {
		*s = &found
	}
}

func selectorLiteral(l *literal, s *record.Selector) {
	l.open("{")
	l.offset(tSelectorStart, &s.Start)
	l.offset(tSelectorEnd, &s.End)
	l.hashAt(keys[tSHA256], &s.SHA256)
	l.textAt(keys[tExact], &s.Exact)
	l.textAt(keys[tPrefix], &s.Prefix)
	l.textAt(keys[tSuffix], &s.Suffix)
	l.close("}")
}

func verification(l *literal, v *record.Verification) {
	l.open("{")
	literalWord(l, "state", &v.State, verificationStates)
	literalID(l, "copy", &v.Copy)
	l.hashAt("textSha256", &v.TextSHA256)
	l.instantAt("at", &v.At)
	l.close("}")
}

func (c *coder) chain(hops *[]record.Hop) {
	structured(c, tChain, typeChain, hops, chainLiteral)
	var agents []record.ActorID
	for _, h := range *hops {
		agents = append(agents, h.Agent)
	}
	edges(c, tRelayedBy, agents)
}

func chainLiteral(l *literal, hops *[]record.Hop) {
	entries(l, hops, func(l *literal, h *record.Hop) {
		literalID(l, "agent", &h.Agent)
		literalWord(l, "act", &h.Act, attributionActs)
		l.dateAt("on", &h.On)
		l.textAt("cue", &h.Cue)
		l.textAt("sourceUrl", &h.SourceURL)
		l.flagAt("weakest", &h.Weakest)
	})
}

func (c *coder) utterance(u *record.Utterance) {
	identify(c, &u.ID)
	reference(c, tUtteranceSpeaker, &u.Speaker)
	c.date(tSaidOn, &u.SaidOn)
	word(c, tMedium, &u.Medium, media)
}

func (c *coder) correction(r *record.Correction) {
	identify(c, &r.ID)
	reference(c, tQuote, &r.Quote)
	word(c, tCorrectionKind, &r.Kind, correctionKinds)
	c.date(tOn, &r.On)
	reference(c, tBy, &r.By)
	c.text(tCorrectionReason, &r.Reason)
	c.address(tURL, &r.SourceURL)
	reference(c, tReplacement, &r.Replacement)
}
