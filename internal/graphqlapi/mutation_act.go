package graphqlapi

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// An act is what one mutation does.
type act struct {
	// prepare reads what the mutation is about, which must be known without making
	// the change: a request that is sent again makes none.
	prepare func(context.Context, *editing) error
	// build makes the change of a snapshot, on behalf of a changeset.
	build func(*editing, *graph.Snapshot, *record.Changeset) (record.Change, error)
}

// actOf finds what a mutation does by its name.
func actOf(name string) (act, bool) {
	switch name {
	case "relateClaims":
		return act{preparesNew, relation}, true
	case "correctQuote":
		return act{prepares("quote"), corrected}, true
	case "retractQuote":
		return act{prepares("quote"), retracted}, true
	case "mergeActors":
		return act{prepares("keep"), merged}, true
	case "unmergeActors":
		return act{preparesMerger, unmerged}, true
	case "applyDossier":
		return act{preparesDossier, applied}, true
	case "revertChangeset":
		return act{preparesRevert, reverted}, true
	}
	verb, noun := "create", strings.TrimPrefix(name, "create")
	if noun == name {
		verb, noun = "edit", strings.TrimPrefix(name, "edit")
	}
	var k record.Kind
	if err := k.UnmarshalText([]byte(snake(noun))); err != nil || !edited(k) {
		return act{}, false
	}
	if verb == "create" {
		return act{preparesNew, creating(k)}, true
	}
	return act{prepares("id"), changing(k)}, true
}

// edited reports whether records of a kind are created and edited one by one.
// Corrections and relations come by mutations of their own, dossiers as a whole.
func edited(k record.Kind) bool {
	switch k {
	case record.KindCorrection, record.KindClaimRelation, record.KindDossier, record.KindChangeset, record.AnyActor:
		return false
	}
	return true
}

// snake turns UnnamedSource into UNNAMED_SOURCE.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return strings.ToUpper(b.String())
}

// preparesNew: the changeset puts what the mutation is about on record.
func preparesNew(_ context.Context, e *editing) error {
	e.creates = true
	return nil
}

// prepares reads the id of what the mutation is about.
func prepares(member string) func(context.Context, *editing) error {
	return func(_ context.Context, e *editing) (err error) {
		e.about, err = e.input.id(member)
		return err
	}
}

func creating(k record.Kind) func(*editing, *graph.Snapshot, *record.Changeset) (record.Change, error) {
	return func(e *editing, s *graph.Snapshot, by *record.Changeset) (record.Change, error) {
		return e.put(s, by, k, nil, e.input.of())
	}
}

func changing(k record.Kind) func(*editing, *graph.Snapshot, *record.Changeset) (record.Change, error) {
	return func(e *editing, s *graph.Snapshot, by *record.Changeset) (record.Change, error) {
		base, err := stored(s, k, e.about, "id")
		if err != nil {
			return record.Change{}, err
		}
		return e.put(s, by, k, base, e.input.of())
	}
}

// stored is the record of a kind that a member of the input names.
func stored(s *graph.Snapshot, k record.Kind, id uuid.UUID, member string) (record.Record, error) {
	rec, ok := s.Record(id)
	if !ok || !k.Accepts(rec.Ref().Kind) {
		return nil, problemAt(codeNotFound, fmt.Sprintf("there is no %s with this id", strings.ToLower(strings.ReplaceAll(k.String(), "_", " "))), member)
	}
	return rec, nil
}

// put is the change that stores what the members make of a record, of none where
// it is new.
func (e *editing) put(s *graph.Snapshot, by *record.Changeset, k record.Kind, base record.Record, members input) (record.Change, error) {
	if e.creates {
		e.about = record.CreatedID(by.ID, 0)
	}
	e.described[e.about] = nil
	made, err := members.onto(k, e.about, base)
	if err != nil {
		return record.Change{}, err
	}
	settle(s, made, base, by.At)
	return record.Change{Put: []record.Record{made}}, nil
}
