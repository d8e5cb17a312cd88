package graph

import (
	"slices"

	"onrecord/internal/record"
)

// Languages are the languages that names and texts of the graph come in, English
// first and then by tag, found once until a name changes. Gists of quotes are not
// looked at: no page is in a language that only they have.
func (s *Snapshot) Languages() []string {
	return once(s.names, languagesKey{}, func() []string {
		tags := map[string]bool{}
		for _, k := range []record.Kind{record.AnyActor, record.KindClaim, record.KindQuestion, record.KindEvent, record.KindTopic, record.KindPoll} {
			for r := range s.Each(k) {
				eachLanguage(r, func(tag string) { tags[tag] = true })
			}
		}
		delete(tags, "en")
		all := make([]string, 0, len(tags)+1)
		for tag := range tags {
			all = append(all, tag)
		}
		slices.Sort(all)
		return slices.Insert(all, 0, "en")
	})
}

type languagesKey struct{}

func eachLanguage(r record.Record, visit func(string)) {
	var texts record.Texts
	switch r := r.(type) {
	case record.Actor:
		for _, n := range r.About().Names {
			if n.Kind == record.PrimaryName && n.Language != "" {
				visit(n.Language)
			}
		}
	case *record.Claim:
		texts = r.Texts
	case *record.Question:
		texts = r.Texts
	case *record.Event:
		texts = r.Names
	case *record.Topic:
		texts = r.Names
	case *record.Poll:
		texts = r.Texts
	}
	for _, t := range texts {
		visit(t.Language)
	}
}
