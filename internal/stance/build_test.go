package stance

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/record"
)

// The actors of the table tests.
var (
	cooper  = number[record.Actor](101) // a commander
	centcom = number[record.Actor](102) // the command he speaks for
)

func number[T any](n int) record.ID[T] {
	return record.ID[T]{14: byte(n >> 8), 15: byte(n)}
}

func numberOf[T any](id record.ID[T]) int { return int(id[14])<<8 | int(id[15]) }

func day(s string) record.Date {
	if s == "" {
		return record.Date{}
	}
	d, err := record.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// said is a vote of Cooper's own, said on a date; without one it is undated.
func said(on string, side record.Position, more ...func(*Vote)) Vote {
	v := Vote{
		Stance: &record.Stance{Position: side},
		Quote:  &record.Quote{Mode: record.Indirect, Speaker: cooper},
		Actor:  cooper,
		Own:    true,
		Said:   day(on),
	}
	for _, change := range more {
		change(&v)
	}
	return v
}

func printed(on string) func(*Vote) { return func(v *Vote) { v.Printed = day(on) } }
func exchanged(v *Vote)             { v.Exchanged = true }
func qualified(v *Vote)             { v.Stance.Qualified = true }
func editorial(v *Vote)             { v.Quote.Mode = record.Editorial }
func personal(v *Vote)              { v.Quote.Capacity = record.Personal }

func sure(c record.Certainty) func(*Vote) { return func(v *Vote) { v.Stance.Certainty = c } }

func utterance(n int) func(*Vote) {
	return func(v *Vote) { v.Utterance = number[record.Utterance](n) }
}

func by(speaker record.ActorID) func(*Vote) {
	return func(v *Vote) { v.Actor, v.Quote.Speaker = speaker, speaker }
}

// forCentcom makes it the command's vote, spoken by whoever the speaker is.
func forCentcom(v *Vote) { v.Actor, v.Own = centcom, v.Quote.Speaker == centcom }

func withdrawn(v *Vote) { correct(v, record.CoderError, "") }
func corrected(v *Vote) { correct(v, record.PublisherCorrected, "2025-12-25") }
func retracted(on string) func(*Vote) {
	return func(v *Vote) { correct(v, record.SpeakerRetracted, on) }
}

func correct(v *Vote, k record.CorrectionKind, on string) {
	v.Corrections = append(v.Corrections, &record.Correction{Kind: k, On: day(on)})
}

// onRecord numbers the stances from 1. Votes that were given no utterance have
// one of their own.
func onRecord(votes ...Vote) []Vote {
	for i := range votes {
		v := &votes[i]
		v.Stance.ID = number[record.Stance](i + 1)
		if v.Utterance.IsZero() {
			v.Utterance = number[record.Utterance](1000 + i)
		}
	}
	return votes
}

// standsAs describes a position as the tables write it: the side, what qualifies
// it, when it was said and since when, and on which of which stances it rests.
func standsAs(votes []Vote, asOf string) string {
	p, ok := Effective(votes, day(asOf))
	if !ok {
		return "none"
	}
	return describe(p)
}

func describe(p Position) string {
	var b strings.Builder
	b.WriteString(p.Side.String())
	if p.Qualified {
		b.WriteString(" qualified")
	}
	if p.Certainty != record.Unspecified {
		b.WriteString(" " + p.Certainty.String())
	}
	if !p.Said.IsZero() {
		fmt.Fprintf(&b, " said %v since %v", p.Said, p.Since)
	}
	fmt.Fprintf(&b, " by %v of %v", numbers(p.Evidence), numbers(p.Timeline))
	return b.String()
}

func numbers(stances []*record.Stance) []int {
	list := make([]int, len(stances))
	for i, s := range stances {
		list[i] = numberOf(s.ID)
	}
	return list
}

func shiftsOf(votes []Vote, asOf string) string {
	list := []string{}
	for _, s := range Shifts(votes, day(asOf)) {
		list = append(list, fmt.Sprintf("%d→%d on %v", numberOf(s.From.ID), numberOf(s.To.ID), s.On))
	}
	return strings.Join(list, ", ")
}

// expect checks an answer for the votes as given and backwards: their order is
// nobody's business.
func expect(t *testing.T, ask func([]Vote, string) string, votes []Vote, asOf, want string) {
	t.Helper()
	for range 2 {
		if got := ask(votes, asOf); got != want {
			t.Errorf("as of %q:\n got %s\nwant %s", asOf, got, want)
		}
		slices.Reverse(votes)
	}
}
