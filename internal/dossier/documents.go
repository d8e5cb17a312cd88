package dossier

import (
	"errors"
	"io"
	"io/fs"
	"unicode/utf8"

	"onrecord/internal/record"
)

func (r *reader) readDocuments() {
	for _, e := range r.sections["documents"] {
		r.readDocument(e)
	}
}

func (r *reader) readDocument(e entry) {
	m := e.m
	d := &record.Document{
		ID: record.DocumentID(e.id), Slug: e.key, FormerSlugs: e.was,
		Titles:          m.texts("title", "titles", nameRule),
		SourceURL:       m.line("url", "sourceUrl"),
		ArchivedAt:      m.line("archived", "archivedAt"),
		Publisher:       ref[record.Institution](m, "publisher", "publisher", record.KindInstitution),
		Authors:         refs[record.Person](m, "authors", "authors", record.KindPerson),
		PublishedOn:     m.date("published", "publishedOn"),
		PublishedOnNote: m.line("published-note", "publishedOnNote"),
		RetrievedAt:     m.instant("retrieved", "retrievedAt"),
		Language:        m.language("language", r.language),
		SHA256:          m.hash("sha256", "sha256"),
		RepublicationOf: ref[record.Document](m, "republishes", "republicationOf", record.KindDocument),
		Notes:           m.lines("notes", "notes"),
	}
	if v, ok := m.field("text-file", "text"); ok {
		r.readText(d, v)
	}
	r.copies.add(d, m)
	m.done(d)
}

func (m *mapping) language(name, otherwise string) string {
	if tag := m.line(name, name); tag != "" {
		return tag
	}
	return otherwise
}

// readText takes in the text that travels with the dossier.
func (r *reader) readText(d *record.Document, v value) {
	name, ok := r.line(v)
	if !ok {
		return
	}
	text, problem := r.load(name)
	if problem != "" {
		r.rep.add(v.at, "%s", problem)
		return
	}
	d.Text = text
	switch sum := record.HashOf(text); d.SHA256 {
	case sum:
	case record.Hash{}:
		d.SHA256 = sum
	default:
		r.rep.add(v.at, "the text in %s has the SHA-256 %s, not the one given", clip(name), sum)
		d.SHA256 = sum
	}
}

// load reads a text file, bounded, and says why where it cannot.
func (r *reader) load(name string) (text, problem string) {
	if r.beside == nil || !fs.ValidPath(name) {
		return "", "cannot be read: want the name of a file beside the dossier or below, such as texts/article.txt"
	}
	file, err := r.beside.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", "there is no such file beside the dossier"
	}
	if err != nil {
		return "", "cannot be read: " + err.Error()
	}
	content, err := io.ReadAll(io.LimitReader(file, record.MaxDocumentText+1))
	if err = errors.Join(err, file.Close()); err != nil {
		return "", "cannot be read: " + err.Error()
	}
	switch {
	case len(content) == 0:
		return "", "the file is empty"
	case len(content) > record.MaxDocumentText:
		return "", "the file is longer than 4 MiB"
	case !utf8.Valid(content):
		return "", "the file is not UTF-8"
	}
	return string(content), ""
}
