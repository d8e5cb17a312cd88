package web

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// Bounds of one search, so that a frequent word costs no more than a rare one.
const (
	longestSearch = 200
	mostNames     = 500
	mostHits      = 200
)

// namedKinds are those that are found by their names and texts.
var namedKinds = []record.Kind{
	record.KindPerson, record.KindInstitution, record.KindQuestion, record.KindClaim, record.KindEvent, record.KindTopic,
	record.KindDocument, record.KindPoll, record.KindUnnamedSource, record.KindCollective,
}

// searchView is what was found.
type searchView struct {
	// Text is what was looked for; empty: nothing was asked.
	Text           string
	Items          []itemView
	From, Total    int
	Earlier, Later string
	// Wordless says that the words of quotes were not looked at, which is so at an
	// earlier revision.
	Wordless bool
}

// askedText is what a visitor looks for.
func askedText(text string) (string, error) {
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) > longestSearch {
		return "", refuse(record.ErrInvalid, "search", longestSearch)
	}
	return text, nil
}

// named is a result by name.
func (r *reader) named(m graph.Match) itemView {
	item := r.item(m.Record)
	item.Kind = r.tongue.word("kind", m.Record.Ref().Kind)
	if m.Form != item.Text && item.Note.Empty() {
		item.Note = plain(m.Form)
	}
	return item
}

// item is any record that has a page.
func (r *reader) item(rec record.Record) itemView {
	switch rec := rec.(type) {
	case record.Actor:
		return r.actorItem(rec)
	case *record.Claim:
		return itemView{link: link{r.in(rec.Texts), r.path("claim", rec.Slug)}}
	case *record.Question:
		return r.questionItem(rec)
	case *record.Event:
		return r.eventItem(rec)
	case *record.Topic:
		return r.topicItem(rec)
	case *record.Document:
		return r.documentItem(rec)
	case *record.Poll:
		return r.pollItem(rec)
	}
	return itemView{}
}

// search finds things by name and, behind them, quotes by their words.
func (r *reader) search(ctx context.Context, s graph.Searcher, text string, from, most int, words bool) (*searchView, error) {
	v := &searchView{Text: text, From: from + 1, Wordless: !words}
	names, _ := r.snapshot.Search(text, namedKinds, mostNames)
	var quotes []*record.Quote
	if words {
		hits, err := s.SearchQuotes(ctx, text, mostHits)
		if err != nil {
			return nil, err
		}
		quotes = r.standingQuotes(hits)
	}
	v.Total = names.Len() + len(quotes)
	for i := from; i < min(from+most, v.Total); i++ {
		if i < names.Len() {
			v.Items = append(v.Items, r.named(names.At(i)))
		} else {
			v.Items = append(v.Items, r.quoteItem(quotes[i-names.Len()]))
		}
	}
	return v, nil
}

// standingQuotes reads hits through the snapshot: the store's index may be ahead of
// it. Quotes that no longer count are left out.
func (r *reader) standingQuotes(hits []graph.Hit) []*record.Quote {
	var all []*record.Quote
	for _, h := range hits {
		if q := graph.Find(r.snapshot, h.Quote); q != nil && r.snapshot.Status(q) == record.Current {
			all = append(all, q)
		}
	}
	return slices.Clip(all)
}

// quoteItem is a quote in a list: its words in marks or its gist without, and who
// said it.
func (r *reader) quoteItem(q *record.Quote) itemView {
	v := r.quoteOf(q)
	text := v.Gist
	if v.Verbatim() {
		text = v.Words[0]
		text.Text = text.marked()
	}
	return itemView{link: link{text, v.Path}, Kind: r.tongue.word("kind", record.KindQuote), Note: v.Speaker.phrase, When: v.Said}
}
