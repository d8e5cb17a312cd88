package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkStart measures from the start of the process: to the first answer of
// an empty store that gets the embedded dossiers, and of a store that has them;
// to readiness of a store that stays empty; and to the end of a command that
// needs no store.
func BenchmarkStart(b *testing.B) {
	folder := programs(b)
	query := posted(b, fmt.Sprintf(whole, "accession-strengthens-counter-is"), nil)
	ready := []byte("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
	b.Run("seeding", func(b *testing.B) {
		timed(b, func() time.Duration { return firstAnswer(b, folder, filepath.Join(b.TempDir(), "data"), query) })
	})
	b.Run("existing", func(b *testing.B) {
		data := filepath.Join(b.TempDir(), "data")
		firstAnswer(b, folder, data, query)
		timed(b, func() time.Duration { return firstAnswer(b, folder, data, query) })
	})
	b.Run("empty", func(b *testing.B) {
		timed(b, func() time.Duration {
			return firstAnswer(b, folder, filepath.Join(b.TempDir(), "data"), ready, "--no-seeds")
		})
	})
	b.Run("empty-existing", func(b *testing.B) {
		data := filepath.Join(b.TempDir(), "data")
		firstAnswer(b, folder, data, ready, "--no-seeds")
		timed(b, func() time.Duration { return firstAnswer(b, folder, data, ready, "--no-seeds") })
	})
	b.Run("version", func(b *testing.B) {
		timed(b, func() time.Duration {
			begun := time.Now()
			if out, err := exec.CommandContext(b.Context(), filepath.Join(folder, "onrecord"), "version").CombinedOutput(); err != nil {
				b.Fatalf("%v: %s", err, out)
			}
			return time.Since(begun)
		})
	})
}

// timed reports the percentiles of what once says it took; what it does besides,
// such as ending a process, does not count.
func timed(b *testing.B, once func() time.Duration) {
	var took []time.Duration
	for b.Loop() {
		took = append(took, once())
	}
	reportPercentiles(b, took)
}

// firstAnswer starts a server and asks it as soon as it tells its address.
func firstAnswer(b *testing.B, folder, data string, asking []byte, flags ...string) time.Duration {
	begun := time.Now()
	p := beginOnrecord(b, folder, data, flags...)
	defer p.end(b)
	c, err := connect(p.url)
	if err != nil {
		b.Fatal(err)
	}
	if err := c.ask(asking); err != nil {
		b.Fatal(err)
	}
	took := time.Since(begun)
	if err := c.conn.Close(); err != nil {
		b.Error(err)
	}
	return took
}
