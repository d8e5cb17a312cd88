package main

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

// requests gives the i-th request of a load.
type requests func(i int) []byte

func always(asking []byte) requests { return func(int) []byte { return asking } }

// oneByOne measures how long single answers take.
func oneByOne(b *testing.B, url string, next requests) (took []time.Duration) {
	c, err := connect(url)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		asking := next(len(took))
		begun := time.Now()
		if err := c.ask(asking); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	if err := c.conn.Close(); err != nil {
		b.Error(err)
	}
	reportPercentiles(b, slices.Clone(took))
	return took
}

func reportPercentiles(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(percentile(took, 50), "p50-ms")
	b.ReportMetric(percentile(took, 95), "p95-ms")
}

// percentile is in milliseconds, of times in order.
func percentile(took []time.Duration, percent int) float64 {
	return took[(len(took)-1)*percent/100].Seconds() * 1000
}

// eightAtOnce measures how many answers eight clients get together, each of them
// waiting for one before it asks for the next.
func eightAtOnce(b *testing.B, url string, next requests) {
	var clients [8]*client
	for i := range clients {
		c, err := connect(url)
		if err != nil {
			b.Fatal(err)
		}
		defer func() {
			if err := c.conn.Close(); err != nil {
				b.Error(err)
			}
		}()
		clients[i] = c
	}
	var asked atomic.Int64
	var group errgroup.Group
	b.ResetTimer()
	for _, c := range clients {
		group.Go(func() error {
			for i := asked.Add(1); i <= int64(b.N); i = asked.Add(1) {
				if err := c.ask(next(int(i - 1))); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
}
