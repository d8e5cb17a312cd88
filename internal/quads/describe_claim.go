package quads

import "onrecord/internal/record"

func (c *coder) question(q *record.Question) {
	identify(c, &q.ID)
	c.slugs(&q.Slug, &q.FormerSlugs)
	c.texts(tText, &q.Texts)
}

func (c *coder) claim(r *record.Claim) {
	identify(c, &r.ID)
	c.slugs(&r.Slug, &r.FormerSlugs)
	c.texts(tText, &r.Texts)
	word(c, tClaimKind, &r.Kind, claimKinds)
	reference(c, tQuestion, &r.Question)
	references(c, tTopic, &r.Topics)
	references(c, tEvent, &r.Events)
	references(c, tAbout, &r.About)
}

func (c *coder) claimRelation(r *record.ClaimRelation) {
	identify(c, &r.ID)
	word(c, tRelationKind, &r.Kind, claimRelationKinds)
	reference(c, tFromClaim, &r.From)
	reference(c, tToClaim, &r.To)
	c.text(tJudgedBy, &r.By)
	c.date(tOn, &r.On)
	c.text(tNote, &r.Note)
}

func (c *coder) topic(t *record.Topic) {
	identify(c, &t.ID)
	c.slugs(&t.Slug, &t.FormerSlugs)
	c.texts(tLabel, &t.Names)
}

func (c *coder) review(r *record.Review) {
	identify(c, &r.ID)
	reference(c, tReviewedClaim, &r.Claim)
	reference(c, tQuote, &r.Quote)
	reference(c, tAuthor, &r.Reviewer)
	c.text(tRating, &r.Rating)
	word(c, tVerdict, &r.Verdict, verdicts)
	c.address(tURL, &r.SourceURL)
	c.date(tPublishedOn, &r.PublishedOn)
}

func (c *coder) poll(p *record.Poll) {
	identify(c, &p.ID)
	c.slugs(&p.Slug, &p.FormerSlugs)
	c.texts(tText, &p.Texts)
	reference(c, tDocument, &p.Document)
	reference(c, tQuestion, &p.Question)
	reference(c, tEvent, &p.Event)
	reference(c, tConductor, &p.Conductor)
	c.count(tSampleSize, &p.Sample)
	c.text(tMethod, &p.Method)
	word(c, tSelfSelected, &p.SelfSelected, answers)
	c.date(tStart, &p.Start)
	c.date(tEnd, &p.End)
	structured(c, tAnswers, typeAnswers, &p.Answers, pollAnswers)
	edges(c, tPollsClaim, polledClaims(p.Answers))
}

func polledClaims(list []record.PollAnswer) (claims []record.ClaimID) {
	for _, a := range list {
		for _, pc := range a.Claims {
			claims = append(claims, pc.Claim)
		}
	}
	return claims
}

func pollAnswers(l *literal, list *[]record.PollAnswer) {
	entries(l, list, func(l *literal, a *record.PollAnswer) {
		l.textAt("label", &a.Label)
		l.share("percent", &a.Percent)
		if l.writing && len(a.Claims) == 0 || !l.key("claims") {
			return
		}
		entries(l, &a.Claims, func(l *literal, pc *record.PollClaim) {
			literalID(l, "claim", &pc.Claim)
			literalWord(l, "position", &pc.Position, positions)
		})
	})
}
