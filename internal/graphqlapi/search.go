package graphqlapi

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// Bounds of one search, so that a frequent word costs no more than a rare one.
const (
	longestSearch = 200
	mostNames     = 500
	mostHits      = 500
)

// searchResult is something that was found, and its place among the results.
type searchResult struct {
	rec     record.Record
	matched string
	place   int
}

type searchEdge struct {
	edge[searchResult, *node]
	Matched string
}

type searchConnection struct {
	Edges      []*searchEdge
	PageInfo   *pageInfo[searchResult, *node]
	TotalCount int32
}

func (q *query) Search(ctx context.Context, args struct {
	Text  string
	Kinds *[]string
	pageArguments
}) (*searchConnection, error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	if n := utf8.RuneCountInString(args.Text); n > longestSearch || strings.TrimSpace(args.Text) == "" {
		return nil, invalid("text", "want 1 to %d characters", longestSearch)
	}
	searched, err := searchedKinds(args.Kinds)
	if err != nil {
		return nil, err
	}
	size, err := args.size(usualSearch)
	if err != nil {
		return nil, err
	}
	if r.past && slices.Contains(searched, record.KindQuote) {
		if args.Kinds != nil {
			return nil, fmt.Errorf("%w search: the words of quotes are not searched at an earlier revision; leave QUOTE out of kinds", record.ErrUnsupported)
		}
		searched = slices.DeleteFunc(searched, func(k record.Kind) bool { return k == record.KindQuote })
	}
	results := searchResults{names: r.searchNames(args.Text, searched)}
	if slices.Contains(searched, record.KindQuote) {
		if results.quotes, err = q.searchQuotes(ctx, r, args.Text); err != nil {
			return nil, err
		}
	}
	return r.searchPage(results, size, args.After, sealOf("search", args.Text, searched))
}

// searchResults are what was found by name, and behind that what was found by
// words.
type searchResults struct {
	names  graph.Matches
	quotes []searchResult
}

func (f searchResults) Len() int { return f.names.Len() + len(f.quotes) }

func (f searchResults) At(i int) *searchResult {
	if n := f.names.Len(); i >= n {
		found := f.quotes[i-n]
		found.place = i
		return &found
	}
	m := f.names.At(i)
	return &searchResult{m.Record, m.Form, i}
}

func (f searchResults) id(i int) uuid.UUID {
	if n := f.names.Len(); i >= n {
		return f.quotes[i-n].rec.Ref().ID
	}
	return f.names.ID(i)
}

// searchedKinds are the kinds to look among: those that have words of their own.
func searchedKinds(wanted *[]string) ([]record.Kind, error) {
	have := []record.Kind{
		record.KindPerson, record.KindInstitution, record.KindUnnamedSource, record.KindCollective, record.KindQuestion,
		record.KindClaim, record.KindEvent, record.KindDocument, record.KindTopic, record.KindPoll, record.KindQuote,
	}
	if wanted == nil {
		return have, nil
	}
	kinds, err := readWords[record.Kind]("kinds", wanted)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(have, func(k record.Kind) bool { return !slices.Contains(kinds, k) }), nil
}

func (r *request) searchNames(text string, searched []record.Kind) graph.Matches {
	if len(searched) == 0 {
		return graph.Matches{}
	}
	matches, _ := r.snapshot.Search(text, searched, mostNames)
	return matches
}

// searchQuotes shows hits through the request's snapshot: the store's index may
// be ahead of it. Quotes that no longer count are left out, as in other lists.
func (q *query) searchQuotes(ctx context.Context, r *request, text string) ([]searchResult, error) {
	hits, err := q.searcher.SearchQuotes(ctx, text, mostHits)
	if err != nil {
		return nil, err
	}
	words := record.FoldedWords(text)
	results := make([]searchResult, 0, len(hits))
	for _, h := range hits {
		quote := graph.Find(r.snapshot, h.Quote)
		if quote != nil && r.snapshot.Status(quote) == record.Current {
			results = append(results, searchResult{rec: quote, matched: r.matchedIn(quote, words)})
		}
	}
	return results, nil
}

// matchedIn is the text of a quote that holds the words: the gist in the
// language of the answer where it does, else other gists and the verbatim words.
func (r *request) matchedIn(q *record.Quote, words []string) string {
	gist := r.in(q.Gists)
	texts := []string{gist}
	for _, t := range q.Gists {
		texts = append(texts, t.Text)
	}
	texts = append(texts, q.Fragments...)
	for _, text := range texts {
		if holdsAll(record.Fold(text), words) {
			return text
		}
	}
	return gist
}

func holdsAll(folded string, words []string) bool {
	for _, word := range words {
		if !slices.ContainsFunc(record.WordForms(word), func(form string) bool { return strings.Contains(folded, form) }) {
			return false
		}
	}
	return true
}

// searchPage cuts a page. A cursor names the result and its place: where the
// result has gone, what followed it stands in its place.
func (r *request) searchPage(results searchResults, size int, after *string, s seal) (*searchConnection, error) {
	start := 0
	if after != nil {
		key, err := s.decode(*after)
		if err != nil {
			return nil, err
		}
		if len(key) != placeWidth+len(uuid.Nil) {
			return nil, errCursor("is not one of this server's")
		}
		start = continueAfter(results, key)
	}
	l := listing[searchResult, *node]{
		items: results,
		key:   (*searchResult).key,
		seal:  s,
		show:  func(found *searchResult) *node { return r.node(found.rec) },
	}
	c := l.between(start, min(start+size, results.Len()))
	page := &searchConnection{PageInfo: c.PageInfo, TotalCount: c.TotalCount, Edges: make([]*searchEdge, len(c.Edges))}
	for i, e := range c.Edges {
		page.Edges[i] = &searchEdge{*e, e.item.matched}
	}
	return page, nil
}

// placeWidth is the number of bytes of a place in a cursor.
const placeWidth = 4

func (found *searchResult) key() sortKey {
	id := found.rec.Ref().ID
	return append(binary.BigEndian.AppendUint32(nil, uint32(found.place)), id[:]...)
}

func continueAfter(results searchResults, key sortKey) int {
	id := uuid.UUID(key[placeWidth:])
	for i := range results.Len() {
		if results.id(i) == id {
			return i + 1
		}
	}
	return min(int(binary.BigEndian.Uint32(key)), results.Len())
}
