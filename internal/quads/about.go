package quads

import (
	"iter"
	"strings"

	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

// About is what an export says of one record: the quads, in the form of [Expand]
// with the same base, whose subject is the record or a part of it. Responses are
// those made in a quote, whose shortcuts are told of the quote.
func About(r record.Record, responses []*record.Response, base string) iter.Seq2[quad.Quad, error] {
	return func(yield func(quad.Quad, error) bool) {
		names, err := namesUnder(base)
		if err != nil {
			yield(quad.Quad{}, err)
			return
		}
		own := names.prefix + r.Ref().ID.String()
		stored := func(yield func(quad.Quad, error) bool) {
			if !yieldAll(Encode(r, nil), yield) {
				return
			}
			for _, a := range responses {
				if !yieldAll(Encode(a, nil), yield) {
					return
				}
			}
		}
		for q, err := range Expand(stored, base) {
			if err != nil {
				yield(quad.Quad{}, err)
				return
			}
			if isPart(q.Subject, own) && !yield(q, nil) {
				return
			}
		}
	}
}

// isPart reports whether a subject is the resource of this name or a fragment of
// it.
func isPart(subject quad.Value, name string) bool {
	iri, ok := subject.(quad.IRI)
	if !ok {
		return false
	}
	rest, ok := strings.CutPrefix(string(iri), name)
	return ok && (rest == "" || rest[0] == '#')
}
