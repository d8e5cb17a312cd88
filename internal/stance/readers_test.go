package stance

import (
	"fmt"
	"sync"
	"testing"

	"onrecord/internal/record"
)

// Readers of an index see it unchanged, at any number of them, while others are
// drafted from it.
func TestReadersGoOnWhileOthersWrite(t *testing.T) {
	a := gather(planted{actors: 60, claims: 30, camps: 2, positions: 10, loyal: 0.9}, 1)
	before := snapshotOf(a.index)
	read := func() string {
		circle, err := a.index.Circle(t.Context(), a, 3, Around{})
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(circle.Ranked(Wanted{Kind: Disagreement}).Page(20, nil))
	}
	want := read()
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for range 50 {
				if got := read(); got != want {
					t.Errorf("a reader saw %s, want %s", got, want)
					return
				}
			}
		})
	}
	ix := a.index
	for i := range 200 {
		d := ix.Draft()
		v := said("2025-12-01", record.Opposes, func(v *Vote) { v.Quote.Utterance = number[record.Utterance](7) })
		d.Add(Place{3, ClassNo(i % 30), StanceNo(1_000_000 + i), 7}, &v)
		d.Tie(ClassNo(i%30), Ties{Answers: []Answer{{Question: QuestionNo(i % 5)}}})
		ix = d.Seal()
	}
	readers.Wait()
	if snapshotOf(a.index) != before {
		t.Error("the index that drafts were made from has changed")
	}
}
