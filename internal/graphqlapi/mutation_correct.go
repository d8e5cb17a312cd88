package graphqlapi

import (
	"fmt"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// A correction is the first record that its changeset creates, the quote with the
// right words the second; the stances that it takes over follow.
const replacementNo = 1

// retracted takes words back. The quote stays on record.
func retracted(e *editing, s *graph.Snapshot, by *record.Changeset) (record.Change, error) {
	if _, err := stored(s, record.KindQuote, e.about, "quote"); err != nil {
		return record.Change{}, err
	}
	made, err := e.correction(by, e.input.of())
	return record.Change{Put: []record.Record{made}}, err
}

// correction is the record that the members describe.
func (e *editing) correction(by *record.Changeset, members input) (record.Record, error) {
	id := record.CreatedID(by.ID, 0)
	e.described[id] = nil
	return members.onto(record.KindCorrection, id, nil)
}

// corrected puts right words beside wrong ones.
func corrected(e *editing, s *graph.Snapshot, by *record.Changeset) (record.Change, error) {
	wrong, err := stored(s, record.KindQuote, e.about, "quote")
	if err != nil {
		return record.Change{}, err
	}
	id := record.CreatedID(by.ID, replacementNo)
	words, _ := e.input["replacement"].(map[string]any)
	right, err := input(words).onto(record.KindQuote, id, wrong)
	if err != nil {
		return record.Change{}, within(err, "replacement")
	}
	e.described[id] = []string{"replacement"}
	settle(s, right, wrong, by.At)
	members := e.input.of("replacement", "stances")
	members["replacement"] = id.String()
	correction, err := e.correction(by, members)
	if err != nil {
		return record.Change{}, err
	}
	taken, err := e.takeOver(s, by, record.QuoteID(id))
	return record.Change{Put: append(taken, correction, right)}, err
}

// takeOver are the stances that are in the right words as well. They are named one
// by one: that a position survives its words must be somebody's judgement.
func (e *editing) takeOver(s *graph.Snapshot, by *record.Changeset, right record.QuoteID) (taken []record.Record, err error) {
	list, _ := e.input["stances"].([]any)
	for i, item := range list {
		at := []string{"stances", fmt.Sprint(i)}
		id, err := record.ParseUUID(fmt.Sprint(item))
		if err != nil {
			return nil, problemAt(codeInvalid, err.Error(), at...)
		}
		of := graph.Find(s, record.StanceID(id))
		if of == nil || uuid.UUID(of.Quote) != e.about {
			return nil, problemAt(codeInvalid, "is no stance of the quote that is corrected", at...)
		}
		kept := *of
		kept.ID, kept.Quote = record.StanceID(record.CreatedID(by.ID, uint16(replacementNo+1+i))), right
		taken = append(taken, &kept)
	}
	return taken, nil
}
