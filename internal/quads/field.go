package quads

import (
	"slices"
	"time"

	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

// fields is what a coder of quads and a structured literal have in common, so
// that one description serves where a group of fields is written as either.
type fields interface {
	text(t term, s *string)
	flag(t term, b *bool)
	word(t term, v *uint8, e *enumeration)
}

// word codes a field with the value of an enumeration.
func word[W record.Word](f fields, t term, w *W, e *enumeration) {
	v := uint8(*w)
	f.word(t, &v, e)
	*w = W(v)
}

func (c *coder) word(t term, v *uint8, e *enumeration) {
	if c.writing {
		if *v != 0 && e.word(*v) != "" {
			c.add(t, e.iris[*v])
		}
		return
	}
	object, ok := c.take(t)
	if !ok {
		return
	}
	if *v, ok = e.valueOfIRI(object); !ok || *v == 0 {
		c.unwanted(t, object, "a value of "+e.class.String()+" other than its default")
	}
}

func identify[T any](c *coder, id *record.ID[T]) {
	if !c.writing {
		*id = record.ID[T](c.id)
	}
}

// reference codes a reference that may be absent.
func reference[T any](c *coder, t term, id *record.ID[T]) {
	if c.writing {
		if !id.IsZero() {
			c.add(t, IRI(*id))
		}
		return
	}
	if object, ok := c.take(t); ok {
		*id = record.ID[T](c.target(t, object))
	}
}

// references codes a list of references whose order does not matter.
func references[I ~[16]byte](c *coder, t term, ids *[]I) {
	if c.writing {
		for _, id := range *ids {
			c.add(t, IRI(id))
		}
		return
	}
	c.each(t, func(v quad.Value) { *ids = append(*ids, I(c.target(t, v))) })
}

// edges writes edges that repeat what a structured literal says, for those who
// traverse; absent and repeated ids are left out. Reading checks that they say
// the same, because a traversal would otherwise find what the record denies.
func edges[I ~[16]byte](c *coder, t term, ids []I) {
	if c.writing && len(ids) == 0 {
		return
	}
	want := slices.DeleteFunc(slices.Clone(ids), func(id I) bool { return id == I{} })
	slices.SortFunc(want, func(a, b I) int { return slices.Compare(a[:], b[:]) })
	want = slices.Compact(want)
	if c.writing {
		references(c, t, &want)
		return
	}
	var found []I
	references(c, t, &found)
	slices.SortFunc(found, func(a, b I) int { return slices.Compare(a[:], b[:]) })
	if !slices.Equal(slices.Compact(found), want) {
		c.fail(t, "does not lead where the literal beside it says")
	}
}

func (c *coder) target(t term, v quad.Value) [16]byte {
	id, err := ParseIRI(v)
	if err != nil {
		c.unwanted(t, v, "the IRI of a record, urn:uuid:…")
	}
	return id
}

// text codes a text in no language in particular; the empty text is absent.
func (c *coder) text(t term, s *string) {
	if c.writing {
		if *s != "" {
			c.add(t, quad.String(*s))
		}
		return
	}
	if object, ok := c.take(t); ok {
		if *s = c.plain(t, object); *s == "" {
			c.unwanted(t, object, "a text, or no quad")
		}
	}
}

// unordered codes a set of texts.
func (c *coder) unordered(t term, list *[]string) {
	if c.writing {
		for _, s := range *list {
			c.add(t, quad.String(s))
		}
		return
	}
	c.each(t, func(v quad.Value) { *list = append(*list, c.plain(t, v)) })
}

func (c *coder) plain(t term, v quad.Value) string {
	s, ok := v.(quad.String)
	if !ok {
		c.unwanted(t, v, "a plain literal")
	}
	return string(s)
}

// texts codes one text in several languages.
func (c *coder) texts(t term, ts *record.Texts) {
	if c.writing {
		for _, text := range *ts {
			c.add(t, inLanguage(text))
		}
		return
	}
	for i, found := range c.terms {
		if found == t {
			*ts = append(*ts, c.textOf(t, c.quads[i].Object))
			c.terms[i] = noTerm
		}
	}
}

func inLanguage(t record.Text) quad.Value {
	if t.Language == "" {
		return quad.String(t.Text)
	}
	return quad.LangString{Value: quad.String(t.Text), Lang: t.Language}
}

func (c *coder) textOf(t term, v quad.Value) record.Text {
	switch v := v.(type) {
	case quad.LangString:
		return record.Text{Language: v.Lang, Text: string(v.Value)}
	case quad.String:
		return record.Text{Text: string(v)}
	}
	c.unwanted(t, v, "a text")
	return record.Text{}
}

// names codes each form of a name under the predicate of its kind.
func (c *coder) names(names *[]record.Name) {
	if c.writing {
		for _, n := range *names {
			if n.Kind < record.PrimaryName || n.Kind > record.AsPrinted {
				continue
			}
			c.add(tName+term(n.Kind-record.PrimaryName), inLanguage(record.Text{Language: n.Language, Text: n.Text}))
		}
		return
	}
	for kind := record.PrimaryName; kind <= record.AsPrinted; kind++ {
		var forms record.Texts
		c.texts(tName+term(kind-record.PrimaryName), &forms)
		for _, f := range forms {
			*names = append(*names, record.Name{Text: f.Text, Language: f.Language, Kind: kind})
		}
	}
}

// address codes a web address: as an IRI, or as a literal where it has a
// character that no IRI may have.
func (c *coder) address(t term, s *string) {
	if c.writing {
		if *s != "" {
			c.add(t, addressValue(*s))
		}
		return
	}
	if object, ok := c.take(t); ok {
		*s = c.addressOf(t, object)
	}
}

func (c *coder) addresses(t term, list *[]string) {
	if c.writing {
		for _, s := range *list {
			c.add(t, addressValue(s))
		}
		return
	}
	c.each(t, func(v quad.Value) { *list = append(*list, c.addressOf(t, v)) })
}

func addressValue(s string) quad.Value {
	if validIRI(s) {
		return quad.IRI(s)
	}
	return quad.TypedString{Value: quad.String(s), Type: typeAddress}
}

func (c *coder) addressOf(t term, v quad.Value) string {
	switch v := v.(type) {
	case quad.IRI:
		return string(v)
	case quad.TypedString:
		if v.Type == typeAddress && !validIRI(string(v.Value)) {
			return string(v.Value)
		}
	}
	c.unwanted(t, v, "a web address")
	return ""
}

// date codes a date in the type of its precision.
func (c *coder) date(t term, d *record.Date) {
	if c.writing {
		if !d.IsZero() {
			c.add(t, dateValue(*d))
		}
		return
	}
	object, ok := c.take(t)
	if !ok {
		return
	}
	typed, _ := object.(quad.TypedString)
	parsed, err := record.ParseDate(string(typed.Value))
	if err != nil || dateType(parsed) != typed.Type {
		c.unwanted(t, object, "an existing xsd:date, xsd:gYearMonth or xsd:gYear")
	}
	*d = parsed
}

func dateValue(d record.Date) quad.Value {
	return quad.TypedString{Value: quad.String(appendDate(nil, d)), Type: dateType(d)}
}

// appendDate writes what Date.String does, without the cost of formatting.
func appendDate(b []byte, d record.Date) []byte {
	y := int(d.Year)
	b = append(b, '0'+byte(y/1000), '0'+byte(y/100%10), '0'+byte(y/10%10), '0'+byte(y%10))
	if d.Month > 0 {
		b = append(b, '-', '0'+d.Month/10, '0'+d.Month%10)
	}
	if d.Day > 0 {
		b = append(b, '-', '0'+d.Day/10, '0'+d.Day%10)
	}
	return b
}

func dateType(d record.Date) quad.IRI {
	switch {
	case d.Month == 0:
		return typeYear
	case d.Day == 0:
		return typeYearMonth
	}
	return typeDate
}

// instant codes a point in time to the millisecond.
func (c *coder) instant(t term, at *time.Time) {
	if c.writing {
		if !at.IsZero() {
			c.add(t, quad.Time(*at))
		}
		return
	}
	if object, ok := c.take(t); ok {
		v, _ := object.(quad.Time)
		if *at = time.Time(v); !storable(*at) {
			c.unwanted(t, object, "a time (xsd:dateTime) in whole milliseconds")
		}
	}
}

// storable reports whether a time is one that a normalized record can have.
func storable(at time.Time) bool {
	return !at.IsZero() && at.Equal(at.Truncate(time.Millisecond))
}

func (c *coder) flag(t term, b *bool) {
	if c.writing {
		if *b {
			c.add(t, quad.Bool(true))
		}
		return
	}
	if object, ok := c.take(t); ok {
		if *b = object == quad.Bool(true); !*b {
			c.unwanted(t, object, "true, or no quad")
		}
	}
}

// count codes a number that is absent where it is 0.
func (c *coder) count(t term, n *int) {
	if c.writing {
		if *n != 0 {
			c.add(t, quad.Int(*n))
		}
		return
	}
	if object, ok := c.take(t); ok {
		v, ok := object.(quad.Int)
		if *n = int(v); !ok || v == 0 || quad.Int(*n) != v {
			c.unwanted(t, object, "a whole number other than 0")
		}
	}
}

func (c *coder) hash(t term, h *record.Hash) {
	if c.writing {
		if !h.IsZero() {
			c.add(t, quad.TypedString{Value: quad.String(h.String()), Type: typeHash})
		}
		return
	}
	if object, ok := c.take(t); ok {
		v, _ := object.(quad.TypedString)
		if *h = hashOf(string(v.Value)); v.Type != typeHash || h.IsZero() {
			c.unwanted(t, object, "a SHA-256 (xsd:hexBinary, lower case)")
		}
	}
}
