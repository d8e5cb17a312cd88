package dossier

import "onrecord/internal/record"

func (r *reader) readClaims() {
	for _, e := range r.sections["topics"] {
		e.m.done(&record.Topic{
			ID: record.TopicID(e.id), Slug: e.key, FormerSlugs: e.was,
			Names: e.m.texts("name", "names", nameRule),
		})
	}
	for _, e := range r.sections["questions"] {
		e.m.done(&record.Question{
			ID: record.QuestionID(e.id), Slug: e.key, FormerSlugs: e.was,
			Texts: e.m.texts("text", "texts", longRule),
		})
	}
	for _, e := range r.sections["claims"] {
		r.readClaim(e)
	}
	for _, e := range r.sections["relations"] {
		r.readRelation(e)
	}
	for _, e := range r.sections["reviews"] {
		r.readReview(e)
	}
}

func (r *reader) readClaim(e entry) {
	e.m.done(&record.Claim{
		ID: record.ClaimID(e.id), Slug: e.key, FormerSlugs: e.was,
		Texts:    e.m.texts("text", "texts", longRule),
		Kind:     word[record.ClaimKind](e.m, "kind", "kind"),
		Question: ref[record.Question](e.m, "question", "question", record.KindQuestion),
		Topics:   refs[record.Topic](e.m, "topics", "topics", record.KindTopic),
		Events:   refs[record.Event](e.m, "events", "events", record.KindEvent),
		About:    refs[record.Actor](e.m, "about", "about", record.AnyActor),
	})
}

func (r *reader) readRelation(e entry) {
	e.m.done(&record.ClaimRelation{
		ID:   record.ClaimRelationID(e.id),
		Kind: word[record.ClaimRelationKind](e.m, "kind", "kind"),
		From: ref[record.Claim](e.m, "from", "from", record.KindClaim),
		To:   ref[record.Claim](e.m, "to", "to", record.KindClaim),
		By:   e.m.line("by", "by"),
		On:   e.m.date("on", "on"),
		Note: e.m.line("note", "note"),
	})
}

func (r *reader) readReview(e entry) {
	review := &record.Review{
		ID:          record.ReviewID(e.id),
		Claim:       ref[record.Claim](e.m, "claim", "claim", record.KindClaim),
		Quote:       ref[record.Quote](e.m, "quote", "quote", record.KindQuote),
		Reviewer:    ref[record.Institution](e.m, "reviewer", "reviewer", record.KindInstitution),
		Rating:      e.m.line("rating", "rating"),
		Verdict:     word[record.Verdict](e.m, "verdict", "verdict"),
		SourceURL:   e.m.line("url", "sourceUrl"),
		PublishedOn: e.m.date("published", "publishedOn"),
	}
	e.m.excuse("claim", "quote")
	e.m.done(review)
}
