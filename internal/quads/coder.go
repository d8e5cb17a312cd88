package quads

import (
	"fmt"

	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

// Encode writes a record as quads with the given label, which may be nil. The
// record must be valid and normalized: what Validate would refuse may be lost.
// Equal records give equal quads in equal order.
func Encode(r record.Record, label quad.Value) []quad.Quad {
	return Append(make([]quad.Quad, 0, 16), r, label)
}

// Append is Encode into an existing slice.
func Append(dst []quad.Quad, r record.Record, label quad.Value) []quad.Quad {
	ref := r.Ref()
	c := coder{writing: true, subject: IRI(ref.ID), label: label, quads: dst}
	c.add(tType, classes[ref.Kind])
	c.describe(r)
	return c.quads
}

// Decode reads the record that all of the quads describe: they must be every
// quad of one subject, in any order and with any labels, and a quad may occur
// more than once. The record is normalized but not validated. What does not
// make up one whole record, nothing more and nothing less, is
// [record.ErrCorrupt].
func Decode(quads []quad.Quad) (record.Record, error) {
	if len(quads) == 0 {
		return nil, fmt.Errorf("%w record: it has no quads", record.ErrCorrupt)
	}
	var room [24]term
	c := coder{subject: quads[0].Subject, quads: quads, terms: room[:0]}
	r, err := c.decode()
	if err != nil {
		return nil, fmt.Errorf("%w record %s: %s", record.ErrCorrupt, shown(c.subject), err)
	}
	return r, nil
}

// A coder either writes a record as quads or reads it from them. The
// descriptions of the kinds call the same methods in both cases, one for each
// field.
type coder struct {
	writing bool
	subject quad.Value
	label   quad.Value
	// quads is what was written so far, or everything there is to read.
	quads []quad.Quad
	// terms are the predicates of quads while reading; noTerm once it was read.
	terms []term
	id    [16]byte
	// literal is the structured literal in work, kept here to spare an allocation.
	literal literal
	err     error
}

func (c *coder) add(t term, object quad.Value) {
	c.quads = append(c.quads, quad.Quad{Subject: c.subject, Predicate: predicates[t], Object: object, Label: c.label})
}

func (c *coder) decode() (record.Record, error) {
	var err error
	if c.id, err = ParseIRI(c.subject); err != nil {
		return nil, err
	}
	if err := c.index(); err != nil {
		return nil, err
	}
	class, _ := c.take(tType)
	kind, ok := kindOf(class)
	if !ok {
		return nil, fmt.Errorf("%s is %s: want the class of a kind of record", tType, shown(class))
	}
	r, err := record.New(kind)
	if err != nil {
		return nil, err
	}
	c.describe(r)
	if err := c.finish(kind); err != nil {
		return nil, err
	}
	r.Normalize()
	return r, nil
}

// index finds the term of each quad's predicate.
func (c *coder) index() error {
	for i, q := range c.quads {
		if i > 0 && q.Subject != c.subject {
			return fmt.Errorf("the quads of %s are among its own", shown(q.Subject))
		}
		p, _ := q.Predicate.(quad.IRI)
		t, ok := termOf[p]
		if !ok {
			return fmt.Errorf("unknown predicate %s", shown(q.Predicate))
		}
		c.terms = append(c.terms, t)
	}
	return nil
}

// take is the only object of a term. A second, different object is an error.
func (c *coder) take(t term) (quad.Value, bool) {
	var object quad.Value
	for i, found := range c.terms {
		if found != t {
			continue
		}
		switch next := c.quads[i].Object; object {
		case nil:
			object = next
		case next:
		default:
			c.fail(t, "has two values, %s and %s", shown(object), shown(next))
		}
		c.terms[i] = noTerm
	}
	return object, object != nil
}

// each visits every object of a term.
func (c *coder) each(t term, visit func(quad.Value)) {
	for i, found := range c.terms {
		if found == t {
			visit(c.quads[i].Object)
			c.terms[i] = noTerm
		}
	}
}

// fail keeps the first problem; reading goes on, which does no harm, because
// its result is thrown away.
func (c *coder) fail(t term, format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("%s "+format, append([]any{t}, args...)...)
	}
}

func (c *coder) unwanted(t term, v quad.Value, want string) {
	c.fail(t, "is %s: want %s", shown(v), want)
}

// finish reports what went wrong, or a quad that no field has read.
func (c *coder) finish(kind record.Kind) error {
	if c.err != nil {
		return c.err
	}
	for _, t := range c.terms {
		if t != noTerm {
			return fmt.Errorf("a record of kind %s has no %s", kind, t)
		}
	}
	return nil
}
