package main

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// BenchmarkPaint measures the time from asking for the page of a claim, over the
// loopback and with nothing of it kept, until a Chromium has painted something of it.
func BenchmarkPaint(b *testing.B) {
	browser := openBrowser(b)
	const painted = `new Promise((done) => new PerformanceObserver((list) => {
		for (const e of list.getEntries()) if (e.name === "first-contentful-paint") done(e.startTime);
	}).observe({type: "paint", buffered: true}))`
	var took []float64
	for b.Loop() {
		p := browser.open("/claim/accession-strengthens-counter-is", views[0])
		ms, err := chromedp.Run(p.ctx, chromedp.Evaluate[float64](painted, chromedp.EvalAwaitPromise))
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, ms)
		if err := chromedp.Cancel(p.ctx); err != nil {
			b.Error(err)
		}
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2], "p50-ms")
	b.ReportMetric(took[len(took)*95/100], "p95-ms")
}
