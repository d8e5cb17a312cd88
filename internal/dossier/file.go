package dossier

import (
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// File is a dossier that was read without error.
type File struct {
	// Name is what errors call the file.
	Name string
	// Dossier is the slug of the dossier.
	Dossier string
	// Warnings are what an editor should look at although the file can be
	// imported, such as selectors that could not be verified.
	Warnings []Error

	records []record.Record
	entries map[uuid.UUID]declared
	sealed  []sealedQuote
	text    record.Hash
}

// declared is where a record stands in the file, and what people call it.
type declared struct {
	at    Place
	label string
}

// Records is everything that the file declares, and the dossier itself,
// normalized, by kind and id. They are shared and must not be modified.
func (f *File) Records() []record.Record { return slices.Clone(f.records) }

// Place is where a record of the file is declared.
func (f *File) Place(ref record.Ref) (Place, bool) {
	d, ok := f.entries[ref.ID]
	return d.at, ok
}

// Label is what people call a record of the file: its slug, or the dossier and
// its keys, such as "coalition/alwan-benefits"; empty for a record of another.
func (f *File) Label(ref record.Ref) string { return f.entries[ref.ID].label }
