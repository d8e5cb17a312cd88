package stance_test

import (
	"context"
	"fmt"
	"slices"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// roll names three people by their numbers.
type roll []string

func (r roll) Kind(stance.ActorNo) record.Kind { return record.KindPerson }
func (r roll) Name(a stance.ActorNo) string    { return r[a] }
func (r roll) Place(a stance.ActorNo) uint64 {
	return uint64(slices.Index([]string{"Alwan", "Hemo", "Shawakh"}, r[a]))
}
func (r roll) ID(a stance.ActorNo) record.ActorID { return record.ActorID{byte(a)} }
func vote(side record.Position, on string) *stance.Vote {
	d, err := record.ParseDate(on)
	if err != nil {
		panic(err)
	}
	return &stance.Vote{Stance: &record.Stance{Position: side}, Quote: &record.Quote{Mode: record.Direct}, Own: true, Said: d}
}

func Example_index() {
	people := roll{"Hemo", "Shawakh", "Alwan"}
	draft := stance.NewIndex()
	draft.Add(stance.Place{Actor: 0, Class: 7, Stance: 1, Utterance: 1}, vote(record.Opposes, "2025-12-18"))
	draft.Add(stance.Place{Actor: 1, Class: 7, Stance: 2, Utterance: 2}, vote(record.Supports, "2025-12-19"))
	index := draft.Seal()

	// A commit adds a stance.
	draft = index.Draft()
	draft.Add(stance.Place{Actor: 2, Class: 7, Stance: 3, Utterance: 3}, vote(record.Opposes, "2025-12-20"))
	index = draft.Seal()

	circle, err := index.Circle(context.Background(), people, 0, stance.Around{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, kind := range []stance.AlignmentKind{stance.Agreement, stance.Disagreement} {
		for _, a := range circle.Ranked(stance.Wanted{Kind: kind}).Page(10, nil) {
			points, err := index.Points(context.Background(), a.A, a.B, stance.Lens{})
			if err != nil {
				fmt.Println(err)
				return
			}
			f := points[0].Findings[0]
			fmt.Println(kind, "with", people[a.B], "by stances", f.A.Evidence, "and", f.B.Evidence)
		}
	}
	// Output:
	// AGREEMENT with Alwan by stances [1] and [3]
	// DISAGREEMENT with Shawakh by stances [1] and [2]
}
