package quads

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

// Contract undoes [Expand] with the same base: records get their urn:uuid:…
// names again, structured literals are folded, shortcuts are dropped. What it
// yields would expand to exactly what it was given, shortcuts aside; anything
// else is [record.ErrInvalid], because an import must not lose what it does not
// understand. The quads of a record and of its selectors must stand together,
// as they do in sorted N-Quads.
func Contract(quads iter.Seq2[quad.Quad, error], base string) iter.Seq2[quad.Quad, error] {
	return func(yield func(quad.Quad, error) bool) {
		names, err := namesUnder(base)
		if err != nil {
			yield(quad.Quad{}, err)
			return
		}
		var out []quad.Quad
		for group, err := range groups(names.private(quads), recordOf) {
			if err == nil {
				group = slices.DeleteFunc(group, func(q quad.Quad) bool { return isShortcut(q.Predicate) })
				out, err = contractRecord(out[:0], group)
			}
			if err != nil {
				yield(quad.Quad{}, err)
				return
			}
			if !yieldAll(out, yield) {
				return
			}
		}
	}
}

// recordOf is the record that a subject belongs to: itself, or what stands
// before its fragment.
func recordOf(subject quad.Value) quad.Value {
	iri, ok := subject.(quad.IRI)
	if at := strings.IndexByte(string(iri), '#'); ok && at >= 0 && strings.HasPrefix(string(iri), urnPrefix) {
		return iri[:at]
	}
	return subject
}

// contractRecord folds the quads of one record and of its selectors.
func contractRecord(dst, group []quad.Quad) ([]quad.Quad, error) {
	if len(group) == 0 {
		return dst, nil
	}
	f := folder{subject: recordOf(group[0].Subject), byLabel: map[quad.Value]*labelled{}}
	f.class = classOf(group, f.subject)
	for _, q := range group {
		f.sort(q)
	}
	dst = append(dst, f.rest...)
	for _, l := range f.labels {
		dst = l.fold(dst, f.subject)
	}
	if err := requireExpansion(dst, group); err != nil {
		return nil, fmt.Errorf("%w export, record %s: %w", record.ErrInvalid, shown(f.subject), err)
	}
	return dst, nil
}

func classOf(group []quad.Quad, subject quad.Value) quad.Value {
	for _, q := range group {
		if q.Subject == subject && q.Predicate == predicates[tType] {
			return q.Object
		}
	}
	return nil
}

// requireExpansion checks that nothing was lost or misunderstood in folding.
func requireExpansion(folded, group []quad.Quad) error {
	expanded, err := expandRecord(nil, folded)
	if err != nil {
		return err
	}
	for _, q := range folded {
		if q.Subject != recordOf(q.Subject) {
			return fmt.Errorf("cannot have %s of %s", shown(q.Predicate), shown(q.Subject))
		}
	}
	want := make(map[quad.Quad]bool, len(group))
	for _, q := range group {
		want[q] = true
	}
	found := make(map[quad.Quad]bool, len(group))
	for _, q := range expanded {
		if isShortcut(q.Predicate) {
			continue
		}
		if found[q] = true; !want[q] {
			return fmt.Errorf("lacks %s of %s", shown(q.Predicate), shown(q.Subject))
		}
	}
	for _, q := range group {
		if !found[q] {
			return fmt.Errorf("cannot have %s %s of %s", shown(q.Predicate), shown(q.Object), shown(q.Subject))
		}
	}
	return nil
}

// A folder sorts the quads of one record by what they are folded into, and
// these by label, because each label asserts its own.
type folder struct {
	subject quad.Value
	class   quad.Value
	rest    []quad.Quad
	labels  []*labelled
	byLabel map[quad.Value]*labelled
}

// labelled is what one label asserts.
type labelled struct {
	label                                    quad.Value
	attribution, coding, position, quotation coder
}

var (
	attributionTerms = []term{tMode, tLanguage, tPrintedName, tPrintedRole, tCue, tAct, tCapacity, tMedium, tTranslated, tPullQuote}
	codingTerms      = []term{tQualified, tCondition, tCertainty, tBasis, tCoder}
)

func (f *folder) sort(q quad.Quad) {
	p, _ := q.Predicate.(quad.IRI)
	t, ok := termOf[p]
	iri, _ := q.Subject.(quad.IRI)
	switch {
	case !ok:
		f.rest = append(f.rest, q)
	case strings.HasSuffix(string(iri), positionFragment):
		f.of(q.Label).position.queue(t, q)
	case strings.HasSuffix(string(iri), wordsFragment):
		f.of(q.Label).quotation.queue(t, q)
	case t == tHasSelector:
		// Said again by the selector itself; requireExpansion compares.
	case f.class == classes[record.KindQuote] && slices.Contains(attributionTerms, t):
		f.of(q.Label).attribution.queue(t, q)
	case f.class == classes[record.KindStance] && slices.Contains(codingTerms, t):
		f.of(q.Label).coding.queue(t, q)
	default:
		f.rest = append(f.rest, q)
	}
}

func (f *folder) of(label quad.Value) *labelled {
	l := f.byLabel[label]
	if l == nil {
		l = &labelled{label: label}
		f.byLabel[label] = l
		f.labels = append(f.labels, l)
	}
	return l
}

// queue adds a quad for c to read.
func (c *coder) queue(t term, q quad.Quad) {
	c.quads = append(c.quads, q)
	c.terms = append(c.terms, t)
}

// fold writes the structured literals. What the coders could not read comes to
// light when the result is expanded again.
func (l *labelled) fold(dst []quad.Quad, subject quad.Value) []quad.Quad {
	to := coder{writing: true, subject: subject, label: l.label, quads: dst}
	if len(l.attribution.quads) > 0 {
		var q record.Quote
		attribution(&l.attribution, &q)
		structured(&to, tAttribution, typeAttribution, &q, attributionLiteral)
	}
	if len(l.coding.quads) > 0 {
		var s record.Stance
		coding(&l.coding, &s)
		structured(&to, tCoding, typeCoding, &s, codingLiteral)
	}
	if len(l.position.quads) > 0 {
		s := l.selector()
		structured(&to, tSelector, typeSelector, &s, selectorLiteral)
	}
	return to.quads
}

func (l *labelled) selector() (s record.Selector) {
	s.Start, s.End = l.position.offset(tSelectorStart), l.position.offset(tSelectorEnd)
	l.position.hash(tSHA256, &s.SHA256)
	l.quotation.text(tExact, &s.Exact)
	l.quotation.text(tPrefix, &s.Prefix)
	l.quotation.text(tSuffix, &s.Suffix)
	return s
}

// offset reads a place in a text.
func (c *coder) offset(t term) int32 {
	object, _ := c.take(t)
	n, _ := object.(quad.Int)
	return int32(n)
}
