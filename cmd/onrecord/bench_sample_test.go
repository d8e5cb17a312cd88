package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"onrecord/internal/dossier"
	"onrecord/internal/record"
)

// The generated graph that questions are measured on. The folder is one that
// `onrecord import` made of `onrecord generate --quotes N --seed 1`, so that runs
// after one another need not make it each time.
const (
	dataVar      = "ONRECORD_BENCH_DATA"
	usualQuotes  = 100_000
	generateSeed = 1
)

func benchQuotes(b *testing.B) int {
	text := os.Getenv(quotesVar)
	if text == "" {
		return usualQuotes
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		b.Fatalf("%s=%q: want a number of quotes", quotesVar, text)
	}
	return n
}

// sample is what of a generated graph decides which questions are asked and how
// much each of them has to look at.
type sample struct {
	people, claims, topics []subject
	// speakers and disputes are the person and the claim of each quote.
	speakers, disputes []int
	topicOf            []int // by claim
	costances          []int // by person, see measure
}

// subject is somebody or something to ask about.
type subject struct {
	id, text string
	// quotes is how many are by it or on it, actors how many took a side on it.
	quotes, actors int
}

// newSample makes the graph again, of which the store holds the same.
func newSample(b *testing.B, quotes int) *sample {
	b.Helper()
	s := &sample{}
	number := map[string]int{}
	enter := func(list *[]subject, id, text string) {
		number[id] = len(*list)
		*list = append(*list, subject{id: id, text: text})
	}
	speaker := 0
	for r, err := range dossier.Generated(b.Context(), quotes, generateSeed) {
		if err != nil {
			b.Fatal(err)
		}
		switch r := r.(type) {
		case *record.Topic:
			enter(&s.topics, r.ID.String(), "")
		case *record.Person:
			enter(&s.people, r.ID.String(), r.Names[0].Text)
		case *record.Claim:
			s.topicOf = append(s.topicOf, number[r.Topics[0].String()])
			enter(&s.claims, r.ID.String(), r.Texts[0].Text)
		case *record.Quote:
			speaker = number[r.Speaker.String()]
		case *record.Stance:
			s.speakers = append(s.speakers, speaker)
			s.disputes = append(s.disputes, number[r.Claim.String()])
		}
	}
	s.measure()
	return s
}

// measure counts what the subjects have. The co-stances of a person are the
// positions that others take on the claims on which it takes one: a question for
// its alignments has to look at each of them.
func (s *sample) measure() {
	type position struct{ person, claim int }
	positions := map[position]bool{}
	for i, p := range s.speakers {
		c := s.disputes[i]
		s.people[p].quotes++
		s.claims[c].quotes++
		s.topics[s.topicOf[c]].quotes++
		if at := (position{p, c}); !positions[at] {
			positions[at] = true
			s.claims[c].actors++
			s.topics[s.topicOf[c]].actors++
		}
	}
	s.costances = make([]int, len(s.people))
	for at := range positions {
		s.costances[at.person] += s.claims[at.claim].actors - 1
	}
}

// drawing chooses subjects, half of them by their quotes, the others evenly.
type drawing struct {
	*sample
	*rand.Rand
}

func (d *drawing) popular() bool { return d.IntN(2) == 0 }

func (d *drawing) person() int {
	if d.popular() {
		return d.speakers[d.IntN(len(d.speakers))]
	}
	return d.IntN(len(d.people))
}

func (d *drawing) claim() int {
	if d.popular() {
		return d.disputes[d.IntN(len(d.disputes))]
	}
	return d.IntN(len(d.claims))
}

func (d *drawing) topic() int {
	if d.popular() {
		return d.topicOf[d.disputes[d.IntN(len(d.disputes))]]
	}
	return d.IntN(len(d.topics))
}

// asked is one request and its degree: how many positions, quotes or records
// have to be looked at for its answer.
type asked struct {
	bytes  []byte
	degree int
}

// mostAsked is how many different requests of a question are drawn; longer loads
// begin again.
const mostAsked = 4000

// draw makes the requests of a question, the same ones in every run.
func (s *sample) draw(b *testing.B, q question) []asked {
	d := &drawing{sample: s, Rand: rand.New(rand.NewPCG(7, uint64(len(s.speakers))))}
	all := make([]asked, mostAsked)
	for i := range all {
		variables, degree := q.draw(d)
		all[i] = asked{posted(b, q.text, variables), degree}
	}
	return all
}

// noDegree is that of a question whose cost does not follow from its subject.
const noDegree = -1

// degreeClasses are the bounds of the classes that p95 is told of.
var degreeClasses = []int{100, 1_000, 10_000}

func classOf(degree int) int {
	at, _ := slices.BinarySearch(degreeClasses, degree+1)
	return at
}

func className(class int) string {
	return []string{"0-99", "100-999", "1000-9999", "10000+"}[class]
}

// twoWords are different words of a text.
func (d *drawing) twoWords(text string) string {
	words := strings.Fields(strings.TrimSuffix(strings.ToLower(text), "."))
	slices.Sort(words)
	words = slices.Compact(words)
	d.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	return strings.Join(words[:min(2, len(words))], " ")
}

// typical is the answer of the middle length among some.
func typical(b *testing.B, url string, all []asked) []byte {
	b.Helper()
	var answers [][]byte
	for _, a := range all[:51] {
		_, body, _ := bytes.Cut(a.bytes, []byte("\r\n\r\n"))
		answers = append(answers, post(b, url, body))
	}
	slices.SortFunc(answers, func(a, b []byte) int { return len(a) - len(b) })
	return answers[len(answers)/2]
}
