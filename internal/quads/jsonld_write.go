package quads

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

// WriteJSONLD writes quads in the form of [Expand] as JSON-LD 1.1: a graph of flat
// nodes under a context, which is the address of schema/context.jsonld. Labels are
// left out. Equal sets of quads give equal bytes; all of them are kept in memory.
func WriteJSONLD(w io.Writer, quads iter.Seq2[quad.Quad, error], context string) error {
	var all []quad.Quad
	for q, err := range quads {
		if err != nil {
			return err
		}
		all = append(all, q)
	}
	slices.SortFunc(all, func(a, b quad.Quad) int {
		return cmp.Or(
			strings.Compare(quad.StringOf(a.Subject), quad.StringOf(b.Subject)),
			strings.Compare(quad.StringOf(a.Predicate), quad.StringOf(b.Predicate)),
			strings.Compare(quad.StringOf(a.Object), quad.StringOf(b.Object)))
	})
	nodes := []map[string]any{}
	for _, q := range all {
		id, err := iriText(q.Subject)
		if err != nil {
			return err
		}
		if len(nodes) == 0 || nodes[len(nodes)-1]["@id"] != id {
			nodes = append(nodes, map[string]any{"@id": id})
		}
		if err := describe(nodes[len(nodes)-1], q); err != nil {
			return err
		}
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		Context string           `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}{context, nodes})
}

// describe adds what one quad says to the node of its subject.
func describe(node map[string]any, q quad.Quad) error {
	predicate, err := iriText(q.Predicate)
	if err != nil {
		return err
	}
	if q.Predicate == predicates[tType] {
		class, err := iriText(q.Object)
		types, _ := node["@type"].([]string)
		node["@type"] = append(types, localName(class))
		return err
	}
	value, err := jsonValue(q.Object)
	if err != nil {
		return err
	}
	name := localName(predicate)
	values, _ := node[name].([]map[string]string)
	node[name] = append(values, value)
	return nil
}

// localName is what the context calls a predicate or a class.
func localName(iri string) string {
	return iri[strings.LastIndexAny(iri, "#/")+1:]
}

func iriText(v quad.Value) (string, error) {
	iri, ok := v.(quad.IRI)
	if !ok {
		return "", fmt.Errorf("%w quad: %s is no IRI", record.ErrInvalid, shown(v))
	}
	return string(iri), nil
}

// jsonValue is a value object, or a reference to a node. Literals are written as
// strings with their datatype, because a JSON number says nothing of its own.
func jsonValue(v quad.Value) (map[string]string, error) {
	switch v := v.(type) {
	case quad.IRI:
		return map[string]string{"@id": string(v)}, nil
	case quad.String:
		return map[string]string{"@value": string(v)}, nil
	case quad.LangString:
		return map[string]string{"@value": string(v.Value), "@language": v.Lang}, nil
	case quad.TypedString:
		return map[string]string{"@value": string(v.Value), "@type": string(v.Type)}, nil
	}
	text, datatype, err := native(v)
	if err != nil {
		return nil, err
	}
	return map[string]string{"@value": text, "@type": string(datatype)}, nil
}
