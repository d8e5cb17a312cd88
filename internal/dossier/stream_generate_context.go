package dossier

import (
	"strings"

	"onrecord/internal/record"
)

func (g *generator) topics(yield func(record.Record) bool) {
	d := drawsOf(g.seed, topicSection)
	for n := range topicCount {
		name := g.phrase(d, 2)
		g.camps[n] = 2 + d.below(mostCamps-1)
		t := &record.Topic{Slug: g.slug("topic", n+1), Names: english(name)}
		t.ID = topicID(t.Slug)
		if !yield(t) {
			return
		}
	}
}

func topicID(slug string) record.TopicID { return record.TopicID(record.DeclaredID("topic", slug)) }

func (g *generator) institutions(yield func(record.Record) bool) {
	d := drawsOf(g.seed, institutionSection)
	for n := range g.publishers {
		i := &record.Institution{Profile: named(g.phrase(d, 2), g.slug("institution", n+1))}
		i.ID = record.InstitutionID(record.DeclaredID("actor", i.Slug))
		i.Kind = record.InstitutionKind(d.upTo(int(record.OtherInstitution)))
		g.publishers[n] = i.ID
		if !yield(i) {
			return
		}
	}
}

// people have a first name out of a thousand words and a last name out of the
// longer ones, so that names begin alike as often as names do.
func (g *generator) people(yield func(record.Record) bool) {
	d := drawsOf(g.seed, personSection)
	for n := range g.voices {
		first, last := d.upTo(1_000), shortWords+d.upTo(wordCount-shortWords)
		name := g.capital[first-1] + " " + g.capital[last-1]
		p := &record.Person{Profile: named(name, g.slug(strings.ReplaceAll(strings.ToLower(name), " ", "-"), n+1))}
		p.ID = record.PersonID(record.DeclaredID("actor", p.Slug))
		g.voices[n] = voice{record.ActorID(p.ID), g.publishers[d.upTo(len(g.publishers))-1]}
		if !yield(p) {
			return
		}
	}
}

func (g *generator) claims(yield func(record.Record) bool) {
	d := drawsOf(g.seed, claimSection)
	for n := range g.rivals {
		c := &record.Claim{Slug: g.slug("claim", n+1)}
		c.ID = record.ClaimID(record.DeclaredID("claim", c.Slug))
		topic := d.upTo(topicCount)
		c.Kind = record.ClaimKind(d.upTo(int(record.Intent)))
		g.rivals[n] = rival{c.ID, uint8(topic), campsInSupport(d)}
		c.Topics = []record.TopicID{topicID(g.slug("topic", topic))}
		c.Texts = english(g.phrase(d, 9) + ".")
		if !yield(c) {
			return
		}
	}
}

// campsInSupport draws for six camps, however many the topic has. With 67.5% of
// them in support and 92% of their members loyal, 64.7% of those who take a side
// support, as 55 out of 85 do.
func campsInSupport(d draws) (support uint8) {
	for camp := range mostCamps {
		if d.below(1_000) < 675 {
			support |= 1 << camp
		}
	}
	return support
}
