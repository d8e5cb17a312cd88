package dossier

import (
	"go.yaml.in/yaml/v3"

	"onrecord/internal/record"
)

// texts reads a text that is either plain, in the dossier's language, or a map
// from languages to texts. most is what the domain says of one text alone.
func (m *mapping) texts(name, into string, rule textRule) record.Texts {
	v, ok := m.field(name, into)
	if !ok {
		return nil
	}
	return m.r.texts(v, rule)
}

func (r *reader) texts(v value, rule textRule) (texts record.Texts) {
	if v.node.Kind != yaml.MappingNode {
		if t, ok := r.text(v, r.language, rule); ok {
			texts = append(texts, t)
		}
		return texts
	}
	for language, child := range r.pairs(v, "languages and texts") {
		key := child.at
		child.at = r.place(child.node, key.Path)
		if t, ok := r.textIn(child, key, language, rule); ok {
			texts = append(texts, t)
		}
	}
	if len(v.node.Content) == 0 {
		r.rep.add(v.at, "is an empty map; want a text, or texts by language such as {en: …, ar: …}")
	}
	return texts
}

func (r *reader) text(v value, language string, rule textRule) (record.Text, bool) {
	return r.textIn(v, v.at, language, rule)
}

// textIn checks one text at its own place: the record would report it at the
// field that holds all languages.
func (r *reader) textIn(v value, languageAt Place, language string, rule textRule) (record.Text, bool) {
	s, ok := r.line(v)
	if !ok {
		return record.Text{}, false
	}
	t := record.Text{Language: language, Text: s}
	for _, p := range rule(t) {
		at := v.at
		if p.Path == languageField {
			at = languageAt
		}
		r.rep.add(at, "%s", p.Message)
		ok = false
	}
	return t, ok
}

// A textRule is what the domain says of one text alone. There are two, the
// names and the longer texts; each asks a record that consists of nothing else,
// so that the rules stay where they are.
type textRule func(record.Text) []record.Problem

const languageField = "language"

func nameRule(t record.Text) []record.Problem {
	probe := record.Topic{ID: record.TopicID(probeID), Slug: "probe", Names: record.Texts{t}}
	return ofText(probe.Validate(), "names.language")
}

func longRule(t record.Text) []record.Problem {
	probe := record.Question{ID: record.QuestionID(probeID), Slug: "probe", Texts: record.Texts{t}}
	return ofText(probe.Validate(), "texts.language")
}

// lineRule is for forms of a name, which may belong to no language.
func lineRule(t record.Text) []record.Problem {
	if t.Language == "" {
		t.Language = "und"
	}
	return nameRule(t)
}

var probeID = record.DeclaredID("probe", "probe")

func ofText(err error, language string) []record.Problem {
	problems, _ := err.(record.Problems)
	for i, p := range problems {
		problems[i].Path = ""
		if p.Path == language {
			problems[i].Path = languageField
		}
	}
	return problems
}

// names reads every form of an actor's name.
func (m *mapping) names() (names []record.Name) {
	for _, t := range m.texts("name", "names", nameRule) {
		names = append(names, record.Name{Text: t.Text, Language: t.Language, Kind: record.PrimaryName})
	}
	primary := m.places["names"]
	names = m.forms(names, "aliases", record.Alias)
	names = m.forms(names, "transliterations", record.Transliteration)
	names = m.forms(names, "printed", record.AsPrinted)
	m.places["names"] = primary
	return names
}

func (m *mapping) forms(names []record.Name, field string, kind record.NameKind) []record.Name {
	for _, v := range m.list(field, field) {
		if t, ok := m.r.form(v); ok {
			names = append(names, record.Name{Text: t.Text, Language: t.Language, Kind: kind})
		}
	}
	return names
}

// form is one form of a name: plain, or a text with its language.
func (r *reader) form(v value) (record.Text, bool) {
	if v.node.Kind != yaml.MappingNode {
		return r.text(v, r.language, lineRule)
	}
	m := r.fields(v, "form")
	defer m.close()
	m.missing("text")
	language, hasLanguage := m.field("language", "language")
	text, ok := m.field("text", "text")
	if !ok {
		return record.Text{}, false
	}
	tag := r.language
	if hasLanguage {
		if tag, ok = r.line(language); !ok {
			return record.Text{}, false
		}
	}
	return r.textIn(text, language.at, tag, lineRule)
}
