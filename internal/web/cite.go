package web

import (
	"fmt"
	"strings"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// citation is how a page is cited: pinned to its revision, so that whoever follows
// the link sees what was cited.
type citation struct {
	Text, BibTeX, Link string
}

// cite makes the citation of a page. Title is in the marks that it wants: a claim
// has none, because nobody said it.
func (v *visit) cite(key, title, path string) (*citation, error) {
	revision := v.reader.snapshot.Revision()
	link := fmt.Sprintf("%s%s?%s=%d", v.reader.base, path[len(v.reader.prefix):], revisionParameter, revision)
	if !v.reader.asOf.IsZero() {
		link += "&" + asOfParameter + "=" + v.reader.asOf.String()
	}
	text, err := v.tongue.fill("cite.form", title, grouped(int(revision)), v.tongue.date(v.today), link)
	if err != nil {
		return nil, err
	}
	return &citation{text, bibTeX(key, title, link, revision, v.today), link}, nil
}

// refer adds to a page how it is cited, under a key and a title, and the other forms
// of the record that it is about.
func (v *visit) refer(p *page, id uuid.UUID, key, title string) (*page, error) {
	cite, err := v.cite(key, title, p.Path)
	if err != nil {
		return nil, err
	}
	p.Cite, p.Alternates = cite, v.reader.alternates(id)
	return p, nil
}

// bibTeX is the entry of a page.
func bibTeX(key, title, link string, revision record.Revision, accessed record.Date) string {
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{onrecord-%s-r%d,\n", key, revision)
	fmt.Fprintf(&b, "  title = {{%s}},\n", escapeTeX(title))
	fmt.Fprintf(&b, "  organization = {onrecord},\n  note = {Revision %d, accessed %s},\n", revision, accessed)
	fmt.Fprintf(&b, "  url = {%s}\n}", strings.NewReplacer("{", "%7B", "}", "%7D").Replace(link))
	return b.String()
}

// special are the characters that TeX reads as something else.
var special = strings.NewReplacer(
	`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `%`, `\%`, `&`, `\&`, `#`, `\#`, `$`, `\$`, `_`, `\_`,
	`~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`, "\n", " ", "\r", " ")

func escapeTeX(text string) string { return special.Replace(text) }
