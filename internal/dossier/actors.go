package dossier

import (
	"fmt"
	"slices"

	"onrecord/internal/record"
)

func (r *reader) readActors() {
	for _, e := range r.sections["people"] {
		r.readPerson(e)
	}
	for _, e := range r.sections["institutions"] {
		r.readInstitution(e)
	}
	for _, e := range r.sections["unnamed"] {
		r.readUnnamed(e)
	}
	for _, e := range r.sections["collectives"] {
		r.readCollective(e)
	}
}

func (r *reader) profile(e entry) record.Profile {
	return record.Profile{
		Slug: e.key, FormerSlugs: e.was, Names: e.m.names(),
		Description: e.m.texts("description", "description", longRule),
	}
}

func (r *reader) readPerson(e entry) {
	p := &record.Person{
		ID: record.PersonID(e.id), Profile: r.profile(e),
		SameAs:       e.m.lines("same-as", "sameAs"),
		DistinctFrom: refs[record.Person](e.m, "distinct-from", "distinctFrom", record.KindPerson),
	}
	affiliations := e.m.nested("affiliations", section{shape: "affiliation", word: "affiliation", keyed: true}, e.key)
	e.m.done(p)
	for _, a := range affiliations {
		r.readAffiliation(a, p.ID)
	}
}

// nested opens the entries of a map inside an entry, whose ids lie below it.
func (m *mapping) nested(name string, s section, under string) []entry {
	v, ok := m.field(name, name)
	if !ok {
		return nil
	}
	entries := m.r.entries(v, s, under+"/")
	for _, e := range entries {
		m.r.own(e)
	}
	return entries
}

func (r *reader) readAffiliation(e entry, person record.PersonID) {
	e.m.done(&record.Affiliation{
		ID: record.AffiliationID(e.id), Person: person,
		Institution: ref[record.Institution](e.m, "institution", "institution", record.KindInstitution),
		Role:        e.m.line("role", "role"),
		Since:       e.m.date("since", "since"),
		Until:       e.m.date("until", "until"),
		Evidence:    refs[record.Quote](e.m, "evidence", "evidence", record.KindQuote),
	})
}

func (r *reader) readInstitution(e entry) {
	i := &record.Institution{
		ID: record.InstitutionID(e.id), Profile: r.profile(e),
		Kind:   word[record.InstitutionKind](e.m, "kind", "kind"),
		SameAs: e.m.lines("same-as", "sameAs"),
	}
	for _, v := range e.m.list("parents", "parents") {
		i.Parents = append(i.Parents, r.readParent(v))
	}
	e.m.done(i)
}

func (r *reader) readParent(v value) record.InstitutionLink {
	m := r.fields(v, "parent")
	defer m.close()
	m.missing("institution")
	m.missing("relation")
	link := record.InstitutionLink{
		Institution: ref[record.Institution](m, "institution", "institution", record.KindInstitution),
		Relation:    m.line("relation", "relation"),
		Since:       m.date("since", "since"),
		Until:       m.date("until", "until"),
	}
	if !link.Since.IsZero() && !link.Until.IsZero() && link.Until.Last().Compare(link.Since.First()) < 0 {
		r.rep.add(m.places["until"], "ends (%s) before it begins (%s)", link.Until, link.Since)
	}
	return link
}

func (r *reader) readUnnamed(e entry) {
	u := &record.UnnamedSource{
		ID: record.UnnamedSourceID(e.id), Profile: r.profile(e),
		Document:    r.documentOf(e.m),
		Affiliation: ref[record.Institution](e.m, "affiliation", "affiliation", record.KindInstitution),
		Headcount:   e.m.whole("headcount", "headcount"),
		Reason:      word[record.AnonymityReason](e.m, "reason", "reason"),
	}
	e.m.done(u)
}

func (r *reader) readCollective(e entry) {
	c := &record.Collective{
		ID: record.CollectiveID(e.id), Profile: r.profile(e),
		Document:        r.documentOf(e.m),
		PossibleMembers: refs[record.Actor](e.m, "possible-members", "possibleMembers", record.AnyActor),
	}
	e.m.done(c)
}

// documentOf is the document of an entry, the dossier's where it names none.
func (r *reader) documentOf(m *mapping) record.DocumentID {
	if _, given := m.fields["document"]; !given {
		at := m.at
		at.Path = join(at.Path, "document")
		m.places["document"] = at
		m.asked = append(m.asked, "document")
		if r.document.IsZero() && !r.rep.failed["document"] {
			r.rep.add(at, "missing: neither the entry nor the dossier names a document")
		}
		if r.document.IsZero() {
			r.rep.failed[at.Path] = true
		}
		return r.document
	}
	return ref[record.Document](m, "document", "document", record.KindDocument)
}

// bearer is who bears a form of a name.
type bearer struct {
	person *record.Person
	r      *reader
}

// mostBearers bounds the pairs that one name makes in a hostile file.
const mostBearers = 50

// checkNames refuses two people who share a form of a name, in one file or in
// two: whoever searches for it would take one for the other.
func (s *set) checkNames() {
	bearers := map[string][]bearer{}
	for _, r := range s.readers {
		for _, rec := range r.file.records {
			if p, ok := rec.(*record.Person); ok {
				s.checkForms(bearer{p, r}, bearers)
			}
		}
	}
}

// checkForms reports each namesake of a person once.
func (s *set) checkForms(b bearer, bearers map[string][]bearer) {
	met := []record.PersonID{b.person.ID}
	for _, n := range b.person.Names {
		form := record.Fold(n.Text)
		if form == "" || len(bearers[form]) == mostBearers {
			continue
		}
		for _, other := range bearers[form] {
			if slices.Contains(met, other.person.ID) || distinct(b.person, other.person) {
				continue
			}
			met = append(met, other.person.ID)
			at := b.r.file.entries[b.person.Ref().ID].at
			where := b.r.where(other.r.file.entries[other.person.Ref().ID].at)
			b.r.rep.add(at, "%s", sharedName(n.Text, b.person, other.person, where))
		}
		if known := bearers[form]; len(known) == 0 || known[len(known)-1].person != b.person {
			bearers[form] = append(known, b)
		}
	}
}

func sharedName(form string, p, other *record.Person, where string) string {
	return fmt.Sprintf("%s and %s (%s) are both called %q; make them one person, or write “distinct-from: [%s]”",
		p.Slug, other.Slug, where, clip(form), other.Slug)
}

func distinct(a, b *record.Person) bool {
	return slices.Contains(a.DistinctFrom, b.ID) || slices.Contains(b.DistinctFrom, a.ID)
}
