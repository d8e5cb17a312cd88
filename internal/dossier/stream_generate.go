package dossier

import (
	"context"
	"fmt"
	"iter"
	"strconv"

	"onrecord/internal/record"
)

// MaxGenerated is the most quotes of a generated stream; of so many, less
// than 100 MB are held while it is made.
const MaxGenerated = 10_000_000

// Generated is a graph that nobody ever spoke in, for measurements: people and
// claims of very different popularity, and camps that mostly keep together. It
// depends on the number of quotes and the seed alone; schema/records.md
// specifies it and lists hashes of what [WriteStream] makes of it. Records that
// others refer to come before them. An error is a number of quotes that is not
// from 1 to [MaxGenerated], or ctx ending.
func Generated(ctx context.Context, quotes int, seed uint64) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		if quotes < 1 || quotes > MaxGenerated {
			yield(nil, fmt.Errorf("%w number of quotes, %d: want 1 to %d", record.ErrInvalid, quotes, MaxGenerated))
			return
		}
		g := newGenerator(quotes, seed)
		for _, section := range []iter.Seq[record.Record]{g.topics, g.institutions, g.people, g.claims, g.speech} {
			for r := range section {
				if err := ctx.Err(); err != nil {
					yield(nil, fmt.Errorf("generate quotes: %w", err))
					return
				}
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

// The sections of a generated stream, each with random numbers of its own. That
// of the camp of person p in topic t is campSection + topicCount*p + t.
const (
	topicSection = 1 + iota
	institutionSection
	personSection
	claimSection
	documentSection
	quoteSection
	campSection = 1 << 32
)

const (
	topicCount = 200
	mostCamps  = 6
)

// generator makes one stream. Of what it made it keeps what quotes depend on.
// The n-th of anything is at index n-1.
type generator struct {
	*language
	seed uint64
	// mark is in every slug and key, so that streams of two seeds do not clash.
	mark   string
	quotes int
	// speakers and disputes are the popularity of people and of claims.
	speakers, disputes popularity
	camps              [topicCount]uint64
	publishers         []record.InstitutionID
	voices             []voice
	rivals             []rival
}

// voice is a person and where they belong.
type voice struct {
	id          record.ActorID
	affiliation record.InstitutionID
}

// rival is a claim, its topic from 1, and, bit by bit, which of the topic's
// camps support it; the others oppose it.
type rival struct {
	id             record.ClaimID
	topic, support uint8
}

func newGenerator(quotes int, seed uint64) *generator {
	people, claims := max(2, quotes/20), max(1, quotes/10)
	return &generator{
		language: newLanguage(), seed: seed, mark: "g" + strconv.FormatUint(seed, 10), quotes: quotes,
		speakers: newPopularity(people, 10), disputes: newPopularity(claims, 20),
		publishers: make([]record.InstitutionID, max(2, quotes/200)),
		voices:     make([]voice, people), rivals: make([]rival, claims),
	}
}

// slug is the slug of the n-th of its kind.
func (g *generator) slug(words string, n int) string {
	return words + "-" + g.mark + "-" + strconv.Itoa(n)
}

// camp is the camp of a person in a topic, from 0. It is drawn anew each time,
// because a table of everybody in every topic would outgrow the memory.
func (g *generator) camp(person int, topic uint8) uint64 {
	return drawsOf(g.seed, campSection+topicCount*uint64(person)+uint64(topic)).below(g.camps[topic-1])
}

func english(text string) record.Texts { return record.Texts{{Language: "en", Text: text}} }

func named(name, slug string) record.Profile {
	return record.Profile{Slug: slug, Names: []record.Name{{Text: name, Language: "en", Kind: record.PrimaryName}}}
}
