package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
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
	asking, body := posted(b, query, nil), ask(b, executing.url, query)
	static := begin(b, body, filepath.Join(folder, "static"))
	defer static.end(b)
	b.Run("executed/onrecord", func(b *testing.B) { oneByOne(b, executing.url, always(asking)) })
	b.Run("executed/static", func(b *testing.B) { oneByOne(b, static.url, always(asking)) })
	// One process at a time may write to a store.
	executing.end(b)
	caching := beginOnrecord(b, folder, data)
	defer caching.end(b)
	b.Run("cached/onrecord", func(b *testing.B) { eightAtOnce(b, caching.url, always(asking)) })
	b.Run("cached/static", func(b *testing.B) { eightAtOnce(b, static.url, always(asking)) })
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
