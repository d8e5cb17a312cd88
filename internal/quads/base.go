package quads

import (
	"fmt"
	"iter"
	"net/url"
	"strings"

	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

// names exchanges the prefix of the IRIs of records: urn:uuid: inside, the
// address of a site in its exports.
type names struct{ prefix string }

// namesUnder refuses a base that is no plain http or https address.
func namesUnder(base string) (names, error) {
	if base == "" {
		return names{urnPrefix}, nil
	}
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil ||
		strings.ContainsAny(base, "?#") || strings.HasSuffix(base, "/") || !validIRI(base) {
		return names{}, fmt.Errorf("%w base %q: want an http or https address without query, fragment and final slash", record.ErrInvalid, base)
	}
	return names{base + "/id/"}, nil
}

// publish renames the records in quads of its own.
func (n names) publish(quads []quad.Quad) {
	if n.prefix == urnPrefix {
		return
	}
	for i := range quads {
		quads[i] = renamed(quads[i], urnPrefix, n.prefix)
	}
}

func (n names) private(quads iter.Seq2[quad.Quad, error]) iter.Seq2[quad.Quad, error] {
	if n.prefix == urnPrefix {
		return quads
	}
	return func(yield func(quad.Quad, error) bool) {
		for q, err := range quads {
			if !yield(renamed(q, n.prefix, urnPrefix), err) {
				return
			}
		}
	}
}

func renamed(q quad.Quad, from, to string) quad.Quad {
	q.Subject = rename(q.Subject, from, to)
	q.Label = rename(q.Label, from, to)
	if !isAddress(q.Predicate) {
		q.Object = rename(q.Object, from, to)
	}
	return q
}

// isAddress reports whether a predicate leads to web addresses, which stay as
// they are even where one happens to be that of a record in an export.
func isAddress(predicate quad.Value) bool {
	return predicate == predicates[tURL] || predicate == predicates[tSameAs] || predicate == predicates[tArchivedAt]
}

// rename exchanges the prefix of the IRI of a record or of one of its
// fragments, and leaves every other value.
func rename(v quad.Value, from, to string) quad.Value {
	iri, ok := v.(quad.IRI)
	if !ok {
		return v
	}
	rest, ok := strings.CutPrefix(string(iri), from)
	if !ok || len(rest) < uuidLength || len(rest) > uuidLength && rest[uuidLength] != '#' {
		return v
	}
	if _, ok := parseUUID(rest[:uuidLength]); !ok {
		return v
	}
	return quad.IRI(to + rest)
}
