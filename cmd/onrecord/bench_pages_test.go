package main

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// BenchmarkPages measures the server's time for pages over a generated graph of
// 100,000 quotes, or as many as quotesVar says: those of a thousand claims, and of
// the claims with the most stances, and what everybody asks for.
func BenchmarkPages(b *testing.B) {
	folder := programs(b)
	g, end := opened(b, generatedStore(b, folder))
	defer end()
	site := pagesOf(b, g, nobody{})
	all := graph.ByDate[record.Claim](g.Snapshot(), record.KindClaim)
	var some, most []string
	for i := range min(1000, all.Len()) {
		some = append(some, "/claim/"+all.At(i*all.Len()/min(1000, all.Len())).Slug)
	}
	ranked := graph.Ranked(all, g.Snapshot().ClaimQuotedness)
	for i := range min(20, ranked.Len()) {
		most = append(most, "/claim/"+ranked.At(i).Slug)
	}
	b.Run("claim", func(b *testing.B) { benchmarkPage(b, site, some) })
	b.Run("claim-most-quoted", func(b *testing.B) { benchmarkPage(b, site, most) })
	b.Run("front", func(b *testing.B) { benchmarkPage(b, site, []string{"/"}) })
	b.Run("claims", func(b *testing.B) { benchmarkPage(b, site, []string{"/claims"}) })
	b.Run("suggest", func(b *testing.B) { benchmarkPage(b, site, []string{"/suggest?q=an", "/suggest?q=mar"}) })
}

// benchmarkPage reports the median and the 99th percentile of the time to answer.
func benchmarkPage(b *testing.B, site http.Handler, paths []string) {
	var took []time.Duration
	bytes := 0
	for _, path := range paths[:min(20, len(paths))] {
		fetched(b, site, path)
	}
	for i := 0; b.Loop(); i++ {
		// The list is in an order; a stride that shares no factor with its length takes
		// them from all over it.
		path := paths[i*389%len(paths)]
		begun := time.Now()
		w := fetched(b, site, path)
		took = append(took, time.Since(begun))
		if w.Code != http.StatusOK {
			b.Fatalf("%s: %d", path, w.Code)
		}
		bytes += w.Body.Len()
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2].Seconds()*1e3, "p50-ms")
	b.ReportMetric(took[len(took)*99/100].Seconds()*1e3, "p99-ms")
	b.ReportMetric(float64(bytes)/float64(len(took))/1024, "KB/page")
}

// nobody finds no quotes: the search of the store is measured elsewhere.
type nobody struct{ graph.Searcher }
