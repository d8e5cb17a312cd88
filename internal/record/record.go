package record

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// A Record is anything that the graph stores under an id of its own. Records
// are pointers to structs of this package; once committed nobody modifies them.
type Record interface {
	// Ref is the record's kind and id.
	Ref() Ref
	// Validate reports everything wrong with the shape of the record alone, as
	// Problems. Whether its references lead anywhere is the graph's to say.
	Validate() error
	// Normalize puts unordered lists in canonical order, drops duplicates and
	// brings times to UTC milliseconds, so that a record equals itself after it
	// was stored and read back. It must be called before a record is shared.
	Normalize()
	// References visits every reference to another record, absent ones left out.
	References(visit func(Reference))
}

// Reference is one field of a record that leads to another record.
type Reference struct {
	Field string
	// Want is the kind the target must have, or AnyActor.
	Want Kind
	ID   uuid.UUID
}

// Actor is anyone a quote can be attributed to.
type Actor interface {
	Record
	ActorID() ActorID
	// About is what every actor has: its slug, its names, a description.
	About() *Profile
}

// Text is a text in one language (BCP 47).
type Text struct {
	Language string `json:"language"`
	Text     string `json:"text"`
}

// Texts is one text in several languages, at most once each, English first and
// then by tag.
type Texts []Text

// In is the text in the first of the wanted languages that there is, by whole
// tag and then by primary language; otherwise the first text.
func (ts Texts) In(languages []string) Text {
	for _, want := range languages {
		for _, t := range ts {
			if strings.EqualFold(t.Language, want) {
				return t
			}
		}
		for _, t := range ts {
			if strings.EqualFold(primaryTag(t.Language), primaryTag(want)) {
				return t
			}
		}
	}
	if len(ts) == 0 {
		return Text{}
	}
	return ts[0]
}

func primaryTag(tag string) string {
	primary, _, _ := strings.Cut(tag, "-")
	return primary
}

func (ts Texts) normalized() Texts {
	return sortedSet(ts, func(a, b Text) int {
		return compareStrings(languageKey(a.Language), languageKey(b.Language), a.Text, b.Text)
	})
}

// languageKey sorts English first: it is the language every dossier can count
// on an editor to read.
func languageKey(tag string) string {
	if tag == "en" {
		return ""
	}
	return "-" + tag
}

// Name is one form of a name.
type Name struct {
	Text string `json:"text"`
	// Language is empty for a form that belongs to no language in particular.
	Language string   `json:"language,omitzero"`
	Kind     NameKind `json:"kind"`
}

// Profile is what every actor has.
type Profile struct {
	Slug string `json:"slug"`
	// FormerSlugs still lead to the actor, so that old links hold.
	FormerSlugs []string `json:"formerSlugs,omitzero"`
	Names       []Name   `json:"names"`
	Description Texts    `json:"description,omitzero"`
}

// About is the profile itself; embedding it makes a record an Actor.
func (p *Profile) About() *Profile { return p }

// Name is the primary name in the first wanted language that there is,
// otherwise the first primary name.
func (p *Profile) Name(languages []string) string {
	var primary Texts
	for _, n := range p.Names {
		if n.Kind == PrimaryName {
			primary = append(primary, Text{n.Language, n.Text})
		}
	}
	return primary.In(languages).Text
}

func (p *Profile) normalize() {
	p.FormerSlugs = sortedSet(p.FormerSlugs, strings.Compare)
	p.Description = p.Description.normalized()
	p.Names = sortedSet(p.Names, func(a, b Name) int {
		if a.Kind != b.Kind {
			return int(a.Kind) - int(b.Kind)
		}
		return compareStrings(languageKey(a.Language), languageKey(b.Language), a.Text, b.Text)
	})
}

// sortedSet is a sorted copy without duplicates; an empty list becomes nil so
// that records compare equal however they were built. It copies, because the
// caller's slice may be shared.
func sortedSet[S ~[]E, E comparable](list S, compare func(a, b E) int) S {
	if len(list) == 0 {
		return nil
	}
	sorted := slices.Clone(list)
	slices.SortFunc(sorted, compare)
	return slices.Clip(slices.Compact(sorted))
}

func sortedIDs[T any](ids []ID[T]) []ID[T] {
	return sortedSet(ids, func(a, b ID[T]) int { return a.Compare(b) })
}

func ordered[S ~[]E, E any](list S) S {
	if len(list) == 0 {
		return nil
	}
	return slices.Clip(list)
}

// compareStrings compares a1 with b1 and, where equal, a2 with b2.
func compareStrings(a1, b1, a2, b2 string) int {
	if c := strings.Compare(a1, b1); c != 0 {
		return c
	}
	return strings.Compare(a2, b2)
}

func instant(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Millisecond)
}

func refer[T any](visit func(Reference), field string, want Kind, ids ...ID[T]) {
	for _, id := range ids {
		if !id.IsZero() {
			visit(Reference{Field: field, Want: want, ID: uuid.UUID(id)})
		}
	}
}
