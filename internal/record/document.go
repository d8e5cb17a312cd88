package record

import (
	"time"
	"unicode/utf8"
)

// Document is what was printed: an article, a post, a statement.
type Document struct {
	ID          DocumentID    `json:"id"`
	Slug        string        `json:"slug"`
	FormerSlugs []string      `json:"formerSlugs,omitzero"`
	Titles      Texts         `json:"titles"`
	SourceURL   string        `json:"sourceUrl,omitzero"`
	ArchivedAt  string        `json:"archivedAt,omitzero"`
	Publisher   InstitutionID `json:"publisher,omitzero"`
	// Authors keep the order of the byline.
	Authors     []PersonID `json:"authors,omitzero"`
	PublishedOn Date       `json:"publishedOn,omitzero"`
	// PublishedOnNote tells what is known where the date is not.
	PublishedOnNote string    `json:"publishedOnNote,omitzero"`
	RetrievedAt     time.Time `json:"retrievedAt,omitzero"`
	Language        string    `json:"language"`
	// SHA256 is the hash of the UTF-8 text that selectors' offsets refer to.
	SHA256          Hash       `json:"sha256,omitzero"`
	RepublicationOf DocumentID `json:"republicationOf,omitzero"`
	Notes           []string   `json:"notes,omitzero"`
	// Text is kept only where it may be: at most MaxDocumentText bytes.
	Text string `json:"text,omitzero"`
}

func (d *Document) Ref() Ref { return Ref{KindDocument, [16]byte(d.ID)} }

func (d *Document) Normalize() {
	d.FormerSlugs = sortedStrings(d.FormerSlugs)
	d.Titles = d.Titles.normalized()
	d.Authors = ordered(d.Authors)
	d.Notes = ordered(d.Notes)
	d.RetrievedAt = instant(d.RetrievedAt)
}

func (d *Document) References(visit func(Reference)) {
	refer(visit, "publisher", KindInstitution, d.Publisher)
	refer(visit, "authors", KindPerson, d.Authors...)
	refer(visit, "republicationOf", KindDocument, d.RepublicationOf)
}

func (d *Document) Validate() error {
	var c check
	required(&c, "id", d.ID)
	checkSlugs(&c, d.Slug, d.FormerSlugs)
	c.someTexts("titles", d.Titles, maxName)
	c.url("sourceUrl", d.SourceURL)
	c.url("archivedAt", d.ArchivedAt)
	checkIDs(&c, "authors", d.Authors)
	c.instant("retrievedAt", d.RetrievedAt)
	c.date("publishedOn", d.PublishedOn)
	c.optional("publishedOnNote", d.PublishedOnNote, maxText)
	c.language("language", d.Language)
	c.reject(d.RepublicationOf == d.ID && !d.ID.IsZero(), "republicationOf", "a document cannot republish itself")
	c.lines("notes", d.Notes, maxText)
	d.checkText(&c)
	return c.problems.Err()
}

func (d *Document) checkText(c *check) {
	if d.Text == "" {
		return
	}
	c.reject(len(d.Text) > MaxDocumentText, "text", "is longer than 4 MiB")
	c.reject(!utf8.ValidString(d.Text), "text", "is not valid UTF-8")
	c.reject(HashOf(d.Text) != d.SHA256, "sha256", "is not the hash of the text")
}
