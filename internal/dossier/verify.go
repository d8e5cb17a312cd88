package dossier

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"onrecord/internal/record"
)

// copies is the documents that a file declares, and which of them its selectors
// are checked against.
type copies struct {
	byID map[record.DocumentID]copyOf
	// checked is the document of the `verification` block; zero: none.
	checked record.DocumentID
	at      time.Time
	seal    record.Hash
	block   *mapping
}

type copyOf struct {
	document *record.Document
	m        *mapping
}

func (c *copies) add(d *record.Document, m *mapping) {
	if c.byID == nil {
		c.byID = map[record.DocumentID]copyOf{}
	}
	c.byID[d.ID] = copyOf{d, m}
}

// language is that of a document of this file.
func (c *copies) language(id record.DocumentID, otherwise string) string {
	if found, ok := c.byID[id]; ok {
		return found.document.Language
	}
	return otherwise
}

// readCopy reads the `verification` block.
func (r *reader) readCopy() {
	v, ok := r.root.field("verification", "verification")
	if !ok {
		return
	}
	m := r.fields(v, "verification")
	m.missing("copy")
	r.copies.block = m
	r.copies.checked = ref[record.Document](m, "copy", "copy", record.KindDocument)
	r.copies.at = m.instant("at", "at")
	r.copies.seal = m.hash("seal", "seal")
	m.close()
}

// sealedQuote is a quote whose selector the seal covers.
type sealedQuote struct {
	key   string
	quote *record.Quote
}

// verify checks the selectors of the file. Every quote is either checked
// against a text that is at hand, or vouched for by the seal, or unverified.
func (r *reader) verify() {
	r.checkCopy()
	byText := map[record.DocumentID][]entry{}
	var sealed []entry
	for _, e := range r.sections["quotes"] {
		q := r.quotes[record.QuoteID(e.id)]
		if q.Selector == nil {
			continue
		}
		switch at, ok := r.textFor(q.Document); {
		case ok:
			byText[at] = append(byText[at], e)
		case r.copies.block != nil && (q.Document == r.document || q.Document == r.copies.checked):
			sealed = append(sealed, e)
		}
	}
	for id, entries := range byText {
		r.verifyAgainst(r.copies.byID[id], entries)
	}
	r.verifySeal(sealed)
}

// checkCopy refuses a copy of something else: that words stand in an unrelated
// text does not verify that the dossier's document printed them.
func (r *reader) checkCopy() {
	copied, ok := r.copies.byID[r.copies.checked]
	if !ok || r.document.IsZero() || r.document == r.copies.checked || copied.document.RepublicationOf == r.document {
		return
	}
	if original, ok := r.copies.byID[r.document]; ok && original.document.RepublicationOf == r.copies.checked {
		return
	}
	r.rep.add(r.copies.block.places["copy"], "is no copy of the dossier's document; want that document, or one that says it `republishes` it")
}

// textFor is the document whose stored text holds the words of a quote of
// document id: itself, or the copy that the dossier names for its document.
func (r *reader) textFor(id record.DocumentID) (record.DocumentID, bool) {
	if c, ok := r.copies.byID[id]; ok && c.document.Text != "" {
		return id, true
	}
	c, ok := r.copies.byID[r.copies.checked]
	return r.copies.checked, ok && c.document.Text != "" && id == r.document
}

func (r *reader) verifyAgainst(c copyOf, entries []entry) {
	at := c.document.RetrievedAt
	if c.document.ID == r.copies.checked && !r.copies.at.IsZero() {
		at = r.copies.at
	}
	if at.IsZero() {
		r.rep.add(c.m.places["text"], "needs `retrieved`, or `at` under verification: the time that verified selectors carry")
		return
	}
	text := record.NewCodePoints(c.document.Text)
	for _, e := range entries {
		q := r.quotes[record.QuoteID(e.id)]
		q.Verification = record.Verification{State: record.Verified, Copy: c.document.ID, TextSHA256: text.SHA256(), At: at}
		if reason := text.Verify(q); reason != "" {
			q.Verification.State = record.Lost
			r.rep.warn(e.m.places["selector"], "the words are lost: %s", reason)
		}
		q.Normalize()
	}
}

// verifySeal marks quotes as verified where the seal shows that nothing changed
// since their selectors were checked. It fails closed: one changed selector
// leaves all of them unverified.
func (r *reader) verifySeal(entries []entry) {
	block := r.copies.block
	if block == nil || r.rep.failed["verification"] {
		return
	}
	copied, ok := r.copies.byID[r.copies.checked]
	switch {
	case !ok || copied.document.SHA256.IsZero():
		r.rep.add(block.places["copy"], "want a document of this file that has a sha256: the hash of the text that was checked")
		return
	case copied.document.Text != "":
		return
	}
	for _, e := range entries {
		r.file.sealed = append(r.file.sealed, sealedQuote{e.key, r.quotes[record.QuoteID(e.id)]})
	}
	slices.SortFunc(r.file.sealed, func(a, b sealedQuote) int { return cmp.Compare(a.key, b.key) })
	r.file.text = copied.document.SHA256
	switch {
	case r.copies.seal.IsZero():
		r.rep.warn(block.places["seal"], "there is no seal, so the quotes stay unverified; check them against the text to get one")
		return
	case r.copies.seal != Seal(r.file):
		r.rep.warn(block.places["seal"], "the seal is broken: a selector, a fragment or the text changed since it was made, so the quotes are unverified; check them against the text to get a new one")
		return
	case r.copies.at.IsZero():
		r.rep.add(block.at, "needs `at`: the time that verified selectors carry")
		return
	}
	for _, s := range r.file.sealed {
		s.quote.Verification = record.Verification{State: record.Verified, Copy: r.copies.checked, TextSHA256: r.file.text, At: r.copies.at}
		s.quote.Normalize()
	}
}

// Seal is a hash over the SHA-256 of the text that the selectors of a dossier
// were checked against and over every selector with its key and fragments. As
// long as it matches, the quotes count as verified although the text is not at
// hand. It must only be given out for a file whose selectors were all found in
// the text of [File.TextSHA256].
func Seal(f *File) record.Hash {
	sum := sha256.New()
	fmt.Fprintf(sum, "onrecord seal 1\n%s\n", f.text)
	for _, s := range f.sealed {
		at := s.quote.Selector
		fmt.Fprintf(sum, "%s %d %d %s %d\n", s.key, at.Start, at.End, at.SHA256, len(s.quote.Fragments))
		for _, words := range append([]string{at.Exact, at.Prefix, at.Suffix}, s.quote.Fragments...) {
			// The length keeps words from running into one another.
			fmt.Fprintf(sum, "%d:%s\n", len(words), words)
		}
	}
	return record.Hash(sum.Sum(nil))
}

// SealedQuotes are the quotes whose selectors the seal covers, by key: those of
// the dossier's document and of the copy, where the text is not at hand.
func (f *File) SealedQuotes() []*record.Quote {
	quotes := make([]*record.Quote, len(f.sealed))
	for i, s := range f.sealed {
		quotes[i] = s.quote
	}
	return quotes
}

// TextSHA256 is the hash of the text that the selectors of [File.SealedQuotes]
// refer to; zero where there is none.
func (f *File) TextSHA256() record.Hash { return f.text }
