package dossier

import (
	"fmt"
	"iter"
	"slices"

	"go.yaml.in/yaml/v3"

	"onrecord/internal/record"
)

// value is a node of the file with the path that leads to it.
type value struct {
	node *yaml.Node
	at   Place
}

// mapping is a map of the file whose fields are known beforehand. Every field
// that the reader asks for is known by that; done refuses the others. So the
// code that reads a field is the only list of fields there is.
type mapping struct {
	r *reader
	// shape names the kind of map, as schema/dossier.schema.json does.
	shape string
	at    Place
	// broken is set where there is no map at all; what it lacks is then no
	// further mistake.
	broken bool
	fields map[string]value
	// order is the fields in the order of the file.
	order []string
	asked []string
	// places leads from the fields of a record to those of the file.
	places map[string]Place
}

// fields opens v as a map of fields; what is not a map is reported and read as
// an empty one, so that reading goes on.
func (r *reader) fields(v value, shape string) *mapping {
	m := &mapping{r: r, shape: shape, at: v.at, fields: map[string]value{}, places: map[string]Place{}}
	m.broken = v.node.Kind != yaml.MappingNode
	for key, v := range r.pairs(v, "fields") {
		m.fields[key] = v
		m.order = append(m.order, key)
	}
	return m
}

// pairs visits the keys and values of a map, each key once.
func (r *reader) pairs(v value, of string) iter.Seq2[string, value] {
	return func(yield func(string, value) bool) {
		if v.node.Kind != yaml.MappingNode {
			r.rep.add(v.at, "is %s; want a map of %s", what(v.node), of)
			return
		}
		seen := make(map[string]int, len(v.node.Content)/2)
		for i := 0; i+1 < len(v.node.Content); i += 2 {
			key, child := v.node.Content[i], v.node.Content[i+1]
			at := r.place(key, join(v.at.Path, clip(key.Value)))
			if key.Kind != yaml.ScalarNode {
				r.rep.add(r.place(key, v.at.Path), "a key is %s; want a word", what(key))
				continue
			}
			if first, twice := seen[key.Value]; twice {
				r.rep.add(at, "is here twice, first at line %d", first)
				continue
			}
			seen[key.Value] = key.Line
			if !yield(key.Value, value{child, at}) {
				return
			}
		}
	}
}

func (r *reader) place(n *yaml.Node, path string) Place {
	return Place{File: r.name, Line: n.Line, Column: n.Column, Path: path}
}

func join(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}

// what describes a node to whoever wrote it.
func what(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a map"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind != yaml.ScalarNode || n.Tag == "!!null":
		return "empty"
	}
	switch n.Tag {
	case "!!int", "!!float":
		return fmt.Sprintf("the number %s", clip(n.Value))
	case "!!bool":
		return "a yes or no (" + clip(n.Value) + ")"
	case "!!timestamp":
		return "the date " + clip(n.Value)
	case "!!str":
		return fmt.Sprintf("the text %q", clip(n.Value))
	}
	return "a value of type " + clip(n.Tag)
}

// field is the value of a field, placed at the value itself; into is the
// record's own path of it, for what the record finds wrong. ok is false where
// the file has no such field.
func (m *mapping) field(name, into string) (v value, ok bool) {
	m.asked = append(m.asked, name)
	at := m.at
	at.Path = join(m.at.Path, name)
	v, ok = m.fields[name]
	if ok {
		v.at = m.r.place(v.node, at.Path)
		at = v.at
	}
	m.places[into] = at
	if ok && isNull(v.node) {
		m.r.rep.add(v.at, "is empty; write a value or leave the field out")
		return v, false
	}
	return v, ok
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// list visits the items of a field that is a list.
func (m *mapping) list(name, into string) iter.Seq2[int, value] {
	v, ok := m.field(name, into)
	return func(yield func(int, value) bool) {
		if !ok {
			return
		}
		if v.node.Kind != yaml.SequenceNode {
			m.r.rep.add(v.at, "is %s; want a list: [ … ]", what(v.node))
			return
		}
		for i, n := range v.node.Content {
			at := m.r.place(n, fmt.Sprintf("%s[%d]", v.at.Path, i))
			m.places[fmt.Sprintf("%s[%d]", into, i)] = at
			if isNull(n) {
				m.r.rep.add(at, "is empty; write a value or leave the item out")
				continue
			}
			if !yield(i, value{n, at}) {
				return
			}
		}
	}
}

// missing reports a field that must be there and is not; one that is there
// without a value is in the report already.
func (m *mapping) missing(name string) { m.absent(name, "missing") }

func (m *mapping) absent(name, message string) {
	if _, ok := m.fields[name]; !ok && !m.broken {
		at := m.at
		at.Path = join(at.Path, name)
		m.r.rep.add(at, "%s", message)
	}
}

// excuse keeps a field from being reported as missing where another one that
// could stand for it is there and wrong.
func (m *mapping) excuse(name string, others ...string) {
	for _, other := range others {
		if m.r.rep.failed[join(m.at.Path, other)] {
			m.r.rep.failed[join(m.at.Path, name)] = true
		}
	}
}

// close refuses the fields that nobody asked for.
func (m *mapping) close() {
	m.r.notice(m.shape, m.asked)
	for _, name := range m.order {
		if slices.Contains(m.asked, name) {
			continue
		}
		known := slices.Clone(m.asked)
		slices.Sort(known)
		m.r.rep.add(m.fields[name].at, "unknown field%s", m.r.fieldHint(m.shape, name, known))
	}
}

// done closes the map that a record was read from, reports what the record
// finds wrong with itself at the fields of the file, and keeps the record.
func (m *mapping) done(rec record.Record) {
	m.close()
	if m.broken {
		return
	}
	switch err := rec.Validate().(type) {
	case nil:
	case record.Problems:
		for _, p := range err {
			m.reportProblem(p)
		}
	default:
		m.r.rep.add(m.at, "%v", err)
	}
	rec.Normalize()
	m.r.keep(rec, m.at)
}

// reportProblem finds the field of the file that a problem of the record is
// about, going outwards where it names a part that has no place of its own. A
// field that is in the report already is not reported twice.
func (m *mapping) reportProblem(p record.Problem) {
	for path := p.Path; path != ""; path = parentPath(path) {
		at, ok := m.places[path]
		if !ok {
			continue
		}
		if !m.r.rep.failed[at.Path] {
			m.r.rep.add(at, "%s", p.Message)
		}
		return
	}
	m.r.rep.add(m.at, "%s", p)
}

// fieldHint says what to write instead of an unknown field.
func (r *reader) fieldHint(shape, name string, known []string) string {
	if shape == "quote" && name == "status" {
		return "; a quote's status follows from its corrections"
	}
	if r.rep.full() {
		return ""
	}
	return hint(name, known)
}
