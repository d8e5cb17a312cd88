// Package storetest holds the contract of graph.Store as a suite that every
// implementation runs, and a reference implementation in a map that is simple
// enough to be right by reading it.
package storetest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// Reference keeps records in a map and forgets them with the process.
type Reference struct {
	mu       sync.Mutex
	revision record.Revision
	records  map[uuid.UUID]record.Record
	// past is what was stored at each revision, from 0, and made who made it.
	past []map[uuid.UUID]record.Record
	made []record.Made
}

// NewReference is an empty store.
func NewReference() *Reference {
	empty := map[uuid.UUID]record.Record{}
	return &Reference{records: empty, past: []map[uuid.UUID]record.Record{empty}, made: []record.Made{{}}}
}

// Load implements graph.Store.
func (m *Reference) Load(ctx context.Context, visit func(record.Record) error) (record.Revision, error) {
	m.mu.Lock()
	all, revision := slices.Collect(maps.Values(m.records)), m.revision
	m.mu.Unlock()
	for _, r := range all {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if err := visit(r); err != nil {
			return 0, err
		}
	}
	return revision, nil
}

// Commit implements graph.Store.
func (m *Reference) Commit(ctx context.Context, by *record.Changeset, change record.Change) (record.Revision, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	next := maps.Clone(m.records)
	for _, ref := range change.Remove {
		if r, ok := next[ref.ID]; !ok || r.Ref() != ref {
			return 0, fmt.Errorf("%w: %v is not stored", record.ErrConflict, ref)
		}
		delete(next, ref.ID)
	}
	for _, r := range change.Put {
		next[r.Ref().ID] = r
	}
	if _, taken := next[by.Ref().ID]; taken {
		return 0, fmt.Errorf("%w: the id of changeset %s is taken", record.ErrConflict, by.ID)
	}
	next[by.Ref().ID] = by
	m.records = next
	m.revision++
	m.past = append(m.past, next)
	m.made = append(m.made, record.Made{Revision: m.revision, At: by.At.UTC(), Changeset: by.ID})
	return m.revision, nil
}

// SearchQuotes implements graph.Searcher by reading every quote.
func (m *Reference) SearchQuotes(_ context.Context, text string, limit int) ([]graph.Hit, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	words := record.FoldedWords(text)
	var hits []graph.Hit
	for _, r := range m.records {
		if q, ok := r.(*record.Quote); ok && len(words) > 0 && says(q, words) {
			hits = append(hits, graph.Hit{Quote: q.ID})
		}
	}
	slices.SortFunc(hits, func(a, b graph.Hit) int { return a.Quote.Compare(b.Quote) })
	return hits[:min(limit, len(hits))], nil
}

func says(q *record.Quote, words []string) bool {
	var have []string
	for _, t := range q.Gists {
		have = append(have, record.FoldedWords(t.Text)...)
	}
	for _, f := range q.Fragments {
		have = append(have, record.FoldedWords(f)...)
	}
	for i, word := range words {
		prefix := i == len(words)-1
		if !slices.ContainsFunc(have, func(h string) bool { return saidAs(h, word, prefix) }) {
			return false
		}
	}
	return true
}

func saidAs(have, word string, prefix bool) bool {
	for _, h := range record.WordForms(have) {
		for _, w := range record.WordForms(word) {
			if h == w || prefix && strings.HasPrefix(h, w) {
				return true
			}
		}
	}
	return false
}
