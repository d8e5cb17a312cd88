package web

import (
	"github.com/google/uuid"

	"onrecord/internal/record"
)

// linked is a description of a page's thing in the words of schema.org, for search
// engines. Keys are properties. The template writes it as JSON, in which nothing
// ends the script element.
type linked map[string]any

// schemaOrg is the context of everything in the head of a page.
const schemaOrg = "https://schema.org"

// name is the address under which exports name a record.
func (r *reader) name(id uuid.UUID) string { return r.base + "/id/" + id.String() }

// address is a page's own, with host.
func (r *reader) address(noun, key string) string {
	return r.base + r.permanent(noun, key)[len(r.prefix):]
}

// claimLinked describes a claim. Quotations in which somebody supports it are
// appearances of it; one in which somebody opposes it is not. Reviews stand beside.
func (r *reader) claimLinked(v *claimView) linked {
	claim := linked{
		"@type": "Claim", "@id": r.name(uuid.UUID(v.ID)), "url": r.address("claim", v.Slug), "text": v.Text.Text, "inLanguage": v.Text.Lang,
	}
	var appearances []linked
	for _, g := range v.For() {
		for _, p := range g.Positions {
			for _, st := range p.Evidence {
				appearances = append(appearances, r.quoteLinked(st.Quote))
			}
		}
	}
	if len(appearances) > 0 {
		claim["appearance"] = appearances
	}
	all := []linked{claim}
	for _, review := range v.Reviews {
		all = append(all, r.reviewLinked(&review, v))
	}
	return linked{"@context": schemaOrg, "@graph": all}
}

// quoteLinked describes a quote: text is what was said word for word, and nothing
// else; the gist is its abstract.
func (r *reader) quoteLinked(q *quoteView) linked {
	v := linked{
		"@type": "Quotation", "@id": r.name(uuid.UUID(q.ID)), "url": r.address("quote", q.ID.String()), "abstract": q.Gist.Text,
	}
	var words []string
	for _, w := range q.Words {
		words = append(words, w.Text)
	}
	if len(words) > 0 {
		v["text"] = words
	}
	if q.Said.Known() {
		v["dateCreated"] = q.Said.Machine
	}
	if q.Speaker.Text != "" && !q.Silent {
		v["creator"] = r.actorLinked(q.Speaker)
	}
	if q.Document.Text != "" {
		v["isPartOf"] = documentLinked(&q.Document)
	}
	return v
}

// actorLinked describes whoever speaks. A source without a name and people quoted
// together are neither a person nor an organization that anybody could look up.
func (r *reader) actorLinked(a actorView) linked {
	v := linked{"@id": r.name(uuid.UUID(a.ID)), "name": a.Text}
	switch a.Kind {
	case record.KindPerson:
		v["@type"] = "Person"
	case record.KindInstitution:
		v["@type"] = "Organization"
	}
	return v
}

func documentLinked(d *documentView) linked {
	v := linked{"@type": "NewsArticle", "headline": d.Text}
	if d.SourceURL != "" {
		v["url"] = d.SourceURL
	}
	if d.PublishedOn.Known() {
		v["datePublished"] = d.PublishedOn.Machine
	}
	if d.Publisher.Text != "" {
		v["publisher"] = linked{"@type": "Organization", "name": d.Publisher.Text}
	}
	return v
}

func (r *reader) reviewLinked(review *reviewView, of *claimView) linked {
	v := linked{
		"@type": "ClaimReview", "claimReviewed": of.Text.Text, "itemReviewed": linked{"@id": r.name(uuid.UUID(of.ID))},
		"author":       linked{"@type": "Organization", "name": review.Reviewer.Text},
		"reviewRating": linked{"@type": "Rating", "alternateName": review.Rating},
	}
	if review.SourceURL != "" {
		v["url"] = review.SourceURL
	}
	if review.PublishedOn.Known() {
		v["datePublished"] = review.PublishedOn.Machine
	}
	return v
}

// questionLinked describes a question with its rival answers, none of which is the
// right one.
func (r *reader) questionLinked(v *questionView) linked {
	q := linked{"@context": schemaOrg, "@type": "Question", "@id": r.name(uuid.UUID(v.ID)), "url": r.address("question", v.Slug), "text": v.Text.Text, "inLanguage": v.Text.Lang}
	var answers []linked
	for _, a := range v.Answers {
		answers = append(answers, linked{"@type": "Claim", "@id": r.name(uuid.UUID(a.ID)), "url": r.address("claim", a.Slug), "text": a.Text.Text})
	}
	if len(answers) > 0 {
		q["about"] = answers
	}
	return q
}
