package dossier

import (
	"bytes"
	"io"
	"testing"
)

const benchmarkQuotes = 20_000

// BenchmarkGenerated writes a generated stream; its time includes the making.
func BenchmarkGenerated(b *testing.B) {
	for b.Loop() {
		if err := WriteStream(io.Discard, Generated(b.Context(), benchmarkQuotes, 1)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(benchmarkQuotes*b.N)/b.Elapsed().Seconds(), "quotes/s")
}

// BenchmarkReadStream reads a generated stream: of nine lines in ten, half are
// quotes and half are stances.
func BenchmarkReadStream(b *testing.B) {
	var content bytes.Buffer
	if err := WriteStream(&content, Generated(b.Context(), benchmarkQuotes, 1)); err != nil {
		b.Fatal(err)
	}
	lines := 0
	b.SetBytes(int64(content.Len()))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range ReadStream(b.Context(), "generated", bytes.NewReader(content.Bytes())) {
			if err != nil {
				b.Fatal(err)
			}
			lines++
		}
	}
	b.ReportMetric(float64(lines)/b.Elapsed().Seconds(), "lines/s")
}
