package graphqlapi

import (
	"encoding/binary"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// documentNode is what quotes were printed in.
type documentNode struct {
	ID              nodeID
	Slug            string
	Title           string
	SourceURL       *webAddress
	ArchivedAt      *webAddress
	PublishedOn     *date
	PublishedOnNote *string
	RetrievedAt     *dateTime
	Language        languageTag
	Notes           []string
	req             *request
	rec             *record.Document
}

func (r *request) document(d *record.Document) *documentNode {
	return &documentNode{
		ID:              nodeID(d.ID),
		Slug:            d.Slug,
		Title:           r.in(d.Titles),
		SourceURL:       addressOrNull(&d.SourceURL),
		ArchivedAt:      addressOrNull(&d.ArchivedAt),
		PublishedOn:     dateOrNull(&d.PublishedOn),
		PublishedOnNote: textOrNull(&d.PublishedOnNote),
		RetrievedAt:     timeOrNull(&d.RetrievedAt),
		Language:        languageTag(d.Language),
		Notes:           orEmpty(d.Notes),
		req:             r,
		rec:             d,
	}
}

func (d *documentNode) SHA256() *string { return hashOrNull(d.rec.SHA256) }

func (d *documentNode) Publisher() *institutionNode {
	return found(d.req.snapshot, d.rec.Publisher, d.req.institution)
}

func (d *documentNode) Authors() []*personNode {
	return eachOf(d.req.snapshot, d.rec.Authors, d.req.person)
}

func (d *documentNode) RepublicationOf() *documentNode {
	return found(d.req.snapshot, d.rec.RepublicationOf, d.req.document)
}

func (d *documentNode) Republications() []*documentNode {
	return each(d.req.snapshot.Republications(d.rec.ID), d.req.document)
}

// Quotes are in the order of the text, which is how they are read and checked.
func (d *documentNode) Quotes(args struct {
	Filter *quoteFilterInput
	pageArguments
}) (*connection[record.Quote, *quoteNode], error) {
	f, err := args.Filter.read()
	if err != nil {
		return nil, err
	}
	f.plain = false
	f.Document = onlyID(&f, f.Document, d.rec.ID)
	byPosition := func(q *record.Quote) int32 { return graph.TextPosition(q) }
	id := func(q *record.Quote) uuid.UUID { return uuidOf(q.ID) }
	return listing[record.Quote, *quoteNode]{
		items: graph.Sorted(d.req.quotesOf(f), byPosition, id),
		key: func(q *record.Quote) sortKey {
			key := binary.BigEndian.AppendUint32(make(sortKey, 0, 20), uint32(byPosition(q)))
			return append(key, q.ID[:]...)
		},
		seal: sealOf("document.quotes", d.ID, f.text),
		show: d.req.quote,
	}.page(args.pageArguments)
}

func (d *documentNode) URL() webAddress      { return d.req.page("document", d.Slug) }
func (d *documentNode) EmbedURL() webAddress { return d.req.embed("document", d.Slug) }
