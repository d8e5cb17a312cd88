package quads

import (
	"fmt"
	"iter"

	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

// The resources into which a selector is expanded have the quote's IRI with
// one of these fragments.
const (
	positionFragment = "#position"
	wordsFragment    = "#words"
)

// Classes of selectors (Web Annotation).
var (
	classPositionSelector quad.Value = quad.IRI(nsOA + "TextPositionSelector")
	classQuoteSelector    quad.Value = quad.IRI(nsOA + "TextQuoteSelector")
)

// Expand turns quads as [Encode] writes them into the form of an export, for
// readers who know the vocabularies and nothing of structured literals: how a
// quote is attributed and how a stance was coded become quads of their own, a
// selector becomes a TextPositionSelector and, where it has words, a
// TextQuoteSelector. A response adds cito:agreesWith, cito:disagreesWith or
// cito:qualifies from its quote to the quote that it answers, or else to the
// actor: a shortcut, which drops basis and claim.
//
// With a base such as https://graph.example.org the records are named
// https://graph.example.org/id/… instead of urn:uuid:…; an empty base keeps
// them. Labels stay with what is expanded. The quads of a subject must stand
// together.
func Expand(quads iter.Seq2[quad.Quad, error], base string) iter.Seq2[quad.Quad, error] {
	return func(yield func(quad.Quad, error) bool) {
		names, err := namesUnder(base)
		if err != nil {
			yield(quad.Quad{}, err)
			return
		}
		var out []quad.Quad
		for group, err := range groups(quads, func(v quad.Value) quad.Value { return v }) {
			if err == nil {
				out, err = expandRecord(out[:0], group)
			}
			if err != nil {
				yield(quad.Quad{}, err)
				return
			}
			names.publish(out)
			if !yieldAll(out, yield) {
				return
			}
		}
	}
}

// expandRecord expands the quads of one record.
func expandRecord(dst, group []quad.Quad) ([]quad.Quad, error) {
	for _, q := range group {
		var err error
		if dst, err = expandQuad(dst, q); err != nil {
			return nil, fmt.Errorf("%w record %s: %s: %w", record.ErrCorrupt, shown(q.Subject), shown(q.Predicate), err)
		}
	}
	return appendShortcuts(dst, group)
}

func expandQuad(dst []quad.Quad, q quad.Quad) ([]quad.Quad, error) {
	c := coder{writing: true, subject: q.Subject, label: q.Label, quads: dst}
	switch q.Predicate {
	case predicates[tAttribution]:
		var quote record.Quote
		if err := fold(q, typeAttribution, &quote, attributionLiteral); err != nil {
			return nil, err
		}
		attribution(&c, &quote)
	case predicates[tCoding]:
		var stance record.Stance
		if err := fold(q, typeCoding, &stance, codingLiteral); err != nil {
			return nil, err
		}
		coding(&c, &stance)
	case predicates[tSelector]:
		var s record.Selector
		if err := fold(q, typeSelector, &s, selectorLiteral); err != nil {
			return nil, err
		}
		c.selectorResources(&s)
	default:
		return append(dst, q), nil
	}
	return c.quads, nil
}

// fold reads the structured literal of one quad.
func fold[V any](q quad.Quad, datatype quad.IRI, v *V, describe func(*literal, *V)) error {
	typed, ok := q.Object.(quad.TypedString)
	if !ok || typed.Type != datatype {
		return fmt.Errorf("want a literal of type %s", datatype)
	}
	return readLiteral(new(literal), string(typed.Value), v, describe)
}

// selectorResources writes the selector of the quote that is c's subject. The
// subject of c is spent after it.
func (c *coder) selectorResources(s *record.Selector) {
	quote, _ := c.subject.(quad.IRI)
	position, words := quote+positionFragment, quote+wordsFragment
	c.add(tHasSelector, position)
	if s.Exact != "" || s.Prefix != "" || s.Suffix != "" {
		c.add(tHasSelector, words)
		c.subject = words
		c.add(tType, classQuoteSelector)
		c.text(tExact, &s.Exact)
		c.text(tPrefix, &s.Prefix)
		c.text(tSuffix, &s.Suffix)
	}
	c.subject = position
	c.add(tType, classPositionSelector)
	c.add(tSelectorStart, quad.Int(s.Start))
	c.add(tSelectorEnd, quad.Int(s.End))
	c.hash(tSHA256, &s.SHA256)
}

// shortcuts holds the CiTO predicate of each kind of response that takes a
// side.
var shortcuts = [record.CommentsOn + 1]term{
	record.Agrees:     tAgreesWith,
	record.Disagrees:  tDisagreesWith,
	record.Qualifies:  tQualifies,
	record.CommentsOn: noTerm,
}

func isShortcut(predicate quad.Value) bool {
	return predicate == predicates[tAgreesWith] || predicate == predicates[tDisagreesWith] || predicate == predicates[tQualifies]
}

// appendShortcuts adds the shortcut of the response that the group describes,
// if it describes one.
func appendShortcuts(dst, group []quad.Quad) ([]quad.Quad, error) {
	kindQuad, ok := find(group, tResponseKind)
	if !ok {
		return dst, nil
	}
	kind, ok := responseKinds.valueOfIRI(kindQuad.Object)
	quote, quoted := find(group, tQuote)
	if !ok || !quoted {
		return nil, fmt.Errorf("%w record %s: a response has a known kind and a quote, and its quads stand together", record.ErrCorrupt, shown(kindQuad.Subject))
	}
	to, ok := find(group, tToQuote)
	if !ok {
		to, ok = find(group, tTo)
	}
	if t := shortcuts[kind]; ok && t != noTerm {
		dst = append(dst, quad.Quad{Subject: quote.Object, Predicate: predicates[t], Object: to.Object, Label: kindQuad.Label})
	}
	return dst, nil
}

func find(group []quad.Quad, t term) (quad.Quad, bool) {
	for _, q := range group {
		if q.Predicate == predicates[t] {
			return q, true
		}
	}
	return quad.Quad{}, false
}
