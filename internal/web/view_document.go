package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// documentWhole is a document with its quotes in the order of its text.
type documentWhole struct {
	documentView
	ID             record.DocumentID
	Slug           string
	Authors        []link
	ArchivedAt     string
	RetrievedAt    time.Time
	SHA256         string
	Notes          []string
	Original       documentView
	Republications []documentView
	// Quotes are a page of them, numbered from First; Total is how many there are.
	Quotes       []*printedQuote
	First, Total int
	// Earlier and Later lead to the pages beside this one.
	Earlier, Later string
	// Marked is the text with the quotes marked, by paragraphs; empty where it may not
	// be shown.
	Marked []paragraph
}

// printedQuote is a quote as it stands in a document.
type printedQuote struct {
	*quoteView
	// Number counts the quotes of the document, from 1.
	Number       int
	Selector     *selectorView
	Verification verificationView
	Stances      []*stanceView
}

// mostPrinted is how many quotes one page of a document lists.
const mostPrinted = 40

// documentPage is the view of a document, with the quotes from a place on.
func (r *reader) documentPage(d *record.Document, from int) *documentWhole {
	s := r.snapshot
	v := &documentWhole{
		documentView: r.documentOf(d), ID: d.ID, Slug: d.Slug, ArchivedAt: d.ArchivedAt, RetrievedAt: d.RetrievedAt, Notes: d.Notes,
		Original: r.document(d.RepublicationOf), Republications: each(s.Republications(d.ID), r.documentOf),
	}
	if !d.SHA256.IsZero() {
		v.SHA256 = d.SHA256.String()
	}
	for _, id := range d.Authors {
		v.Authors = append(v.Authors, r.actor(record.ActorID(id)).link)
	}
	quotes := graph.Sorted(s.QuotesIn(d.ID), func(q *record.Quote) int32 { return graph.TextPosition(q) }, func(q *record.Quote) uuid.UUID { return uuid.UUID(q.ID) })
	v.Total, v.First = quotes.Len(), from+1
	for i := from; i < min(from+mostPrinted, v.Total); i++ {
		v.Quotes = append(v.Quotes, r.printed(quotes.At(i), i+1))
	}
	if d.Text != "" && len(d.Text) <= longestShown {
		v.Marked = marked(d, quotes.Slice(), r)
	}
	return v
}

func (r *reader) printed(q *record.Quote, number int) *printedQuote {
	v := &printedQuote{quoteView: r.quoteOf(q), Number: number, Selector: r.selector(q), Verification: r.verification(q)}
	for st := range r.snapshot.StancesIn(q.ID).All() {
		stance := r.stance(st, st.Claim, nil)
		stance.Claim = r.claimLink(st.Claim)
		v.Stances = append(v.Stances, stance)
	}
	return v
}

// longestShown bounds the text that a page shows, in bytes.
const longestShown = 200_000

// paragraph is a line of a text, in pieces that are marked or not.
type paragraph []piece

// piece is a stretch of text. Quotes are those that it belongs to, Ends those that
// end with it.
type piece struct {
	Text   string
	Quotes []mark
	Ends   []mark
}

// mark is a quote in a text.
type mark struct {
	Number int
	Path   string
	Name   string
}

// marked cuts a text at the ends of its quotes. A quote that is not where its
// selector says is not marked: nothing is searched for.
func marked(d *record.Document, quotes []*record.Quote, r *reader) []paragraph {
	points := record.NewCodePoints(d.Text)
	type span struct {
		start, end int
		mark
	}
	var spans []span
	length := len([]rune(d.Text))
	cuts := []int{0, length}
	for i, q := range quotes {
		if q.Selector == nil || points.Verify(q) != "" {
			continue
		}
		sp := span{int(q.Selector.Start), int(q.Selector.End), mark{i + 1, r.path("quote", q.ID.String()), r.actor(q.Speaker).Text}}
		spans = append(spans, sp)
		cuts = append(cuts, sp.start, sp.end)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	lines := []paragraph{nil}
	for i := 0; i+1 < len(cuts); i++ {
		text, ok := points.Slice(cuts[i], cuts[i+1])
		if !ok {
			return nil
		}
		var in, ends []mark
		for _, sp := range spans {
			if sp.start <= cuts[i] && cuts[i+1] <= sp.end {
				in = append(in, sp.mark)
			}
			if sp.end == cuts[i+1] {
				ends = append(ends, sp.mark)
			}
		}
		slices.SortFunc(ends, func(a, b mark) int { return cmp.Compare(a.Number, b.Number) })
		lines = appendPieces(lines, piece{text, in, ends})
	}
	return slices.DeleteFunc(lines, func(p paragraph) bool { return len(p) == 0 })
}

// appendPieces adds a piece to the last paragraph, and begins another at each of its
// line breaks.
func appendPieces(lines []paragraph, p piece) []paragraph {
	parts := strings.Split(p.Text, "\n")
	for i, text := range parts {
		if i > 0 {
			lines = append(lines, nil)
		}
		if text == "" && i+1 < len(parts) {
			continue
		}
		one := piece{Text: text, Quotes: p.Quotes}
		if i+1 == len(parts) {
			one.Ends = p.Ends
		}
		if one.Text != "" || len(one.Ends) > 0 {
			last := len(lines) - 1
			lines[last] = append(lines[last], one)
		}
	}
	return lines
}
