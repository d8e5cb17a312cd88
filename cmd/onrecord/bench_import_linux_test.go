package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// BenchmarkImport imports a generated stream into an empty store, as a process of
// its own, and reports the quotes a second, from the start of the process to its
// end, and the most memory that it had resident.
func BenchmarkImport(b *testing.B) {
	program := filepath.Join(programs(b), "onrecord")
	quotes := 100_000
	if text := os.Getenv(quotesVar); text != "" {
		var err error
		if quotes, err = strconv.Atoi(text); err != nil {
			b.Fatalf("%s: %v", quotesVar, err)
		}
	}
	stream := filepath.Join(b.TempDir(), "stream.jsonl")
	if out, err := exec.CommandContext(b.Context(), program, "generate", "--quotes", strconv.Itoa(quotes), "--seed", "1", "-o", stream).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	var took time.Duration
	peak := int64(0)
	for b.Loop() {
		data := filepath.Join(b.TempDir(), "data")
		load := exec.CommandContext(b.Context(), program, "import", "--data", data, stream)
		begun := time.Now()
		if out, err := load.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		took += time.Since(begun)
		if used, ok := load.ProcessState.SysUsage().(*syscall.Rusage); ok {
			peak = max(peak, used.Maxrss)
		}
		if err := os.RemoveAll(data); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*float64(quotes)/took.Seconds(), "quotes/s")
	b.ReportMetric(float64(peak)/1024, "peak-MiB")
	b.ReportMetric(0, "ns/op")
}
