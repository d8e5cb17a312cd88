package graph

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/record"
)

// crowd is a graph of n quotes, each with a stance, in the proportions of a
// newsroom's archive: twenty quotes a person, ten a claim, eight a document.
func crowd(n int) iter.Seq[record.Record] {
	random := rand.New(rand.NewPCG(1, 1))
	text := strings.Repeat("dues will fall and rise again ", 7)
	pick := func(of int) int { return int(random.ExpFloat64()*float64(of)/8) % of }
	return func(yield func(record.Record) bool) {
		for i := range max(1, n/20) {
			if !yield(&record.Person{ID: declared[record.Person]("actor", i), Profile: record.Profile{Slug: fmt.Sprint("person-", i), Names: []record.Name{{Text: fmt.Sprint("Person ", i), Kind: record.PrimaryName}}}}) {
				return
			}
		}
		for i := range max(1, n/10) {
			if !yield(&record.Claim{ID: declared[record.Claim]("claim", i), Slug: fmt.Sprint("claim-", i), Kind: record.Predictive, Texts: record.Texts{{Language: "en", Text: fmt.Sprintf("The dues of harbour %d will fall before year %d", i, i%40)}}}) {
				return
			}
		}
		for i := range max(1, n/8) {
			if !yield(&record.Document{ID: declared[record.Document]("document", i), Slug: fmt.Sprint("document-", i), Language: "en", Titles: record.Texts{{Language: "en", Text: fmt.Sprint("Issue ", i)}}}) {
				return
			}
		}
		for i := range n {
			q := &record.Quote{
				ID: declared[record.Quote]("quote", i), Speaker: declared[record.Actor]("actor", pick(max(1, n/20))), Mode: record.Direct,
				Fragments: []string{strings.Clone(text)}, Gists: record.Texts{{Language: "en", Text: fmt.Sprintf("expects that dues of %d fall", i)}}, Language: "en",
				Document: declared[record.Document]("document", i%max(1, n/8)), SaidOn: record.Date{Year: int16(2015 + i%10), Month: uint8(1 + i%12), Day: uint8(1 + i%28)}, SaidOnBasis: record.Printed,
				Selector: &record.Selector{Start: int32(i), End: int32(i + 200), SHA256: record.HashOf(text)},
			}
			s := &record.Stance{ID: declared[record.Stance]("stance", i), Quote: q.ID, Claim: declared[record.Claim]("claim", pick(max(1, n/10))), Position: record.Position(1 + i%2)}
			if !yield(q) || !yield(s) {
				return
			}
		}
	}
}

// BenchmarkRebuild tells what a start costs and what a quote costs in memory.
func BenchmarkRebuild(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var before, after runtime.MemStats
			for range b.N {
				runtime.GC()
				runtime.ReadMemStats(&before)
				s, err := rebuild(1, crowd(n))
				if err != nil {
					b.Fatal(err)
				}
				runtime.GC()
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n), "B/quote")
				runtime.KeepAlive(s)
			}
		})
	}
}

// BenchmarkDerive tells what a commit of one quote costs beside the store.
func BenchmarkDerive(b *testing.B) {
	s, err := rebuild(1, crowd(100_000))
	if err != nil {
		b.Fatal(err)
	}
	last := slices.Collect(crowd(1))
	b.ResetTimer()
	for i := range b.N {
		q := *last[len(last)-2].(*record.Quote)
		q.ID, q.SaidOn.Day = declared[record.Quote]("new", i), uint8(1+i%28)
		change := record.Change{Put: []record.Record{&q}}
		if s, err = derive(s, s.revision+1, change); err != nil {
			b.Fatal(err)
		}
	}
}
