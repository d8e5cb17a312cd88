package dossier

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"
	"unicode/utf8"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// TestGeneratedStreamsHaveThePublishedHashes makes the small streams of the list
// again; the large ones are for whoever measures with them.
func TestGeneratedStreamsHaveThePublishedHashes(t *testing.T) {
	page, err := os.ReadFile("../../schema/records.md")
	if err != nil {
		t.Fatal(err)
	}
	made := 0
	for _, row := range regexp.MustCompile("(?m)^\\| (\\d+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\| `([0-9a-f]{64})` \\|$").FindAllSubmatch(page, -1) {
		quotes, err := strconv.Atoi(string(row[1]))
		if err != nil || quotes > 10_000 {
			continue
		}
		made++
		seed, err := strconv.ParseUint(string(row[2]), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		content := generated(t, quotes, seed)
		got := fmt.Sprintf("| %d | %d | %d | %d | `%x` |", quotes, seed, bytes.Count(content, []byte("\n")), len(content), sha256.Sum256(content))
		if got != string(row[0]) {
			t.Errorf("made  %s\nlisted %s", got, row[0])
		}
	}
	if made < 5 {
		t.Errorf("the page lists %d small streams, want at least 5", made)
	}
}

func generated(t *testing.T, quotes int, seed uint64) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteStream(&out, Generated(t.Context(), quotes, seed)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestGeneratedStreamIsAGraph: its records are valid, no id comes twice, and
// what is referred to comes before, of the kind that is wanted.
func TestGeneratedStreamIsAGraph(t *testing.T) {
	counts := map[record.Kind]int{}
	kinds := map[uuid.UUID]record.Kind{}
	for r, err := range ReadStream(t.Context(), "generated", bytes.NewReader(generated(t, 1_003, 4))) {
		if err != nil {
			t.Fatal(err)
		}
		r.References(func(to record.Reference) {
			if !to.Want.Accepts(kinds[to.ID]) {
				t.Errorf("%s: %s leads to a %s", r.Ref(), to.Field, kinds[to.ID])
			}
		})
		if kinds[r.Ref().ID] != 0 {
			t.Errorf("%s comes twice", r.Ref())
		}
		kinds[r.Ref().ID] = r.Ref().Kind
		counts[r.Ref().Kind]++
	}
	for kind, want := range map[record.Kind]int{
		record.KindTopic: 200, record.KindInstitution: 5, record.KindPerson: 50, record.KindClaim: 100,
		record.KindDocument: 125, record.KindQuote: 1_003, record.KindStance: 1_003,
	} {
		if counts[kind] != want {
			t.Errorf("%d of %s, want %d", counts[kind], kind, want)
		}
	}
}

// TestGeneratedShares holds a stream to the shares that it promises.
func TestGeneratedShares(t *testing.T) {
	const quotes = 100_000
	g := newGenerator(quotes, 5)
	for _, section := range []iter.Seq[record.Record]{g.topics, g.institutions, g.people, g.claims} {
		for range section {
		}
	}
	s := surveyOf(g)
	neighbours, alike := g.neighbours()
	for name, c := range map[string]struct{ got, want, within float64 }{
		"support":                   {s.plain[record.Supports] / quotes, 0.55, 0.015},
		"opposition":                {s.plain[record.Opposes] / quotes, 0.30, 0.015},
		"undecided":                 {s.plain[record.Undecided] / quotes, 0.05, 0.003},
		"qualified positions":       {s.qualified / quotes, 0.10, 0.003},
		"loyal positions":           {s.loyal / s.sided, 0.92, 0.003},
		"quotes of the top speaker": {largest(s.speakers) / quotes, 0.02, 0.003},
		"quotes on the top claim":   {largest(s.claims) / quotes, 0.0105, 0.002},
		"characters of a text":      {s.characters / quotes, 200, 1},
		"days of ten years":         {float64(len(s.days)), 3_653, 1},
		"neighbours of one camp":    {alike, neighbours, 0.005},
	} {
		if math.Abs(c.got-c.want) > c.within {
			t.Errorf("%s: %.4f, want %.4f", name, c.got, c.want)
		}
	}
	for topic, camps := range g.camps {
		if camps < 2 || camps > mostCamps {
			t.Errorf("topic %d has %d camps", topic+1, camps)
		}
	}
}

// neighbours is the share of those next to one another who would be of one camp
// by chance, and of those who are: numbers that follow one another must not
// make people follow one another.
func (g *generator) neighbours() (chance, found float64) {
	const people = 1_001
	for n, camps := range g.camps {
		chance += 1 / float64(camps) / topicCount
		for p := 2; p <= people; p++ {
			if g.camp(p, uint8(n+1)) == g.camp(p-1, uint8(n+1)) {
				found += 1.0 / (people - 1) / topicCount
			}
		}
	}
	return chance, found
}

// survey counts what the quotes and stances of a stream are like.
type survey struct {
	plain                               map[record.Position]float64
	qualified, loyal, sided, characters float64
	speakers                            map[record.ActorID]float64
	claims                              map[record.ClaimID]float64
	days                                map[record.Date]bool
}

func surveyOf(g *generator) survey {
	s := survey{map[record.Position]float64{}, 0, 0, 0, 0, map[record.ActorID]float64{}, map[record.ClaimID]float64{}, map[record.Date]bool{}}
	numbers, about := map[record.ActorID]int{}, map[record.ClaimID]rival{}
	for i, v := range g.voices {
		numbers[v.id] = i + 1
	}
	for _, r := range g.rivals {
		about[r.id] = r
	}
	var q *record.Quote
	for r := range g.speech {
		switch r := r.(type) {
		case *record.Quote:
			q = r
			s.speakers[q.Speaker]++
			s.days[q.SaidOn] = true
			s.characters += float64(utf8.RuneCountInString(q.Fragments[0]))
		case *record.Stance:
			s.claims[r.Claim]++
			claim := about[r.Claim]
			s.count(r, claim.support>>g.camp(numbers[q.Speaker], claim.topic)&1 == 1)
		}
	}
	return s
}

func (s *survey) count(stance *record.Stance, campSupports bool) {
	if stance.Qualified {
		s.qualified++
	} else {
		s.plain[stance.Position]++
	}
	if stance.Position == record.Undecided {
		return
	}
	s.sided++
	if campSupports == (stance.Position == record.Supports) {
		s.loyal++
	}
}

func largest[K comparable](counts map[K]float64) (most float64) {
	for _, n := range counts {
		most = max(most, n)
	}
	return most
}

// TestInventedWords: no two words are alike, and the most frequent are short.
func TestInventedWords(t *testing.T) {
	seen := map[string]bool{}
	for k := 1; k <= wordCount; k++ {
		word := inventedWord(k)
		if seen[word] {
			t.Errorf("word %d, %s, comes twice", k, word)
		}
		if want := 4; k <= shortWords && len(word) != want || k > shortWords && len(word) != want+2 {
			t.Errorf("word %d is %s", k, word)
		}
		seen[word] = true
	}
}

// TestPopularityFollowsItsLaw compares the draws with a search from the start.
func TestPopularityFollowsItsLaw(t *testing.T) {
	for _, n := range []int{1, 2, 3, 100, 5_000} {
		p := newPopularity(n, 10)
		d, again := drawsOf(1, 2), drawsOf(1, 2)
		for range 2_000 {
			at, want := again.below(p.sums[n-1]), 1
			for p.sums[want-1] <= at {
				want++
			}
			if got := p.draw(d); got != want {
				t.Fatalf("of %d: %d was drawn, want %d", n, got, want)
			}
		}
	}
}

func TestGeneratedBounds(t *testing.T) {
	for _, quotes := range []int{-1, 0, MaxGenerated + 1} {
		if err := WriteStream(io.Discard, Generated(t.Context(), quotes, 1)); !errors.Is(err, record.ErrInvalid) {
			t.Errorf("%d quotes: %v, want record.ErrInvalid", quotes, err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	made := 0
	for _, err := range Generated(ctx, MaxGenerated, 1) {
		if made++; made == 10 {
			stop()
		}
		if made > 10 && !errors.Is(err, context.Canceled) {
			t.Errorf("record %d after the context ended: %v", made, err)
		}
	}
	if made != 11 {
		t.Errorf("%d pairs, want 10 records and an error", made)
	}
}
