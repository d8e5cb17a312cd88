package dossier

import (
	"strconv"
	"time"

	"onrecord/internal/record"
)

const (
	quotesOfDocument = 8
	// lastDay counts from 1 January 2016; it is 31 December 2025.
	lastDay = 3_652
)

// speech is the documents, each followed by its quotes and each of those by its
// stance.
func (g *generator) speech(yield func(record.Record) bool) {
	papers, words := drawsOf(g.seed, documentSection), drawsOf(g.seed, quoteSection)
	documents, quote := max(1, g.quotes/quotesOfDocument), 0
	for n := 1; n <= documents; n++ {
		paper := g.document(papers, n)
		if !yield(paper.Document) {
			return
		}
		for n == documents && quote < g.quotes || quote < n*quotesOfDocument && quote < g.quotes {
			quote++
			q, s := g.quote(words, paper, quote)
			if !yield(q) || !yield(s) {
				return
			}
		}
	}
}

// paper is a document, the day it was published and where its last quote ended.
type paper struct {
	*record.Document
	day uint64
	end int32
}

func (g *generator) document(d draws, n int) *paper {
	doc := &record.Document{Slug: g.slug("document", n), Language: "en", SourceURL: "https://example.org/" + g.mark + "/" + strconv.Itoa(n)}
	doc.ID = record.DocumentID(record.DeclaredID("document", doc.Slug))
	doc.Publisher = g.publishers[d.upTo(len(g.publishers))-1]
	day := 3 + d.below(lastDay-2)
	doc.PublishedOn = dayOf(day)
	doc.Titles = english(g.phrase(d, 6))
	return &paper{doc, day, 0}
}

func dayOf(n uint64) record.Date {
	return record.DateOf(time.Date(2016, time.January, 1+int(n), 0, 0, 0, 0, time.UTC))
}

func (g *generator) quote(d draws, p *paper, n int) (*record.Quote, *record.Stance) {
	start := p.end + int32(d.below(400))
	speaker, claim := g.speakers.draw(d), g.disputes.draw(d)
	before := d.below(4)
	key := g.mark + "/" + strconv.Itoa(n)
	s := &record.Stance{ID: record.StanceID(record.DeclaredID("stance", key))}
	g.takeSide(d, s, speaker, claim)
	text := g.text(d, 196)
	p.end = start + int32(len(text))
	voice := g.voices[speaker-1]
	q := &record.Quote{
		ID: record.QuoteID(record.DeclaredID("quote", key)), Speaker: voice.id, Affiliation: voice.affiliation,
		Mode: record.Direct, Fragments: []string{text}, Gists: english(g.phrase(d, 11) + "."), Language: "en",
		SaidOn: dayOf(p.day - before), SaidOnBasis: record.Printed, Document: p.ID,
		Selector: &record.Selector{Start: start, End: p.end, SHA256: record.HashOf(text)},
	}
	s.Quote = q.ID
	return q, s
}

// takeSide gives the stance its position: of a hundred, five are undecided and
// ten qualified; of those who take a side, 92 take that of their camp.
func (g *generator) takeSide(d draws, s *record.Stance, speaker, claim int) {
	about := g.rivals[claim-1]
	s.Claim = about.id
	sort, loyal := d.below(100), d.below(100) < 92
	supports := about.support>>g.camp(speaker, about.topic)&1 == 1
	s.Position = record.Opposes
	if supports == loyal {
		s.Position = record.Supports
	}
	switch {
	case sort < 5:
		s.Position = record.Undecided
	case sort < 15:
		s.Qualified, s.Condition = true, g.phrase(d, 5)
	}
}
