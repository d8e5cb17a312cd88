package dossier

import (
	"fmt"
	"reflect"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// Previous is what the graph holds before a dossier is imported.
type Previous interface {
	// Declared is everything whose home is the dossier of this slug, in any
	// order; the dossier's own record may be among it.
	Declared(dossier string) ([]record.Record, error)
	// Record is the record with this id, of whatever kind.
	Record(id uuid.UUID) (record.Record, bool)
	// Owner is the slug of the dossier whose home this record is; ok is false
	// for what was created otherwise.
	Owner(id uuid.UUID) (dossier string, ok bool)
}

// Difference is the change that makes the graph follow the file: what is new or
// differs is put, what the dossier declared before and leaves out is removed.
// Importing the same file again changes nothing. A record whose home is another
// dossier, or that is there as another kind, makes an error of kind
// record.ErrConflict, a [Conflicts], as does a reference to what is left out;
// nothing is half taken over.
func Difference(previous Previous, f *File) (record.Change, error) {
	before, err := previous.Declared(f.Dossier)
	if err != nil {
		return record.Change{}, fmt.Errorf("what dossier %s declared before: %w", f.Dossier, err)
	}
	var change record.Change
	var conflicts Conflicts
	kept := make(map[uuid.UUID]bool, len(f.records))
	for _, rec := range f.records {
		kept[rec.Ref().ID] = true
		stored, ok := previous.Record(rec.Ref().ID)
		switch {
		case !ok:
			change.Put = append(change.Put, rec)
		case f.conflict(previous, rec, stored, &conflicts):
		case !reflect.DeepEqual(rec, stored):
			change.Put = append(change.Put, rec)
		}
	}
	removed := make(map[uuid.UUID]bool)
	for _, rec := range before {
		if ref := rec.Ref(); !kept[ref.ID] {
			change.Remove = append(change.Remove, ref)
			removed[ref.ID] = true
		}
	}
	f.dangling(previous, removed, &conflicts)
	if len(conflicts) > 0 {
		sortByPlace(conflicts)
		return record.Change{}, conflicts
	}
	change.Normalize()
	return change, nil
}

// dangling reports references to what this import removes: they were found in
// the graph, because the dossier declared their targets before.
func (f *File) dangling(previous Previous, removed map[uuid.UUID]bool, conflicts *Conflicts) {
	for _, rec := range f.records {
		rec.References(func(to record.Reference) {
			if !removed[to.ID] {
				return
			}
			gone := to.ID.String()
			if target, ok := previous.Record(to.ID); ok {
				gone = article(target.Ref().Kind) + slugOf(target)
			}
			*conflicts = append(*conflicts, Error{f.entries[rec.Ref().ID].at, fmt.Sprintf(
				"its %s is %s that the dossier declared before and leaves out now; declare it again, or refer to another", to.Field, gone)})
		})
	}
}

// slugOf is the slug of a record that has one, after a space.
func slugOf(r record.Record) string {
	switch r := r.(type) {
	case record.Actor:
		return " " + r.About().Slug
	case *record.Document:
		return " " + r.Slug
	case *record.Claim:
		return " " + r.Slug
	case *record.Question:
		return " " + r.Slug
	case *record.Topic:
		return " " + r.Slug
	case *record.Event:
		return " " + r.Slug
	}
	return ""
}

// conflict reports whether a stored record is not this file's to change.
func (f *File) conflict(previous Previous, rec, stored record.Record, conflicts *Conflicts) bool {
	at, label := f.entries[rec.Ref().ID].at, f.Label(rec.Ref())
	if owner, ok := previous.Owner(rec.Ref().ID); ok && owner != f.Dossier {
		*conflicts = append(*conflicts, Error{at, fmt.Sprintf(
			"%s has its home in dossier %s and cannot be declared by %s as well; refer to it, or remove it there first", label, owner, f.Dossier)})
		return true
	}
	if stored.Ref().Kind != rec.Ref().Kind {
		*conflicts = append(*conflicts, Error{at, fmt.Sprintf(
			"%s is stored as %s and declared as %s; give it another slug", label, article(stored.Ref().Kind), article(rec.Ref().Kind))})
		return true
	}
	return false
}

// Conflicts is everything that a file declares and that is not its own to
// declare, by position; its kind is record.ErrConflict.
type Conflicts []Error

func (cs Conflicts) Error() string { return Errors(cs).Error() }

// Is makes errors.Is(err, record.ErrConflict) true.
func (cs Conflicts) Is(target error) bool { return target == record.ErrConflict }
