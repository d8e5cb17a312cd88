package dossier

import (
	"github.com/google/uuid"
	"go.yaml.in/yaml/v3"

	"onrecord/internal/record"
)

// entry is one thing that a file declares, opened but not yet read.
type entry struct {
	key string
	// m is placed at the key.
	m   *mapping
	id  uuid.UUID
	was []string
}

// declaration is where a slug leads.
type declaration struct {
	ref record.Ref
	at  Place
}

// section is a map of the dossier that declares things under slugs or keys.
type section struct {
	name  string
	shape string
	kind  record.Kind
	// word is the kind as it goes into ids; all actors share one.
	word string
	// keyed things live under the dossier's slug and have no slug themselves.
	keyed bool
}

func sections() []section {
	return []section{
		{"documents", "document", record.KindDocument, "document", false},
		{"topics", "topic", record.KindTopic, "topic", false},
		{"people", "person", record.KindPerson, actorWord, false},
		{"institutions", "institution", record.KindInstitution, actorWord, false},
		{"unnamed", "unnamed", record.KindUnnamedSource, actorWord, false},
		{"collectives", "collective", record.KindCollective, actorWord, false},
		{"questions", "question", record.KindQuestion, "question", false},
		{"claims", "claim", record.KindClaim, "claim", false},
		{"relations", "relation", record.KindClaimRelation, "relation", true},
		{"events", "event", record.KindEvent, "event", false},
		{"polls", "poll", record.KindPoll, "poll", false},
		{"reviews", "review", record.KindReview, "review", true},
		{"utterances", "utterance", record.KindUtterance, "utterance", true},
		{"quotes", "quote", record.KindQuote, "quote", true},
	}
}

const actorWord = "actor"

// declare gives an id to everything that stands in a section of the file, so
// that references may point forwards and into the files read along.
func (r *reader) declare() {
	if r.root == nil {
		return
	}
	for _, s := range sections() {
		v, ok := r.root.field(s.name, s.name)
		if !ok {
			continue
		}
		entries := r.entries(v, s, "")
		r.sections[s.name] = entries
		for _, e := range entries {
			r.register(s.kind, e)
		}
	}
}

// entries opens the entries of a map of slugs or keys. under is the path of
// keys between the dossier and the map, for maps inside an entry.
func (r *reader) entries(v value, s section, under string) (entries []entry) {
	for key, child := range r.pairs(v, "keys and entries") {
		if !record.ValidSlug(key) {
			r.rep.add(child.at, "%q is no key; %s", clip(key), slugRule)
		}
		e := entry{key: key}
		at := child.at
		if isNull(child.node) || child.node.Kind != yaml.MappingNode {
			child.at = r.place(child.node, at.Path)
		}
		e.m = r.fields(child, s.shape)
		e.m.at = at
		e.m.places["slug"] = at
		path := key
		if s.keyed {
			path = r.dossier + "/" + under + key
		}
		r.identify(&e, s, path)
		entries = append(entries, e)
	}
	return entries
}

// identify reads the id of an entry. It is pinned, or follows from the first
// slug that the entry ever had, so that renaming it keeps the id.
func (r *reader) identify(e *entry, s section, path string) {
	if !s.keyed {
		e.was = r.formerSlugs(e)
		if len(e.was) > 0 {
			path = e.was[0]
		}
	}
	e.id = record.DeclaredID(s.word, path)
	v, ok := e.m.field("id", "id")
	if !ok {
		return
	}
	text, ok := r.plain(v, "a UUID", "!!str", "!!int", "!!float")
	if !ok {
		return
	}
	id, err := record.ParseUUID(text)
	if err != nil {
		r.rep.add(v.at, "%q is no id; want a lower-case UUID such as 0190a6f2-7d3c-7b1e-9c55-3f1f6a0c2d4e", clip(text))
		return
	}
	e.id = id
}

func (r *reader) formerSlugs(e *entry) (was []string) {
	for _, v := range e.m.list("was", "formerSlugs") {
		slug, ok := r.line(v)
		switch {
		case !ok:
		case !record.ValidSlug(slug):
			r.rep.add(v.at, "%q is no slug; %s", clip(slug), slugRule)
		case slug == e.key:
			r.rep.add(v.at, "repeats the present slug; list former ones only, the oldest first")
		default:
			was = append(was, slug)
		}
	}
	return was
}

// register makes an entry known under its slugs, each of which leads to one
// thing in all the files.
func (r *reader) register(kind record.Kind, e entry) {
	d := declaration{ref: record.Ref{Kind: kind, ID: e.id}, at: e.m.at}
	for i, slug := range append([]string{e.key}, e.was...) {
		if kind == record.KindClaimRelation || kind == record.KindReview {
			break
		}
		at := d.at
		if i > 0 {
			at = e.m.places["formerSlugs"]
		}
		if other, taken := r.claimed(kind, slug); taken {
			r.rep.add(at, "%s is declared already, as %s at %s; one slug leads to one thing", slug, article(other.ref.Kind), r.where(other.at))
			return
		}
		space := spaceOf(kind)
		if r.declared[space] == nil {
			r.declared[space] = map[string]declaration{}
		}
		r.declared[space][slug] = d
	}
	r.own(e)
}

// own claims the id of an entry, which a pinned one could share with another.
func (r *reader) own(e entry) {
	if other, taken := r.ids[e.id]; taken {
		r.rep.add(e.m.at, "has the id of %s at %s", other.Path, r.where(other))
		return
	}
	r.ids[e.id] = e.m.at
}

// claimed finds who else declares a slug: anyone for what has slugs of its own,
// this file alone for what is keyed under its dossier.
func (r *reader) claimed(kind record.Kind, slug string) (declaration, bool) {
	if kind == record.KindQuote || kind == record.KindUtterance {
		d, ok := r.declared[kind][slug]
		return d, ok
	}
	for _, other := range r.readers {
		if d, ok := other.declared[spaceOf(kind)][slug]; ok {
			return d, true
		}
	}
	return declaration{}, false
}

// where names a place as seen from this file.
func (r *reader) where(at Place) string {
	if at.File == r.name {
		return sprintLine(at)
	}
	return at.File + ", " + sprintLine(at)
}

// spaceOf is the space of slugs of a kind; actors of all kinds share one.
func spaceOf(kind record.Kind) record.Kind {
	if kind.IsActor() {
		return record.AnyActor
	}
	return kind
}
