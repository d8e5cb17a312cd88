package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// visit is what one request asks of every page.
type visit struct {
	ctx     context.Context
	request *http.Request
	tongue  *tongue
	graph   *graph.Graph
	// reader reads the snapshot of the visit.
	reader *reader
	// pinned says that the snapshot is the one that the request names and not the
	// newest.
	pinned bool
	// outdated says that there is a newer one.
	outdated bool
	today    record.Date
	// beyond says that the revision that the request names is too far back to be shown,
	// and that this is the newest instead.
	beyond bool
	// query are the parameters of the address.
	query url.Values
}

// The parameters that every page understands, and that links carry on.
const (
	langParameter     = "lang"
	asOfParameter     = "asOf"
	revisionParameter = "revision"
)

// visit settles what a request asks for, or refuses it. The visit has a tongue in
// every case, for the page that tells of the refusal.
func (s *Site) visit(r *http.Request) (*visit, error) {
	// FormValue would read a body.
	query, malformed := url.ParseQuery(r.URL.RawQuery)
	v := &visit{ctx: r.Context(), request: r, today: record.DateOf(s.config.Now()), query: query}
	v.tongue = s.tongueFor(query.Get(langParameter), r.Header.Get("Accept-Language"))
	v.reader = &reader{tongue: v.tongue, languages: []string{v.tongue.Code, "en"}, prefix: s.prefix, base: s.config.BaseURL, kept: url.Values{}}
	if malformed != nil {
		return v, refuse(record.ErrInvalid, "address", malformed)
	}
	if query.Get(langParameter) == v.tongue.Code {
		v.reader.kept.Set(langParameter, v.tongue.Code)
	}
	if err := v.readDate(query.Get(asOfParameter)); err != nil {
		return v, err
	}
	g, err := s.config.Graph()
	if err != nil {
		return v, err
	}
	v.graph, v.reader.snapshot = g, g.Snapshot()
	return v, v.pin(query.Get(revisionParameter))
}

// readDate reads the day as of which positions are asked for.
func (v *visit) readDate(text string) error {
	if text == "" {
		return nil
	}
	day, err := record.ParseDate(text)
	if err != nil {
		return refuse(record.ErrInvalid, "date", asOfParameter, "2025-12-31")
	}
	v.reader.asOf = day
	v.reader.kept.Set(asOfParameter, day.String())
	return nil
}

// pin takes the graph as it was known at a revision.
func (v *visit) pin(text string) error {
	if text == "" {
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return refuse(record.ErrInvalid, "from", revisionParameter, 1)
	}
	s, err := v.graph.At(v.ctx, record.Revision(n))
	switch {
	case errors.Is(err, record.ErrNotFound):
		return refuse(err, "revision-none", n, v.reader.snapshot.Revision())
	case errors.Is(err, record.ErrTooLarge):
		return refuse(err, "revision-far", n)
	case err != nil:
		return err
	}
	v.outdated = s.Revision() < v.reader.snapshot.Revision()
	v.reader.snapshot, v.pinned = s, true
	v.reader.kept.Set(revisionParameter, strconv.FormatInt(n, 10))
	return nil
}

// visitInFrame is visit for what stands in somebody's article, where an error would be
// all that readers see: a revision that is too far back gives way to the newest, which
// says so.
func (s *Site) visitInFrame(r *http.Request) (*visit, error) {
	v, err := s.visit(r)
	if errors.Is(err, record.ErrTooLarge) && v.reader.snapshot != nil {
		v.beyond = true
		return v, nil
	}
	return v, err
}

// age tells pages of a revision that is the newest from those that say it is not.
func (v *visit) age() string {
	switch {
	case v.outdated:
		// What a pinned embed says of later corrections depends on the newest revision.
		return "-past-" + strconv.FormatInt(int64(v.graph.Snapshot().Revision()), 10)
	case v.pinned:
		return "-pinned"
	}
	return ""
}

// bySlug finds what an address names, or sends a visitor with a former slug on.
func (v *visit) bySlug(k record.Kind, noun string) (record.Record, error) {
	slug := v.request.PathValue("slug")
	rec, ok := v.reader.snapshot.BySlug(k, slug)
	if !ok {
		return nil, refuse(record.ErrNotFound, noun, shorten(slug))
	}
	if now := slugOf(rec); now != slug {
		return nil, &moved{v.reader.path(noun, now)}
	}
	return rec, nil
}

// shorten bounds what a message repeats of a request.
func shorten(text string) string {
	const most = 80
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

func slugOf(rec record.Record) string {
	switch r := rec.(type) {
	case record.Actor:
		return r.About().Slug
	case *record.Claim:
		return r.Slug
	case *record.Question:
		return r.Slug
	case *record.Event:
		return r.Slug
	case *record.Document:
		return r.Slug
	case *record.Topic:
		return r.Slug
	case *record.Poll:
		return r.Slug
	}
	return ""
}
