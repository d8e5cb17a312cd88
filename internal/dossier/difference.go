package dossier

import (
	"fmt"
	"iter"
	"reflect"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// Previous is what the graph holds before dossiers are imported.
type Previous interface {
	// Declared is everything whose home is the dossier of this slug, in any
	// order; the dossier's own record may be among it.
	Declared(dossier string) ([]record.Record, error)
	// Record is the record with this id, of whatever kind.
	Record(id uuid.UUID) (record.Record, bool)
	// Each visits every record of one kind, in any order.
	Each(kind record.Kind) iter.Seq[record.Record]
	// Owner is the slug of the dossier whose home this record is; ok is false
	// for what was created otherwise.
	Owner(id uuid.UUID) (dossier string, ok bool)
	// Following are records as they stand where some of their actors have been merged
	// since they were written: those of merged actors are left out.
	Following(records []record.Record) []record.Record
}

// Difference is the change that makes the graph follow the files, which were
// read together: what is new or differs is put, what their dossiers declared
// before and leave out is removed. A record may move its home from one of them
// to another. Importing the same files again changes nothing. A record whose
// home is a dossier that is not among them, or that is there as another kind,
// makes an error of kind record.ErrConflict, a [Conflicts], as do a reference to
// what is left out and a person with a name of one who is stored; nothing is
// half taken over. Where actors were merged since, what the files say of one is said
// of the one that it is now.
func Difference(previous Previous, files ...*File) (record.Change, error) {
	d := difference{previous: previous, files: files, dossiers: map[string]bool{}, kept: map[uuid.UUID]bool{}, removed: map[uuid.UUID]bool{}}
	var all []record.Record
	for _, f := range files {
		d.dossiers[f.Dossier] = true
		all = append(all, f.records...)
	}
	for _, rec := range all {
		d.kept[rec.Ref().ID] = true
	}
	d.records = map[uuid.UUID]record.Record{}
	for _, rec := range previous.Following(all) {
		d.records[rec.Ref().ID] = rec
	}
	for _, f := range files {
		d.put(f)
		if err := d.remove(f); err != nil {
			return record.Change{}, err
		}
	}
	for _, f := range files {
		d.dangling(f)
	}
	d.namesakes()
	if len(d.conflicts) > 0 {
		sortByPlace(d.conflicts)
		return record.Change{}, d.conflicts
	}
	d.change.Normalize()
	return d.change, nil
}

// difference is the change of several files in the making.
type difference struct {
	previous Previous
	files    []*File
	// records is what the files declare, as far as the graph keeps it, by id.
	records   map[uuid.UUID]record.Record
	dossiers  map[string]bool
	kept      map[uuid.UUID]bool
	removed   map[uuid.UUID]bool
	change    record.Change
	conflicts Conflicts
}

func (d *difference) put(f *File) {
	for _, declared := range f.records {
		rec, kept := d.records[declared.Ref().ID]
		if !kept {
			continue
		}
		stored, ok := d.previous.Record(rec.Ref().ID)
		switch {
		case !ok:
			d.change.Put = append(d.change.Put, rec)
		case d.conflict(f, rec, stored):
		case !reflect.DeepEqual(rec, stored):
			d.change.Put = append(d.change.Put, rec)
		}
	}
}

func (d *difference) remove(f *File) error {
	before, err := d.previous.Declared(f.Dossier)
	if err != nil {
		return fmt.Errorf("what dossier %s declared before: %w", f.Dossier, err)
	}
	for _, rec := range before {
		if ref := rec.Ref(); !d.kept[ref.ID] && !d.removed[ref.ID] {
			d.change.Remove = append(d.change.Remove, ref)
			d.removed[ref.ID] = true
		}
	}
	return nil
}

func (d *difference) refuse(at Place, format string, args ...any) {
	d.conflicts = append(d.conflicts, Error{at, fmt.Sprintf(format, args...)})
}

// dangling reports references to what this import removes: they were found in
// the graph, because a dossier declared their targets before.
func (d *difference) dangling(f *File) {
	for _, rec := range f.records {
		rec.References(func(to record.Reference) {
			if !d.removed[to.ID] {
				return
			}
			gone := to.ID.String()
			if target, ok := d.previous.Record(to.ID); ok {
				gone = article(target.Ref().Kind) + slugOf(target)
			}
			d.refuse(f.entries[rec.Ref().ID].at,
				"its %s is %s that the dossier declared before and leaves out now; declare it again, or refer to another", to.Field, gone)
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

// conflict reports whether a stored record is not this file's to change. Its
// home may be another dossier of this import: that one leaves it out, because
// files that are read together declare nothing twice.
func (d *difference) conflict(f *File, rec, stored record.Record) bool {
	at, label := f.entries[rec.Ref().ID].at, f.Label(rec.Ref())
	if owner, ok := d.previous.Owner(rec.Ref().ID); ok && !d.dossiers[owner] {
		d.refuse(at, "%s has its home in dossier %s and cannot be declared by %s as well; refer to it, or import both dossiers together to move it", label, owner, f.Dossier)
		return true
	}
	if stored.Ref().Kind != rec.Ref().Kind {
		d.refuse(at, "%s is stored as %s and declared as %s; give it another slug", label, article(stored.Ref().Kind), article(rec.Ref().Kind))
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
