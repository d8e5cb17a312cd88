package web

import (
	"net/url"
	"strings"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// reader makes views of one snapshot, in the words of one tongue, as of one day.
// Pages and embeds of a request share one.
type reader struct {
	snapshot *graph.Snapshot
	tongue   *tongue
	// languages are those that content is wanted in, in this order.
	languages []string
	// asOf is the last day that counts; zero: everything on record.
	asOf record.Date
	// prefix is the path that links begin with, base the whole address of the site, of
	// which the prefix is the end.
	prefix, base string
	// kept are the parameters that links carry on.
	kept url.Values
}

// path is a link to a thing on this site: "claim" and its slug, for example.
func (r *reader) path(noun, key string) string {
	var b strings.Builder
	b.WriteString(r.permanent(noun, key))
	if len(r.kept) > 0 {
		b.WriteString("?" + r.kept.Encode())
	}
	return b.String()
}

// pathOfPair is a link to two actors beside one another.
func (r *reader) pathOfPair(noun, a, b string) string {
	path := r.permanent(noun, a) + "/" + url.PathEscape(b)
	if len(r.kept) > 0 {
		path += "?" + r.kept.Encode()
	}
	return path
}

// permanent is the path without what this visitor asks for beside the thing.
func (r *reader) permanent(noun, key string) string {
	switch {
	case noun == "":
		return r.prefix + "/"
	case key == "":
		return r.prefix + "/" + noun
	}
	return r.prefix + "/" + noun + "/" + url.PathEscape(key)
}

// phrase is a text with its language and the direction it is read in. Lang is
// empty where the record does not say.
type phrase struct{ Text, Lang, Dir string }

func phraseIn(text, lang string) phrase { return phrase{text, lang, directionOf(lang)} }

// plain is a text of which the record does not give the language.
func plain(text string) phrase { return phrase{Text: text, Dir: "auto"} }

// Empty reports whether there is nothing to show.
func (p phrase) Empty() bool { return p.Text == "" }

// in is a text in the first of the wanted languages that it has.
func (r *reader) in(ts record.Texts) phrase {
	t := ts.In(r.languages)
	return phraseIn(t.Text, t.Language)
}

// link is something with a page of its own.
type link struct {
	phrase
	Path string
}

// Link is the link itself, under whatever view it is part of.
func (l link) Link() link { return l }

// dateView is a date as a reader sees it, and as a program does.
type dateView struct {
	// Text is in the words of the interface, in the precision that is known; empty:
	// not known.
	Text string
	// Machine is the ISO form.
	Machine string
	// Vague says that the day, or day and month, are not known.
	Vague bool
}

// Known reports whether there is a date.
func (d dateView) Known() bool { return d.Machine != "" }

func (r *reader) date(d record.Date) dateView {
	if d.IsZero() {
		return dateView{}
	}
	return dateView{Text: r.tongue.date(d), Machine: d.String(), Vague: d.Day == 0}
}
