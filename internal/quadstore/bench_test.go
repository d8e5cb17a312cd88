package quadstore_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/graphtest"
	"github.com/cayleygraph/cayley/graph/kv/bolt"
	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/quad"

	"onrecord/internal/quadstore"
)

// claimsVar sets the number of claims of the benchmark, five quads each; the
// published figures are those of 200,000, which is the default.
const claimsVar = "ONRECORD_BENCH_CLAIMS"

// benchDirVar names the directory of the stores that a benchmark shares between
// its parts; it goes away with the benchmark.
const benchDirVar = "ONRECORD_BENCH_DIR"

func benchClaims(b *testing.B) int {
	text := os.Getenv(claimsVar)
	if text == "" {
		return 200_000
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 400 {
		b.Fatalf("%s=%q: want a number of at least 400", claimsVar, text)
	}
	return n
}

const (
	typeOf  = quad.IRI("rdf:type")
	speaker = quad.IRI("schema:creator")
	topic   = quad.IRI("schema:about")
	said    = quad.IRI("schema:dateCreated")
	words   = quad.IRI("schema:text")
)

// Every speaker and every topic has twenty claims; the strides are coprime to the
// counts, so neighbours in one order are strangers in the other.
func claimIRI(i int) quad.IRI {
	return quad.IRI(fmt.Sprintf("urn:uuid:00000000-0000-4000-8000-%012d", i))
}
func speakerIRI(i, claims int) quad.IRI {
	return quad.IRI(fmt.Sprintf("urn:uuid:11111111-0000-4000-8000-%012d", i*7919%(claims/20)))
}
func topicIRI(i, claims int) quad.IRI {
	return quad.IRI(fmt.Sprintf("urn:uuid:22222222-0000-4000-8000-%012d", i/3*104729%(claims/20)))
}

// claimReader yields the quads of n claims, the same on every run.
type claimReader struct{ claims, next int }

func (r *claimReader) ReadQuad() (quad.Quad, error) {
	i, part := r.next/5, r.next%5
	if i >= r.claims {
		return quad.Quad{}, io.EOF
	}
	r.next++
	q := quad.Quad{Subject: claimIRI(i)}
	switch part {
	case 0:
		q.Predicate, q.Object = typeOf, quad.IRI("schema:Claim")
	case 1:
		q.Predicate, q.Object = speaker, speakerIRI(i, r.claims)
	case 2:
		q.Predicate, q.Object = topic, topicIRI(i, r.claims)
	case 3:
		q.Predicate, q.Object = said, quad.Time(time.Unix(1_700_000_000+int64(i)*60, 0).UTC())
	case 4:
		q.Predicate, q.Object = words, quad.String(fmt.Sprintf("Claim %d says that what was agreed on day %d will hold.", i, i*31%365))
	}
	return q, nil
}

// oneHop asks for the twenty claims of a speaker.
func oneHop(b *testing.B, qs graph.QuadStore, claims int) {
	for i := 0; b.Loop(); i++ {
		if n := countRefs(b.Context(), b, path.StartPath(qs, speakerIRI(i, claims)).In(speaker)); n != 20 {
			b.Fatalf("%d claims, want 20", n)
		}
	}
}

// fourHops goes from a speaker to its claims, their topics, the topics' claims
// and those claims' speakers.
func fourHops(b *testing.B, qs graph.QuadStore, claims int) {
	for i := 0; b.Loop(); i++ {
		p := path.StartPath(qs, speakerIRI(i, claims)).In(speaker).Out(topic).In(topic).Out(speaker)
		if n := countRefs(b.Context(), b, p); n < 300 {
			b.Fatalf("%d speakers, want about 400", n)
		}
	}
}

func countRefs(ctx context.Context, b *testing.B, p *path.Path) int {
	n := 0
	if err := p.Iterate(ctx).Paths(false).Each(func(graph.Ref) { n++ }); err != nil {
		b.Fatal(err)
	}
	return n
}

// diskBytes is what a store has on disk, logs included.
func diskBytes(b *testing.B, dir string) int64 {
	var sum int64
	err := filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		sum += info.Size()
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return sum
}

// BenchmarkBesideBolt loads the same quads into this store and into Cayley's own
// bolt store and asks both the same. Compare the lines of one run only.
func BenchmarkBesideBolt(b *testing.B) {
	claims := benchClaims(b)
	b.Setenv(benchDirVar, b.TempDir())
	qs := loadOurs(b, claims)
	ours, loaded := qs.(*quadstore.Store)
	if !loaded {
		b.Fatal("-bench must select load/ours: everything else asks what it loaded")
	}
	stock := loadBolt(b, claims)
	subject := func(i int) quad.Value { return claimIRI(i * 7919 % claims) }
	run(b, "entity/ours", func(b *testing.B) { entityNatively(b, ours, subject, 20) })
	run(b, "entity/ours-one", func(b *testing.B) { entityNatively(b, ours, subject, 1) })
	run(b, "entity/ours-cayley", func(b *testing.B) { entityThroughCayley(b, ours, subject) })
	run(b, "in20/ours", func(b *testing.B) { oneHop(b, ours, claims) })
	run(b, "4hop/ours", func(b *testing.B) { fourHops(b, ours, claims) })
	if stock != nil { // unless -bench leaves load/bolt out
		run(b, "entity/bolt", func(b *testing.B) { entityThroughCayley(b, stock, subject) })
		run(b, "in20/bolt", func(b *testing.B) { oneHop(b, stock, claims) })
		run(b, "4hop/bolt", func(b *testing.B) { fourHops(b, stock, claims) })
	}
	b.Run("scan/ours", func(b *testing.B) {
		quads := 0
		for b.Loop() {
			if err := ours.Scan(b.Context(), func(quad.Quad) error { quads++; return nil }); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(quads)/b.Elapsed().Seconds(), "quads/s")
	})
	run(b, "commit15/ours", func(b *testing.B) { commitFifteen(b, ours) })
}

func loadOurs(b *testing.B, claims int) (last graph.QuadStore) {
	b.Run("load/ours", func(b *testing.B) {
		var bytes int64
		for range b.N {
			dir := newDir(b)
			s, err := quadstore.Open(b.Context(), filepath.Join(dir, "graph.db"), quadstore.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if _, _, err := s.Load(b.Context(), &claimReader{claims: claims}, "", time.Time{}); err != nil {
				b.Fatal(err)
			}
			last, bytes = s, diskBytes(b, dir)
		}
		reportLoad(b, claims, bytes)
	})
	closeAfter(b, last)
	return last
}

func loadBolt(b *testing.B, claims int) (last graph.QuadStore) {
	b.Run("load/bolt", func(b *testing.B) {
		var bytes int64
		for range b.N {
			dir := newDir(b)
			qs := newBolt(b, dir)
			w, err := qs.NewQuadWriter()
			if err != nil {
				b.Fatal(err)
			}
			if _, err := quad.CopyBatch(w, &claimReader{claims: claims}, 10_000); err != nil {
				b.Fatal(err)
			}
			if err := w.Close(); err != nil {
				b.Fatal(err)
			}
			last, bytes = qs, diskBytes(b, dir)
		}
		reportLoad(b, claims, bytes)
	})
	closeAfter(b, last)
	return last
}

func closeAfter(b *testing.B, qs graph.QuadStore) {
	if qs == nil {
		return
	}
	b.Cleanup(func() {
		if err := qs.Close(); err != nil {
			b.Error(err)
		}
	})
}

// newDir is a directory that outlives the benchmark's sub-benchmark.
func newDir(b *testing.B) string {
	dir, err := os.MkdirTemp(os.Getenv(benchDirVar), "onrecord-bench")
	if err != nil {
		b.Fatal(err)
	}
	return dir
}

func newBolt(b *testing.B, dir string) graph.QuadStore {
	if err := graph.InitQuadStore(bolt.Type, dir, nil); err != nil {
		b.Fatal(err)
	}
	qs, err := graph.NewQuadStore(bolt.Type, dir, nil)
	if err != nil {
		b.Fatal(err)
	}
	return qs
}

func reportLoad(b *testing.B, claims int, bytes int64) {
	b.ReportMetric(float64(5*claims*b.N)/b.Elapsed().Seconds(), "quads/s")
	b.ReportMetric(float64(bytes)/(1<<20), "MB")
}

// run adds the processor time of an operation, which other work on the machine
// distorts less than the time on the clock.
func run(b *testing.B, name string, body func(*testing.B)) {
	b.Run(name, func(b *testing.B) {
		before := processorTime(b)
		body(b)
		b.ReportMetric(float64(processorTime(b)-before)/float64(b.N), "cpu-ns/op")
	})
}

func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// entityNatively reads subjects' quads the way this application does, so many of
// them at a time; an operation is one subject.
func entityNatively(b *testing.B, s *quadstore.Store, subject func(int) quad.Value, batch int) {
	subjects := make([]quad.Value, 0, batch)
	for i := 0; b.Loop(); i++ {
		if subjects = append(subjects, subject(i)); len(subjects) < batch {
			continue
		}
		got, err := s.Entities(b.Context(), subjects...)
		if err != nil || len(got[batch-1]) != 5 {
			b.Fatal(len(got), err)
		}
		subjects = subjects[:0]
	}
}

// entityThroughCayley reads a subject's quads the way a program on a stock
// store must.
func entityThroughCayley(b *testing.B, qs graph.QuadStore, subject func(int) quad.Value) {
	for i := 0; b.Loop(); i++ {
		it := qs.QuadIterator(quad.Subject, qs.ValueOf(subject(i)))
		n := 0
		for it.Next(b.Context()) {
			if qs.Quad(it.Result()).IsValid() {
				n++
			}
		}
		if err := it.Err(); err != nil || n != 5 {
			b.Fatal(n, err)
		}
		if err := it.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// commitFifteen measures a small durable change: three new claims.
func commitFifteen(b *testing.B, s *quadstore.Store) {
	r := &claimReader{claims: 1 << 40, next: 5 << 30}
	for b.Loop() {
		batch := quadstore.Batch{Add: make([]quad.Quad, 15)}
		for i := range batch.Add {
			q, err := r.ReadQuad()
			if err != nil {
				b.Fatal(err)
			}
			batch.Add[i] = q
		}
		if _, _, err := s.Commit(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCayleyIntegration times Cayley's integration queries: an optimizer that
// helps one of them easily makes another forty times slower.
func BenchmarkCayleyIntegration(b *testing.B) {
	inSuite(b)
	graphtest.BenchmarkIntegration(b, fresh, true)
}
