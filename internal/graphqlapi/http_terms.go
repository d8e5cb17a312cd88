package graphqlapi

import (
	"context"

	"onrecord/internal/access"
	"onrecord/internal/record"
)

// Edition is the graph at one revision, taken once per request and kept to its
// end, so that all of an answer is from one revision.
type Edition struct {
	// Revision names the edition: two editions of one handler with the same
	// revision, day and past must give the same answers, because answers are cached
	// by them.
	Revision record.Revision
	// Past says that the graph is shown as it was known, not as it stands: some
	// questions are answered in another way.
	Past bool
	// Today is the day of the request, which answers may depend on as well: it is
	// what an affiliation without an end is asked about.
	Today record.Date
	// Languages are those that the edition has texts in (BCP 47), the one to fall
	// back on first. Where it is empty answers are in English.
	Languages []string
	// Bind puts the edition into the context that resolvers see. The schema is
	// bound to its root resolver once, for all revisions, so the context is the
	// only way in: root fields take the edition from it and hand it to what they
	// return, because a list item that takes a context costs a goroutine for each
	// of its siblings.
	Bind func(context.Context) context.Context
}

// Terms are what one request asks of every text and address in its answer.
// Everything here that can change an answer is part of the response cache's key.
type Terms struct {
	// Languages are wanted in this order (BCP 47), the language of the answer
	// first. There is always at least one; the slice is shared, never modify it.
	Languages []string
	// BaseURL begins every address of this site in an answer, without a slash at
	// its end. It comes from configuration, never from the Host header, which the
	// client chooses and a shared cache would keep.
	BaseURL string
	// Today is the edition's day.
	Today record.Date
	// Identity is whom the request speaks for; zero for the public. Answers depend on
	// its role alone.
	Identity access.Identity
	// RequestID finds the request in the log. No answer may depend on it.
	RequestID string
}

type termsKey struct{}

// WithTerms is for tests of resolvers; the handler calls it for every request.
func WithTerms(ctx context.Context, terms *Terms) context.Context {
	return context.WithValue(ctx, termsKey{}, terms)
}

// TermsOf gives the terms of the request, or those of the public in English
// where the context carries none.
func TermsOf(ctx context.Context) *Terms {
	if terms, ok := ctx.Value(termsKey{}).(*Terms); ok {
		return terms
	}
	return &Terms{Languages: []string{fallbackLanguage}}
}
