package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

// whole asks for the claim of a slug with all that a page about it shows.
const whole = `{
  claim(slug: %q) {
    text
    stances(first: 100) {
      totalCount
      edges {
        node {
          position qualified certainty
          actor { __typename name }
          quote {
            gist fragments role saidOn
            speaker { name }
            affiliation { name }
            document { title publishedOn publisher { name } }
          }
        }
      }
    }
  }
}`

// BenchmarkAnswers asks a running server over loopback for the claim on which
// most was said, with its stances, speakers, institutions, quotes and documents.
// executed has the response cache off and one client at a time; cached has eight
// clients. Each is to be compared with static, which sends the same bytes.
func BenchmarkAnswers(b *testing.B) {
	folder, data := programs(b), filepath.Join(b.TempDir(), "data")
	executing := beginOnrecord(b, folder, data, "--cache-mb", "0")
	query := fmt.Sprintf(whole, busiest(b, executing.url))
	asking, body := posted(b, query), ask(b, executing.url, query)
	static := begin(b, body, filepath.Join(folder, "static"))
	defer static.end(b)
	b.Run("executed/onrecord", func(b *testing.B) { oneByOne(b, executing.url, asking) })
	b.Run("executed/static", func(b *testing.B) { oneByOne(b, static.url, asking) })
	// One process at a time may write to a store.
	executing.end(b)
	caching := beginOnrecord(b, folder, data)
	defer caching.end(b)
	b.Run("cached/onrecord", func(b *testing.B) { eightAtOnce(b, caching.url, asking) })
	b.Run("cached/static", func(b *testing.B) { eightAtOnce(b, static.url, asking) })
}

// busiest is the slug of the claim with the most stances.
func busiest(b *testing.B, url string) string {
	b.Helper()
	var answer struct {
		Data struct {
			Claims struct {
				Edges []struct {
					Node struct {
						Slug    string
						Stances struct{ TotalCount int }
					}
				}
			}
		}
	}
	said := ask(b, url, `{ claims(first: 100) { edges { node { slug stances(first: 1) { totalCount } } } } }`)
	if err := json.Unmarshal(said, &answer); err != nil {
		b.Fatal(err)
	}
	slug, most := "", 0
	for _, e := range answer.Data.Claims.Edges {
		if n := e.Node.Stances.TotalCount; n > most {
			slug, most = e.Node.Slug, n
		}
	}
	if most < 2 {
		b.Fatalf("no claim has two stances: %s", said)
	}
	return slug
}

// oneByOne measures how long single answers take.
func oneByOne(b *testing.B, url string, asking []byte) {
	c, err := connect(url, asking)
	if err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	for b.Loop() {
		begun := time.Now()
		if err := c.ask(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	if err := c.conn.Close(); err != nil {
		b.Error(err)
	}
	reportPercentiles(b, took)
}

func reportPercentiles(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	at := func(percent int) float64 { return took[(len(took)-1)*percent/100].Seconds() * 1000 }
	b.ReportMetric(at(50), "p50-ms")
	b.ReportMetric(at(95), "p95-ms")
}

// eightAtOnce measures how many answers eight clients get together, each of them
// waiting for one before it asks for the next.
func eightAtOnce(b *testing.B, url string, asking []byte) {
	var clients [8]*client
	for i := range clients {
		c, err := connect(url, asking)
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
			for asked.Add(1) <= int64(b.N) {
				if err := c.ask(); err != nil {
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
