package graph

import (
	"fmt"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// consistent checks, in the snapshot that a change leads to, what no record
// says alone: that words stay with who said them and records with their home.
func (s *Snapshot) consistent(change record.Change) error {
	c := consistency{
		s: s, problems: &record.ChangeError{Kind: record.ErrConflict},
		seen: map[record.QuoteID]bool{}, texts: map[record.DocumentID]*record.CodePoints{},
	}
	for _, r := range change.Put {
		c.checkUtteranceID(r.Ref())
		c.check(r)
	}
	return c.problems.Err()
}

// consistency is one such check. Several records of a change may lead to one
// quote, which is looked at once.
type consistency struct {
	s        *Snapshot
	problems *record.ChangeError
	seen     map[record.QuoteID]bool
	texts    map[record.DocumentID]*record.CodePoints
}

// check looks at every quote whose rules a record may have changed.
func (c *consistency) check(r record.Record) {
	id := r.Ref().ID
	switch r := r.(type) {
	case *record.Quote:
		c.quote(r)
	case *record.Utterance:
		c.quotes(quotesOfUtterance, id)
	case *record.UnnamedSource, *record.Collective:
		c.quotes(quotesOfSpeaker, id)
		c.quotes(quotesThroughAgent, id)
	case *record.Document:
		c.quotes(quotesOfDocument, id)
		c.quotes(quotesOfCopy, id)
	case *record.Dossier:
		c.dossier(r)
	}
}

func (c *consistency) quotes(e edge, from uuid.UUID) {
	for q := range list[record.Quote](c.s, e, from).All() {
		c.quote(q)
	}
}

// checkUtteranceID keeps the ids of quotes' own utterances free: a record under
// one would be taken for the speech act of a quote that never named it.
func (c *consistency) checkUtteranceID(ref record.Ref) {
	other := record.QuoteOfOwnUtterance(record.UtteranceID(ref.ID))
	if p, ok := c.s.placeOf(uuid.UUID(other)); ok && p.kind == record.KindQuote {
		c.problems.Add(ref, "id", fmt.Sprintf("belongs to the utterance of quote %s", other))
	}
	if ref.Kind != record.KindQuote {
		return
	}
	own := uuid.UUID(record.OwnUtterance(record.QuoteID(ref.ID)))
	if p, ok := c.s.placeOf(own); ok {
		c.problems.Add(ref, "id", fmt.Sprintf("its own utterance would be the %s %s", p.kind, own))
	}
}

// quote keeps a shared utterance from carrying one speaker's words to another,
// and unnamed sources and collectives within their document.
func (c *consistency) quote(q *record.Quote) {
	if c.seen[q.ID] {
		return
	}
	c.seen[q.ID] = true
	if u := Find(c.s, q.Utterance); !q.Utterance.IsZero() && u != nil && u.Speaker != q.Speaker {
		c.problems.Add(q.Ref(), "utterance", "its speaker is another than the quote's")
	}
	c.within(q, q.Speaker, "speaker")
	for i, h := range q.Chain {
		c.within(q, h.Agent, fmt.Sprintf("chain[%d].agent", i))
	}
	c.verified(q)
}

// verified lets nobody call a quote verified whose words are not in the copy it
// names, as far as the graph knows that copy: its hash, or its text.
func (c *consistency) verified(q *record.Quote) {
	v := q.Verification
	d := Find(c.s, v.Copy)
	if v.State != record.Verified || d == nil {
		return
	}
	if !d.SHA256.IsZero() && d.SHA256 != v.TextSHA256 {
		c.problems.Add(q.Ref(), "verification", fmt.Sprintf("is of another text than document %s has; check the quote against this one", d.Slug))
		return
	}
	if d.Text == "" {
		return
	}
	text, ok := c.texts[d.ID]
	if !ok {
		text = record.NewCodePoints(d.Text)
		c.texts[d.ID] = text
	}
	if reason := text.Verify(q); reason != "" {
		c.problems.Add(q.Ref(), "verification", fmt.Sprintf("says VERIFIED, but in the text of document %s %s", d.Slug, reason))
	}
}

func (c *consistency) within(q *record.Quote, id record.ActorID, path string) {
	var home record.DocumentID
	switch a := c.s.Actor(id).(type) {
	case *record.UnnamedSource:
		home = a.Document
	case *record.Collective:
		home = a.Document
	default:
		return
	}
	d := Find(c.s, q.Document)
	if q.Document != home && (d == nil || d.RepublicationOf != home) {
		c.problems.Add(q.Ref(), path, "belongs to another document: unnamed sources and collectives are never shared between documents")
	}
}

// dossier gives every record one home at most: of two, each would remove what
// the other declares.
func (c *consistency) dossier(d *record.Dossier) {
	declared := make(map[uuid.UUID]bool, len(d.Declares))
	for _, id := range d.Declares {
		declared[id] = true
	}
	for r := range c.s.Each(record.KindDossier) {
		other := r.(*record.Dossier)
		if other.ID == d.ID {
			continue
		}
		for _, id := range other.Declares {
			if declared[id] {
				c.problems.Add(d.Ref(), "declares", fmt.Sprintf("%s has its home in dossier %s", id, other.Slug))
			}
		}
	}
}
