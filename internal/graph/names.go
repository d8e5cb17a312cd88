package graph

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// SortNameIn is the key by which lists of names are ordered for readers of some
// languages: the folded name in the first of them that there is.
func SortNameIn(r record.Record, languages []string) string {
	switch r := r.(type) {
	case record.Actor:
		return record.Fold(r.About().Name(languages))
	case *record.Topic:
		return record.Fold(r.Names.In(languages).Text)
	case *record.Question:
		return record.Fold(r.Texts.In(languages).Text)
	case *record.Poll:
		return record.Fold(r.Texts.In(languages).Text)
	}
	return ""
}

// ByNameIn is everything of a kind that ByName orders, in the order of the names
// in some languages, found once for each list of languages until a name changes.
func ByNameIn[T any](s *Snapshot, k record.Kind, languages []string) List[T] {
	all := ByName[T](s, k)
	if slices.Equal(languages, []string{"en"}) {
		return all
	}
	// The list is taken before once is entered, because once does not nest under one key.
	return all.of(once(s.names, namesKey{k, strings.Join(languages, ",")}, func() []uint32 {
		name := func(r *T) string { return SortNameIn(any(r).(record.Record), languages) }
		id := func(r *T) uuid.UUID { return any(r).(record.Record).Ref().ID }
		return Sorted(all, name, id).numbers
	}))
}

type namesKey struct {
	kind      record.Kind
	languages string
}

// namesAfter is the memo of names after a change: the same one unless the change
// touches a kind of record whose names, texts or declarations are remembered.
// Ordering fifty thousand names takes longer than a reader should wait, and few
// changes bring a new one.
func (s *Snapshot) namesAfter(change record.Change) *memo {
	for _, r := range change.Put {
		if remembersNames(r.Ref().Kind) {
			return newMemo()
		}
	}
	for _, ref := range change.Remove {
		if remembersNames(ref.Kind) {
			return newMemo()
		}
	}
	return s.names
}

func remembersNames(k record.Kind) bool {
	switch k {
	case record.KindClaim, record.KindEvent, record.KindDossier:
		return true
	}
	return slices.Contains(namedKinds(), k)
}
