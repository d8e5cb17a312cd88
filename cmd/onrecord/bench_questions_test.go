package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// question is one of those that the graph is for, asked of many subjects.
type question struct {
	name, text string
	draw       func(*drawing) (variables map[string]any, degree int)
}

// questions are those of the comparison with a relational database. Degrees are
// counted so that the time of an answer should follow from them and not from the
// size of the graph.
var questions = []question{
	{
		"Q1", `query ($id: ID!) { claim(id: $id) { text stances(first: 50) { totalCount edges { node {
  position qualified
  quote { fragments gist saidOn speaker { name } affiliation { name } document { title publishedOn } }
} } } } }`,
		func(d *drawing) (map[string]any, int) {
			c := d.claim()
			return map[string]any{"id": d.claims[c].id}, d.claims[c].quotes
		},
	}, {
		"Q2", `query ($id: ID!) { person(id: $id) { name positions(first: 1) { totalCount } quotes(first: 20) { totalCount edges { node {
  fragments gist saidOn document { title publishedOn } stances { position qualified claim { text } }
} } } } }`,
		func(d *drawing) (map[string]any, int) {
			p := d.person()
			return map[string]any{"id": d.people[p].id}, d.people[p].quotes
		},
	}, {
		"Q3", `query ($id: ID!) { person(id: $id) { name
  agreements: alignments(kind: AGREEMENT, first: 20) { totalCount edges { node { b { name } agreed disagreed qualified shared score } } }
  disagreements: alignments(kind: DISAGREEMENT, first: 20) { totalCount edges { node { b { name } agreed disagreed qualified shared score } } }
} }`,
		func(d *drawing) (map[string]any, int) {
			p := d.person()
			return map[string]any{"id": d.people[p].id}, d.costances[p]
		},
	}, {
		"Q4", `query ($from: ID!, $to: ID!) { path(from: $from, to: $to, through: [DISAGREEMENT], maxLength: 4) {
  length hops { a { name } b { name } disagreed } } }`,
		func(d *drawing) (map[string]any, int) {
			from, to := d.person(), d.person()
			return map[string]any{"from": d.people[from].id, "to": d.people[to].id}, d.costances[from] + d.costances[to]
		},
	}, {
		"Q5", `query ($name: String!, $words: String!) {
  people: search(text: $name, kinds: [PERSON], first: 10) { totalCount edges { node { ... on Person { id name } } } }
  claims: search(text: $words, kinds: [CLAIM], first: 10) { totalCount edges { node { ... on Claim { id text } } } }
}`,
		func(d *drawing) (map[string]any, int) {
			p, c := d.person(), d.claim()
			return map[string]any{"name": d.people[p].text[:3], "words": d.twoWords(d.claims[c].text)}, noDegree
		},
	}, {
		"Q6", `query ($topic: ID!) { alignmentMatrix(about: $topic, first: 20) { actors { name } agreed disagreed qualified scores } }`,
		func(d *drawing) (map[string]any, int) {
			t := d.topic()
			return map[string]any{"topic": d.topics[t].id}, d.topics[t].actors
		},
	},
}

// BenchmarkQuestions asks a server on a generated graph, its response cache off,
// for subjects of all degrees of popularity: one client for how long answers
// take, eight for how many there are in a second. Each is to be compared with
// static, which sends an answer of typical length.
func BenchmarkQuestions(b *testing.B) {
	data := os.Getenv(dataVar)
	if data == "" {
		b.Skipf("%s names no folder with the generated graph; .ci/bench makes one", dataVar)
	}
	s := newSample(b, benchQuotes(b))
	folder := programs(b)
	server := beginOnrecord(b, folder, data, "--no-seeds", "--cache-mb", "0")
	defer server.end(b)
	for _, q := range questions {
		b.Run(q.name, func(b *testing.B) {
			all := s.draw(b, q)
			static := begin(b, typical(b, server.url, all), filepath.Join(folder, "static"))
			defer static.end(b)
			next := func(i int) []byte { return all[i%len(all)].bytes }
			b.Run("one/onrecord", func(b *testing.B) { reportClasses(b, all, oneByOne(b, server.url, next)) })
			b.Run("one/static", func(b *testing.B) { oneByOne(b, static.url, next) })
			b.Run("eight/onrecord", func(b *testing.B) { server.timed(b, func() { eightAtOnce(b, server.url, next) }) })
			b.Run("eight/static", func(b *testing.B) { static.timed(b, func() { eightAtOnce(b, static.url, next) }) })
		})
	}
}

// reportClasses tells p95 by class of degree, where a class has enough answers.
func reportClasses(b *testing.B, all []asked, took []time.Duration) {
	const enough = 20
	classes := make([][]time.Duration, len(degreeClasses)+1)
	for i, t := range took {
		if degree := all[i%len(all)].degree; degree != noDegree {
			class := classOf(degree)
			classes[class] = append(classes[class], t)
		}
	}
	for class, times := range classes {
		if len(times) >= enough {
			slices.Sort(times)
			b.ReportMetric(percentile(times, 95), "p95-ms/"+className(class))
		}
	}
}

// timed reports the processor time that the process takes for an answer, which
// tells more than the clock does where others use the machine.
func (p *process) timed(b *testing.B, load func()) {
	before, told := p.cpu()
	load()
	if after, _ := p.cpu(); told {
		b.ReportMetric((after-before).Seconds()*1000/float64(b.N), "cpu-ms/answer")
	}
}
