package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

// quotesVar is the size of the generated graph.
const quotesVar = "ONRECORD_BENCH_QUOTES"

// BenchmarkGraph measures a generated graph of 100,000 quotes, or as many as
// quotesVar says: what a quote costs in memory, how long a start takes, and how
// long the commit of one quote does while others read.
func BenchmarkGraph(b *testing.B) {
	folder := programs(b)
	data := generatedStore(b, folder)
	b.Run("open", func(b *testing.B) { benchmarkOpen(b, data) })
	b.Run("start", func(b *testing.B) { benchmarkProcess(b, folder, data) })
	b.Run("commit", func(b *testing.B) { benchmarkCommits(b, data, runtime.GOMAXPROCS(0)) })
	b.Run("commit-alone", func(b *testing.B) { benchmarkCommits(b, data, 0) })
	b.Run("read-alone", func(b *testing.B) { benchmarkReaders(b, data) })
}

// generatedStore is a data folder with the generated graph: a copy of the one that
// dataVar names, because commits write to it, or a new one.
func generatedStore(b *testing.B, folder string) string {
	b.Helper()
	data := filepath.Join(b.TempDir(), "data")
	if from := os.Getenv(dataVar); from != "" {
		if err := os.Mkdir(data, 0o750); err != nil {
			b.Fatal(err)
		}
		copyFile(b, filepath.Join(from, "onrecord.db"), filepath.Join(data, "onrecord.db"))
		return data
	}
	stream := filepath.Join(b.TempDir(), "graph.jsonl")
	for _, args := range [][]string{{"generate", "--quotes", strconv.Itoa(benchQuotes(b)), "-o", stream}, {"import", "--data", data, stream}} {
		if out, err := exec.CommandContext(b.Context(), filepath.Join(folder, "onrecord"), args...).CombinedOutput(); err != nil {
			b.Fatalf("%s: %v\n%s", args[0], err, out)
		}
	}
	return data
}

func copyFile(b *testing.B, from, to string) {
	b.Helper()
	in, err := os.Open(from)
	if err != nil {
		b.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		b.Fatal(err)
	}
	if err := out.Close(); err != nil {
		b.Fatal(err)
	}
}

// opened is the graph of a data folder, until close is called.
func opened(b *testing.B, data string) (g *graph.Graph, close func()) {
	b.Helper()
	store, err := dataFlag{Data: data}.openToWrite(b.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	g, err = openGraph(b.Context(), quadstore.NewRecords(store))
	if err != nil {
		b.Fatal(err)
	}
	return g, func() {
		if err := store.Close(); err != nil {
			b.Error(err)
		}
	}
}

// benchmarkOpen reports the live heap of an open graph, after a collection, and
// what opening it took of the clock and of the processors.
func benchmarkOpen(b *testing.B, data string) {
	for b.Loop() {
		before, cpu, begun := liveHeap(), processorTime(b), time.Now()
		g, end := opened(b, data)
		b.ReportMetric(time.Since(begun).Seconds(), "open-s")
		b.ReportMetric((processorTime(b) - cpu).Seconds(), "open-cpu-s")
		quotes := float64(g.Snapshot().Count(record.KindQuote))
		b.ReportMetric(float64(liveHeap()-before)/quotes, "heap-B/quote")
		b.ReportMetric(quotes, "quotes")
		runtime.KeepAlive(g)
		end()
	}
}

func liveHeap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// benchmarkProcess starts a server and reports when it is ready and, where the
// system tells, its resident memory: the most while it started, and when it was
// ready.
func benchmarkProcess(b *testing.B, folder, data string) {
	quotes := float64(benchQuotes(b))
	for b.Loop() {
		begun := time.Now()
		p := beginOnrecord(b, folder, data, "--no-seeds")
		b.ReportMetric(time.Since(begun).Seconds(), "ready-s")
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
		if err == nil {
			b.ReportMetric(bytesOf(string(status), "VmHWM:")/quotes, "peak-rss-B/quote")
			b.ReportMetric(bytesOf(string(status), "VmRSS:")/quotes, "rss-B/quote")
		}
		p.end(b)
	}
}

// bytesOf reads a line of a process's status, which is in units of 1024 bytes.
func bytesOf(status, key string) float64 {
	_, rest, _ := strings.Cut(status, key)
	line, _, _ := strings.Cut(rest, "\n")
	kB, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(line), " kB"), 64)
	if err != nil {
		return 0
	}
	return kB * 1024
}

// benchmarkCommits commits quotes one by one while readers go on, and reports the
// percentiles of the commits, each visible when it returns, and the longest that
// a reader waited for an answer.
func benchmarkCommits(b *testing.B, data string, readers int) {
	const commits = 500
	g, end := opened(b, data)
	defer end()
	for b.Loop() {
		endReaders := beginReaders(b.Context(), g, readers)
		took := make([]time.Duration, commits)
		var processor time.Duration
		for i := range took {
			change := oneQuote(b, g.Snapshot(), i)
			cpu, begun := processorTime(b), time.Now()
			if _, err := commit(b.Context(), g, "a benchmark", "one quote", change); err != nil {
				b.Fatal(err)
			}
			took[i] = time.Since(begun)
			processor += processorTime(b) - cpu
		}
		read, longest := endReaders()
		slices.Sort(took)
		b.ReportMetric(processor.Seconds()*1000/commits, "cpu-ms")
		b.ReportMetric(took[commits/2].Seconds()*1000, "p50-ms")
		b.ReportMetric(took[commits*99/100].Seconds()*1000, "p99-ms")
		b.ReportMetric(float64(read), "reads")
		b.ReportMetric(longest.Seconds()*1000, "longest-read-ms")
	}
}

// benchmarkReaders reports how long readers wait where nobody commits: what the
// machine and the collector do to them, beside which benchmarkCommits is to be seen.
func benchmarkReaders(b *testing.B, data string) {
	g, end := opened(b, data)
	defer end()
	for b.Loop() {
		endReaders := beginReaders(b.Context(), g, runtime.GOMAXPROCS(0))
		time.Sleep(3 * time.Second)
		read, longest := endReaders()
		b.ReportMetric(float64(read), "reads")
		b.ReportMetric(longest.Seconds()*1000, "longest-read-ms")
	}
}

// oneQuote is a change that puts a quote with its stance, of a speaker on a claim
// that are drawn from the graph.
func oneQuote(b *testing.B, s *graph.Snapshot, i int) record.Change {
	b.Helper()
	ids := make([]uuid.UUID, 2)
	for i := range ids {
		id, err := record.NewID()
		if err != nil {
			b.Fatal(err)
		}
		ids[i] = uuid.UUID(id)
	}
	random := rand.New(rand.NewPCG(uint64(i), 1))
	all, on := s.CurrentQuotes(), graph.ByDate[record.Claim](s, record.KindClaim)
	like := all.At(random.IntN(all.Len()))
	text := fmt.Sprintf("Quote %d of the benchmark: %s", i, strings.Join(like.Fragments, " "))
	return record.Change{Put: []record.Record{
		&record.Quote{
			ID: record.QuoteID(ids[0]), Speaker: like.Speaker, Affiliation: like.Affiliation, Document: like.Document,
			Mode: record.Direct, Fragments: []string{text}, Gists: record.Texts{{Language: "en", Text: fmt.Sprint("says number ", i)}},
			Language: "en", SaidOn: record.Date{Year: 2025, Month: 11, Day: uint8(1 + i%28)}, SaidOnBasis: record.Printed,
			Selector: &record.Selector{Start: 1, End: 1 + int32(len([]rune(text))), SHA256: record.HashOf(text)},
		},
		&record.Stance{ID: record.StanceID(ids[1]), Quote: record.QuoteID(ids[0]), Claim: on.At(random.IntN(on.Len())).ID, Position: record.Supports},
	}}
}

// betweenPages is how long a reader rests. Readers that never did would take turns
// with the commits, a processor's time slice each, and measure the scheduler.
const betweenPages = time.Millisecond

// beginReaders reads pages of the newest snapshot from some goroutines and gives back what ends them and tells how many pages were read and
// how long the slowest took.
func beginReaders(ctx context.Context, g *graph.Graph, count int) (end func() (read int64, longest time.Duration)) {
	ctx, cancel := context.WithCancel(ctx)
	var readers sync.WaitGroup
	var read, longest atomic.Int64
	for i := range count {
		random := rand.New(rand.NewPCG(uint64(i), 2))
		readers.Go(func() {
			for ctx.Err() == nil {
				begun := time.Now()
				readPage(g.Snapshot(), random)
				took := int64(time.Since(begun))
				read.Add(1)
				for known := longest.Load(); took > known && !longest.CompareAndSwap(known, took); known = longest.Load() {
				}
				time.Sleep(betweenPages)
			}
		})
	}
	return func() (int64, time.Duration) {
		cancel()
		readers.Wait()
		return read.Load(), time.Duration(longest.Load())
	}
}

// readPage is what the pages of a reader ask for: the newest quotes, the stances
// that stand on a claim with their quotes, its tally, and what an actor said.
func readPage(s *graph.Snapshot, random *rand.Rand) {
	newest := s.CurrentQuotes()
	for i := range min(20, newest.Len()) {
		newest.At(i)
	}
	all := graph.ByDate[record.Claim](s, record.KindClaim)
	claim := all.At(random.IntN(min(all.Len(), 100)))
	standing := s.StandingOn(claim.ID, record.Date{})
	for i := range min(20, standing.Len()) {
		graph.Find(s, standing.At(i).Quote)
	}
	s.TallyNow(claim)
	quote := newest.At(random.IntN(newest.Len()))
	s.UtterancesBy(quote.Speaker)
}
