// Package reviewtest holds the contract of review.Store as a suite that every
// implementation runs, and a reference implementation in memory.
package reviewtest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/record"
	"onrecord/internal/review"
)

// Reference keeps proposals in a list and forgets them with the process.
type Reference struct {
	mu  sync.Mutex
	all []record.Proposal
}

// Add implements review.Store.
func (m *Reference) Add(_ context.Context, p record.Proposal, most int) (record.Proposal, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, have := range m.all {
		if p.Key != "" && have.Author == p.Author && have.Key == p.Key {
			return have, nil
		}
		if have.Author == p.Author && have.State == record.ProposalOpen {
			most--
		}
	}
	if most <= 0 {
		return p, fmt.Errorf("%w: too many proposals of %s wait for a judgement", record.ErrConflict, p.Author)
	}
	m.all = append(m.all, p)
	return p, nil
}

// Proposal implements review.Store.
func (m *Reference) Proposal(_ context.Context, id uuid.UUID) (record.Proposal, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at := m.at(id); at >= 0 {
		return m.all[at], nil
	}
	return record.Proposal{}, fmt.Errorf("%w: there is no proposal %s", record.ErrNotFound, id)
}

func (m *Reference) at(id uuid.UUID) int {
	return slices.IndexFunc(m.all, func(p record.Proposal) bool { return p.ID == id })
}

// Proposals implements review.Store.
func (m *Reference) Proposals(_ context.Context, state *record.ProposalState, older uuid.UUID, limit int) (all []record.Proposal, total int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range slices.Backward(m.all) {
		if state != nil && p.State != *state {
			continue
		}
		total++
		if len(all) < limit && (older == uuid.Nil || p.ID.String() < older.String()) {
			all = append(all, p)
		}
	}
	return all, total, nil
}

// Judge implements review.Store.
func (m *Reference) Judge(_ context.Context, p record.Proposal) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := m.at(p.ID)
	if at < 0 || m.all[at].State != record.ProposalOpen {
		return fmt.Errorf("%w: the proposal %s is not open", record.ErrConflict, p.ID)
	}
	m.all[at] = p
	return nil
}

// Run holds an implementation to the contract of review.Store. open opens the store
// under test; opening again must show what was kept.
func Run(t *testing.T, open func(t *testing.T) review.Store) {
	store := open(t)
	desk := review.NewDesk(store, clock())
	var made []record.Proposal
	for n := range 5 {
		p, err := desk.Suggest(t.Context(), record.Proposal{
			Mutation: "createTopic", Input: []byte(fmt.Sprintf(`{"slug":"topic-%d"}`, n)), Author: "Bo", Message: "please", Base: record.Revision(n), Key: fmt.Sprint("key ", n),
		})
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, p)
	}
	refusesKeys(t, desk, made[0])
	accepted, err := desk.Accepted(t.Context(), made[1], "Ada", "", record.ChangesetID(record.DeclaredID("changeset", "x")))
	if err != nil {
		t.Fatal(err)
	}
	rejected, err := desk.Reject(t.Context(), made[2], "Ada", "not a topic")
	if err != nil {
		t.Fatal(err)
	}
	made[1], made[2] = accepted, rejected
	refusesJudgements(t, desk, made)
	for range 2 {
		lists(t, store, made)
		store = open(t)
	}
	bounds(t, store)
}

// bounds holds a store to the number of open proposals that an author may have.
func bounds(t *testing.T, store review.Store) {
	t.Helper()
	const most = 3
	var made []record.Proposal
	for n := range most {
		p, err := store.Add(t.Context(), waiting(n, "Dora"), most)
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, p)
	}
	if _, err := store.Add(t.Context(), waiting(most, "Dora"), most); !errors.Is(err, record.ErrConflict) {
		t.Errorf("one more than may wait: %v, want record.ErrConflict", err)
	}
	if again, err := store.Add(t.Context(), waiting(1, "Dora"), most); err != nil || again.ID != made[1].ID {
		t.Errorf("a request that is sent again while as many wait as may: %s, %v; want %s", again.ID, err, made[1].ID)
	}
	if _, err := store.Add(t.Context(), waiting(0, "Eli"), most); err != nil {
		t.Errorf("another author's: %v", err)
	}
	judged := made[0]
	judged.State, judged.Judge, judged.Reason, judged.JudgedAt = record.ProposalRejected, "Ada", "no", judged.At
	if err := store.Judge(t.Context(), judged); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Add(t.Context(), waiting(most, "Dora"), most); err != nil {
		t.Errorf("after one was judged: %v", err)
	}
}

// waiting is the n-th proposal of an author. Its key says so, and its id is new.
func waiting(n int, author string) record.Proposal {
	return record.Proposal{
		ID: uuid.Must(uuid.NewV7()), Mutation: "createTopic", Input: []byte(`{"slug":"bounded"}`), Author: author, Message: "please",
		At: time.Date(2026, 2, 1, 12, n, 0, 0, time.UTC), Key: fmt.Sprint("bounded ", n), State: record.ProposalOpen,
	}
}

// clock is another minute each time it is looked at.
func clock() func() time.Time {
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	return func() time.Time {
		now = now.Add(time.Minute)
		return now
	}
}

func refusesKeys(t *testing.T, desk *review.Desk, first record.Proposal) {
	t.Helper()
	again, err := desk.Suggest(t.Context(), record.Proposal{Mutation: first.Mutation, Input: first.Input, Author: "Bo", Message: "again", Key: first.Key})
	if err != nil || !reflect.DeepEqual(again, first) {
		t.Errorf("the same request again: %+v, %v; want the first", again, err)
	}
	if _, err := desk.Suggest(t.Context(), record.Proposal{Mutation: "createClaim", Input: first.Input, Author: "Bo", Message: "another", Key: first.Key}); !errors.Is(err, record.ErrConflict) {
		t.Errorf("another request under its key: %v, want record.ErrConflict", err)
	}
	if _, err := desk.Suggest(t.Context(), record.Proposal{Mutation: "createTopic", Author: "Bo", Message: "nothing"}); !errors.Is(err, record.ErrInvalid) {
		t.Errorf("no input: %v, want record.ErrInvalid", err)
	}
}

func refusesJudgements(t *testing.T, desk *review.Desk, made []record.Proposal) {
	t.Helper()
	for _, p := range made[1:3] {
		if _, err := desk.Reject(t.Context(), p, "Cy", "no"); !errors.Is(err, record.ErrConflict) {
			t.Errorf("judging a judged proposal: %v, want record.ErrConflict", err)
		}
		if _, err := desk.Open(t.Context(), p.ID); !errors.Is(err, record.ErrConflict) {
			t.Errorf("a judged proposal is open: %v", err)
		}
	}
	if _, err := desk.Reject(t.Context(), made[0], "Ada", ""); !errors.Is(err, record.ErrInvalid) {
		t.Errorf("rejecting without a reason: %v, want record.ErrInvalid", err)
	}
	if _, err := desk.Open(t.Context(), uuid.New()); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("a proposal that nobody made: %v, want record.ErrNotFound", err)
	}
}

func lists(t *testing.T, store review.Store, made []record.Proposal) {
	t.Helper()
	newest := slices.Clone(made)
	slices.Reverse(newest)
	all, total, err := store.Proposals(t.Context(), nil, uuid.Nil, 10)
	if err != nil || total != 5 || !reflect.DeepEqual(all, newest) {
		t.Errorf("all proposals are %+v of %d, %v\nwant %+v", all, total, err, newest)
	}
	open := record.ProposalOpen
	all, total, err = store.Proposals(t.Context(), &open, made[4].ID, 1)
	if err != nil || total != 3 || len(all) != 1 || !reflect.DeepEqual(all[0], made[3]) {
		t.Errorf("the second open one is %+v of %d, %v", all, total, err)
	}
	for _, want := range made {
		if got, err := store.Proposal(t.Context(), want.ID); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v\nwant %+v", got, err, want)
		}
	}
}
