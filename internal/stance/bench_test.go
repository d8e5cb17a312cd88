package stance

import (
	"fmt"
	"slices"
	"testing"

	"onrecord/internal/record"
)

// history is n votes of one actor on different days and now and then on one day.
func history(n int) []Vote {
	votes := make([]Vote, n)
	for i := range votes {
		side := yes
		if i%3 == 0 {
			side = no
		}
		votes[i] = said("2025-01-01", side)
		votes[i].Said.Year = int16(2000 + i*7%25)
		votes[i].Said.Month = uint8(1 + i*5%12)
	}
	return onRecord(votes...)
}

func BenchmarkEffective(b *testing.B) {
	for _, n := range []int{1, 3, 8, 1000} {
		b.Run(fmt.Sprintf("votes=%d", n), func(b *testing.B) {
			votes := history(n)
			b.ReportAllocs()
			for b.Loop() {
				Effective(votes, record.Date{})
			}
		})
	}
}

func BenchmarkShifts(b *testing.B) {
	for _, n := range []int{1, 8} {
		b.Run(fmt.Sprintf("votes=%d", n), func(b *testing.B) {
			votes := history(n)
			b.ReportAllocs()
			for b.Loop() {
				Shifts(votes, record.Date{})
			}
		})
	}
}

// BenchmarkCount counts people and, at one in ten, institutions for which one of
// them spoke.
func BenchmarkCount(b *testing.B) {
	for _, n := range []int{10, 100_000} {
		b.Run(fmt.Sprintf("actors=%d", n), func(b *testing.B) {
			all := make([]Candidate, n)
			for i := range all {
				p := Position{Actor: wide[record.Actor](i), Side: yes, Utterances: []record.UtteranceID{wide[record.Utterance](i)}}
				all[i] = Candidate{record.KindPerson, p}
				if i%10 == 9 {
					all[i].Kind = record.KindInstitution
					all[i].Position.Via = []record.ActorID{wide[record.Actor](i - 1)}
					all[i].Position.Utterances = []record.UtteranceID{wide[record.Utterance](i - 1)}
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				Count(all)
			}
		})
	}
}

func wide[T any](n int) record.ID[T] {
	return record.ID[T]{0: byte(n), 7: byte(n >> 8), 14: byte(n >> 16)}
}

func BenchmarkOrigins(b *testing.B) {
	votes := history(100_000)
	for i := range votes {
		votes[i].Utterance = wide[record.Utterance](i / 2)
	}
	index := onOneClass(votes)
	b.ReportAllocs()
	for b.Loop() {
		index.Origins([]ClassNo{0}, record.Date{})
	}
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		b.Run(fmt.Sprintf("relations=%d", n), func(b *testing.B) {
			relations := make([]*record.ClaimRelation, n)
			for i := range relations {
				relations[i] = &record.ClaimRelation{
					ID:   wide[record.ClaimRelation](i),
					Kind: record.Same + record.ClaimRelationKind(i%2),
					From: wide[record.Claim](i + i/4),
					To:   wide[record.Claim](i + i/4 + 1),
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Build(slices.Values(relations)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkOf(b *testing.B) {
	classes, err := Build(slices.Values(related("1=2 2!3")))
	if err != nil {
		b.Fatal(err)
	}
	related, alone := number[record.Claim](3), number[record.Claim](9)
	b.ReportAllocs()
	for b.Loop() {
		classes.Of(related)
		classes.Of(alone)
	}
}

func BenchmarkMembersOfAClaimAlone(b *testing.B) {
	classes, err := Build(slices.Values(related("1=2 2!3")))
	if err != nil {
		b.Fatal(err)
	}
	alone := number[record.Claim](9)
	b.ReportAllocs()
	for b.Loop() {
		for range classes.Members(alone) {
		}
	}
}
