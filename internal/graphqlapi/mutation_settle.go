package graphqlapi

import (
	"reflect"
	"slices"
	"time"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// settle derives what an editor does not write: which slugs still lead to a
// record, and whether the words of a quote are where its selector says.
func settle(s *graph.Snapshot, made, base record.Record, at time.Time) {
	keepSlug(made, base)
	if q, ok := made.(*record.Quote); ok {
		before, _ := base.(*record.Quote)
		verify(s, q, before, at)
	}
}

// keepSlug lets the slug that a record had lead to it for ever.
func keepSlug(made, base record.Record) {
	slug, former := slugs(made)
	if slug == nil || base == nil {
		return
	}
	was, _ := slugs(base)
	if *was == *slug {
		return
	}
	*former = slices.DeleteFunc(append(slices.Clone(*former), *was), func(old string) bool { return old == *slug })
}

// slugs are where a record keeps its slug and its former ones; nil of a kind that
// has none.
func slugs(r record.Record) (slug *string, former *[]string) {
	switch r := r.(type) {
	case record.Actor:
		return &r.About().Slug, &r.About().FormerSlugs
	case *record.Document:
		return &r.Slug, &r.FormerSlugs
	case *record.Claim:
		return &r.Slug, &r.FormerSlugs
	case *record.Question:
		return &r.Slug, &r.FormerSlugs
	case *record.Topic:
		return &r.Slug, &r.FormerSlugs
	case *record.Event:
		return &r.Slug, &r.FormerSlugs
	case *record.Poll:
		return &r.Slug, &r.FormerSlugs
	}
	return nil, nil
}

// verify compares a quote with the text of its document where that is kept.
// Otherwise a comparison made earlier stands as long as the words and their place
// are the same, and fails closed.
func verify(s *graph.Snapshot, q, before *record.Quote, at time.Time) {
	q.Verification = record.Verification{}
	document := graph.Find(s, q.Document)
	switch {
	case q.Selector == nil:
	case document != nil && document.Text != "":
		text := record.NewCodePoints(document.Text)
		q.Verification = record.Verification{State: record.Verified, Copy: document.ID, TextSHA256: text.SHA256(), At: at}
		if text.Verify(q) != "" {
			q.Verification.State = record.Lost
		}
	case before != nil && unaltered(q, before):
		q.Verification = before.Verification
	}
}

func unaltered(q, before *record.Quote) bool {
	return q.Document == before.Document && q.Mode == before.Mode &&
		reflect.DeepEqual(q.Selector, before.Selector) && slices.Equal(q.Fragments, before.Fragments)
}
