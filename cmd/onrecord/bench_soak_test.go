package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	// soakVar is for how long BenchmarkSoak loads the server, such as 10m.
	soakVar        = "ONRECORD_SOAK"
	soakReads      = 1_000
	soakCommits    = 200
	soakReaders    = 48
	soakEditors    = 24
	soakWarming    = 20 * time.Second
	mostSoakErrors = 10
)

// BenchmarkSoak loads a server on the generated graph with commits, a quote and its
// stance by turns, and with reads, all questions by turns, as many a second as the
// constants say, and tells how long both took and what a quote that was added takes
// of the heap. Times are taken from when a request was due, so that a server that
// stops for a while is not spared. Anything but an answer without errors fails.
func BenchmarkSoak(b *testing.B) {
	long, err := time.ParseDuration(os.Getenv(soakVar))
	if err != nil {
		b.Skipf("%s says for how long; make soak does", soakVar)
	}
	folder := programs(b)
	data := generatedStore(b, folder)
	secret := editorToken(b, data)
	server := beginOnrecord(b, folder, data, "--no-seeds", "--log-level", "warn")
	defer server.end(b)
	sample := newSample(b, benchQuotes(b))
	var reads [][]asked
	for _, q := range questions {
		reads = append(reads, sample.draw(b, q))
	}
	document := someDocument(b, server.url)
	reader := func(int) (step, error) {
		c, err := connect(server.url)
		return func(i int) error { return c.ask(reads[i%len(reads)][i/len(reads)%mostAsked].bytes) }, err
	}
	// The response cache grows to its bound once, whatever is added.
	steady(b, soakReaders, soakReads, soakWarming, reader)
	before := liveHeapOf(b, server.url)
	var reading, writing []time.Duration
	var both sync.WaitGroup
	both.Go(func() { reading = steady(b, soakReaders, soakReads, long, reader) })
	both.Go(func() {
		writing = steady(b, soakEditors, soakCommits, long, func(int) (step, error) {
			e := &soakEditor{url: server.url, secret: secret, document: document, sample: sample, client: &http.Client{Timeout: mostWait}}
			return e.commit, nil
		})
	})
	both.Wait()
	after := liveHeapOf(b, server.url)
	if len(reading) == 0 || len(writing) == 0 {
		b.Fatal("nothing was answered")
	}
	slices.Sort(reading)
	slices.Sort(writing)
	read, commit, heap := percentile(reading, 99), percentile(writing, 99), (after-before)/(float64(len(writing))/2)
	b.ReportMetric(percentile(reading, 50), "read-p50-ms")
	b.ReportMetric(read, "read-p99-ms")
	b.ReportMetric(percentile(writing, 50), "commit-p50-ms")
	b.ReportMetric(commit, "commit-p99-ms")
	b.ReportMetric(heap, "heap-B/quote")
	if read >= 25 || commit >= 50 || heap > 1024 {
		b.Errorf("p99 of %d reads %.1f ms (want under 25), of %d commits %.1f ms (want under 50), %.0f B of heap for each quote added (want at most 1024); medians %.1f and %.1f ms",
			len(reading), read, len(writing), commit, heap, percentile(reading, 50), percentile(writing, 50))
	}
}

// step is one request, the i-th of all.
type step func(i int) error

// steady has workers send requests so many a second in all, and tells how long after
// it was due each was answered.
func steady(b *testing.B, workers, rate int, long time.Duration, begin func(worker int) (step, error)) (took []time.Duration) {
	var mu sync.Mutex
	var working sync.WaitGroup
	failed := 0
	start, total := time.Now().Add(time.Second), int(long.Seconds())*rate
	for worker := range workers {
		do, err := begin(worker)
		if err != nil {
			b.Error(err)
			return nil
		}
		working.Go(func() {
			own := make([]time.Duration, 0, total/workers+1)
			for i := worker; i < total; i += workers {
				due := start.Add(time.Duration(i) * time.Second / time.Duration(rate))
				time.Sleep(time.Until(due))
				err := do(i)
				own = append(own, time.Since(due))
				if err == nil {
					continue
				}
				mu.Lock()
				failed++
				enough := failed > mostSoakErrors
				mu.Unlock()
				if b.Error(err); enough {
					return
				}
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, own...)
		})
	}
	working.Wait()
	return took
}

// soakEditor puts a quote on record, and then the side that it takes.
type soakEditor struct {
	url, secret, document string
	sample                *sample
	client                *http.Client
	quote                 string
	sent                  int
}

func (e *soakEditor) commit(i int) error {
	d := e.sample
	if e.sent++; e.quote == "" {
		return e.send(`mutation ($i: CreateQuoteInput!) { it: createQuote(input: $i) { quote { id } problems { message } } }`, map[string]any{
			"speaker": d.people[i*7919%len(d.people)].id, "document": e.document, "mode": "INDIRECT", "language": "en",
			"gists": []any{map[string]string{"text": fmt.Sprint("What was said in request ", i, " of the load"), "language": "en"}}})
	}
	input := map[string]any{"quote": e.quote, "claim": d.claims[i*104729%len(d.claims)].id, "position": []string{"SUPPORTS", "OPPOSES"}[i%2], "certainty": "CERTAIN"}
	e.quote = ""
	return e.send(`mutation ($i: CreateStanceInput!) { it: createStance(input: $i) { stance { id } problems { message } } }`, input)
}

func (e *soakEditor) send(query string, input map[string]any) error {
	body, err := json.Marshal(map[string]any{"query": query, "variables": map[string]any{"i": input}})
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, e.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+e.secret)
	response, err := e.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	var answer struct {
		Data struct {
			It struct {
				Quote    *struct{ ID string }
				Problems []any
			}
		}
		Errors []any
	}
	if err := json.Unmarshal(text, &answer); err != nil || len(answer.Errors)+len(answer.Data.It.Problems) > 0 || response.StatusCode != http.StatusOK {
		return fmt.Errorf("answered %s %s", response.Status, text)
	}
	if answer.Data.It.Quote != nil {
		e.quote = answer.Data.It.Quote.ID
	}
	return nil
}

func someDocument(b *testing.B, url string) string {
	var found struct {
		Data struct {
			Documents struct {
				Edges []struct{ Node struct{ ID string } }
			}
		}
	}
	if err := json.Unmarshal(ask(b, url, `{ documents(first: 1) { edges { node { id } } } }`), &found); err != nil || len(found.Data.Documents.Edges) == 0 {
		b.Fatalf("no document: %v", err)
	}
	return found.Data.Documents.Edges[0].Node.ID
}

// liveHeapOf is what was live at the last collection, from when the next one is due,
// in bytes: that follows from it by the percentage that the server answers with.
func liveHeapOf(b *testing.B, url string) float64 {
	response, err := http.Get(url + "/metrics")
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "go_memstats_next_gc_bytes "); ok {
			next, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				b.Fatal(err)
			}
			return next / (1 + answeringPercent/100.0)
		}
	}
	b.Fatal("the metrics do not tell when the heap is collected")
	return 0
}
