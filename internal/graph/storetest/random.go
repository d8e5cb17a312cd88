package storetest

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// agreesWithAMap commits random changes, good and bad, and holds the store to a
// plain map after each; every so often it is opened again.
func agreesWithAMap(t *testing.T, s *session) {
	random := rand.New(rand.NewPCG(1, 2))
	want := map[uuid.UUID]record.Record{}
	for step := range 60 {
		next := maps.Clone(want)
		change, good := randomChange(random, next)
		change.Normalize()
		_, err := s.store.Commit(t.Context(), changeset(fmt.Sprint("step ", step)), change)
		switch {
		case good && err != nil:
			t.Fatalf("step %d: %v", step, err)
		case !good && !errors.Is(err, record.ErrConflict):
			t.Fatalf("step %d: %v, want record.ErrConflict", step, err)
		case good:
			want = next
		}
		s.compare(slices.Collect(maps.Values(want)))
		if step%10 == 9 {
			s.reopen()
		}
	}
}

// randomChange puts and removes words of a few speakers and applies that to
// model; a bad one also removes what is not there.
func randomChange(random *rand.Rand, model map[uuid.UUID]record.Record) (change record.Change, good bool) {
	speakers := []string{"ada", "bo"}
	good = random.IntN(4) > 0
	for i := range 6 {
		words := Speak(speakers[random.IntN(2)], fmt.Sprint("random-", i))
		q, s := words[0].(*record.Quote), words[1].(*record.Stance)
		if _, there := model[uuid.UUID(q.ID)]; there && random.IntN(3) == 0 {
			change.Remove = append(change.Remove, q.Ref(), s.Ref())
			delete(model, uuid.UUID(q.ID))
			delete(model, uuid.UUID(s.ID))
			continue
		}
		q.Cue = fmt.Sprint("cue ", random.IntN(3))
		s.Position = record.Position(1 + random.IntN(2))
		q.SaidOn = record.Date{Year: int16(2020 + random.IntN(3))}
		change.Put = append(change.Put, q, s)
		model[uuid.UUID(q.ID)], model[uuid.UUID(s.ID)] = q, s
	}
	if !good {
		change.Remove = append(change.Remove, record.Ref{Kind: record.KindQuote, ID: record.DeclaredID("quote", "never-there")})
	}
	return change, good
}
