package dossier

import (
	"fmt"
	"iter"
	"strings"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// A Resolver knows what is declared elsewhere: the graph that a dossier is to
// be imported into. It is only asked for what the files do not declare.
type Resolver interface {
	// Lookup leads from a slug, present or former, to a record. The kind may be
	// record.AnyActor, and the record found may be of any actor's kind.
	Lookup(kind record.Kind, slug string) (record.Ref, bool)
	// Has reports whether a record is stored under this kind and id.
	Has(ref record.Ref) bool
	// Slugs visits the present slugs of a kind, to suggest one for a wrong one.
	Slugs(kind record.Kind) iter.Seq[string]
}

// maxEffort bounds the letters compared for suggestions, about a fifth of a
// second: a hostile file has many wrong names and many known ones.
const maxEffort = 50_000_000

// ref reads a reference to one record of a wanted kind.
func ref[T any](m *mapping, name, into string, want record.Kind) record.ID[T] {
	v, ok := m.field(name, into)
	if !ok {
		return record.ID[T]{}
	}
	return record.ID[T](m.r.resolve(v, want))
}

// refs reads a list of references; those that lead nowhere are left out.
func refs[T any](m *mapping, name, into string, want record.Kind) (ids []record.ID[T]) {
	for _, v := range m.list(name, into) {
		if id := m.r.resolve(v, want); id != uuid.Nil {
			ids = append(ids, record.ID[T](id))
		}
	}
	return ids
}

// resolve follows a slug; uuid.Nil is returned, and an error reported, where it
// leads nowhere or to something of another kind.
func (r *reader) resolve(v value, want record.Kind) uuid.UUID {
	slug, ok := r.line(v)
	if !ok {
		return uuid.Nil
	}
	found, ok := r.lookup(want, slug)
	switch {
	case !ok:
		r.rep.add(v.at, "unknown %s %q%s", noun(want), clip(slug), r.suggest(want, slug))
	case !want.Accepts(found.Kind):
		r.rep.add(v.at, "%s is %s; want %s", slug, article(found.Kind), article(want))
	default:
		return found.ID
	}
	return uuid.Nil
}

func (r *reader) lookup(want record.Kind, slug string) (record.Ref, bool) {
	switch want {
	case record.KindQuote:
		return r.lookupQuote(slug)
	case record.KindUtterance:
		d, ok := r.declared[want][slug]
		return d.ref, ok
	}
	if d, ok := r.claimed(want, slug); ok {
		return d.ref, true
	}
	if r.resolver == nil || !record.ValidSlug(slug) {
		return record.Ref{}, false
	}
	return r.resolver.Lookup(spaceOf(want), slug)
}

// lookupQuote follows a key of this dossier or "dossier/key" of another.
func (r *reader) lookupQuote(path string) (record.Ref, bool) {
	dossier, key, elsewhere := strings.Cut(path, "/")
	if !elsewhere {
		dossier, key = r.dossier, path
	}
	for _, other := range r.readers {
		if d, ok := other.declared[record.KindQuote][key]; ok && other.dossier == dossier {
			return d.ref, true
		}
	}
	stored := record.Ref{Kind: record.KindQuote, ID: record.DeclaredID("quote", path)}
	return stored, elsewhere && r.resolver != nil && r.resolver.Has(stored)
}

// suggest names the nearest thing of the wanted kind, as far as the effort
// allows.
func (r *reader) suggest(want record.Kind, wrong string) string {
	best, ok := nearest(wrong, func(yield func(string) bool) {
		for name := range r.known(want) {
			r.effort -= len(wrong) * len(name)
			if r.effort < 0 || r.rep.full() || !yield(name) {
				return
			}
		}
	})
	if ok {
		return "; did you mean " + best + "?"
	}
	return "; declare it, here or in a dossier that is imported before"
}

func (r *reader) known(want record.Kind) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, other := range r.readers {
			if other != r && (want == record.KindQuote || want == record.KindUtterance) {
				continue
			}
			for slug, d := range other.declared[spaceOf(want)] {
				if want.Accepts(d.ref.Kind) && !yield(slug) {
					return
				}
			}
		}
		if r.resolver == nil {
			return
		}
		for slug := range r.resolver.Slugs(want) {
			if !yield(slug) {
				return
			}
		}
	}
}

// noun is the kind in words.
func noun(k record.Kind) string {
	return strings.ReplaceAll(strings.ToLower(k.String()), "_", " ")
}

func article(k record.Kind) string {
	n := noun(k)
	if strings.ContainsRune("aeiou", rune(n[0])) {
		return "an " + n
	}
	return "a " + n
}

func sprintLine(at Place) string { return fmt.Sprintf("line %d", at.Line) }
