package web

import (
	"bytes"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"onrecord/internal/record"
)

// page is what a handler makes: a view, the template that draws it, and what the
// head of the document says.
type page struct {
	// Template is the name of the one that draws the body.
	Template string
	// Title is that of the document, Description what search engines and previews
	// show; both plain text.
	Title, Description string
	// Path is the permanent address, without this site's host.
	Path string
	View any
	// Dated pages can be asked for as of a day.
	Dated bool
	// Kind is the og:type, "article" where it is empty.
	Kind string
	// Linked describes the thing in schema.org's words.
	Linked linked
	// Alternates are other forms of the page.
	Alternates []alternate
	Cite       *citation
	// NoIndex keeps search engines away.
	NoIndex bool
}

// sheet is what the layout template draws.
type sheet struct {
	*page
	Tongue *tongue
	Others []switchView
	Nav    []navView
	Home   string
	// Search and Suggest are where the search form leads, Query what stands in it.
	Search, Suggest, Query string
	// OEmbed is where consumers find what to embed; nil where nothing can be.
	OEmbed *discovery
	Share  *shareView
	// AsOfDay is the last day that counts, as a form wants it; empty: today.
	AsOf           dateView
	AsOfDay, Today string
	// Present and Newest lead to the same page as of now, and at the newest revision.
	Present string
	Newest  string
	Kept    []field
	// Canonical is the permanent address with host; it is empty where there is none.
	Canonical string
	// Picture is nil where there is none of the page.
	Picture  *preview
	Revision record.Revision
	// Pinned says that the record was changed since.
	Pinned  bool
	Version string
}

// Body is the page's own part, drawn by the template that it names. What
// html/template has escaped once is not escaped again.
func (s *sheet) Body() (template.HTML, error) { return bodyOf(s.Tongue, s.Template, s) }

func bodyOf(t *tongue, name string, sheet any) (template.HTML, error) {
	var b strings.Builder
	err := t.templates.ExecuteTemplate(&b, name, sheet)
	return template.HTML(b.String()), err
}

// switchView leads to the same page in another language.
type switchView struct {
	Code, Name, Dir, Path string
}

// navView leads to a list.
type navView struct {
	Key, Path string
	Current   bool
}

// field is a hidden field of a form.
type field struct{ Name, Value string }

// handler answers a visit with a page, or says why not.
type handler func(*visit) (*page, error)

// policy is the Content-Security-Policy of pages: everything from here, nothing
// inline, in nobody's frame.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// serve makes an http.Handler of a handler. What it draws is kept, so a page must not
// hold what is new in each answer, such as a nonce.
func (s *Site) serve(h handler) http.Handler {
	return s.answer(func(w http.ResponseWriter, v *visit) error {
		s.discoveryOf(v.request.URL.Path).announce(w.Header())
		key := keyOf(w, v)
		body := s.cache.get(key)
		if body == nil {
			p, err := h(v)
			if err != nil {
				return err
			}
			if body, err = s.draw(v, p); err != nil {
				return err
			}
			s.cache.put(key, body)
		}
		s.send(w, v, body, http.StatusOK)
		return nil
	})
}

// answer makes an http.Handler that settles the visit, compares copies by their tag
// and turns errors into pages. The function must not write before it is sure to
// succeed.
func (s *Site) answer(write func(http.ResponseWriter, *visit) error) http.Handler {
	return s.answering(policy, s.visit, write)
}

// answering is answer under another policy and with another way to settle the visit. The
// policy goes with every answer, also with one that says that a copy is still good: the
// browser puts it in the place of the one that it had.
func (s *Site) answering(policy string, settle func(*http.Request) (*visit, error), write func(http.ResponseWriter, *visit) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		header.Set("Vary", "Accept-Language")
		v, err := settle(r)
		if err != nil {
			s.fail(w, r, v, err)
			return
		}
		s.describe(header, v)
		if matches(r.Header["If-None-Match"], header.Get("ETag")) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		if err := write(w, v); err != nil {
			s.fail(w, r, v, err)
		}
	})
}

// tag names what the answer at an address depends on: a revision never changes,
// and what else is shown of it depends on the program, the language and the day.
func (s *Site) tag(v *visit) string {
	return fmt.Sprintf(`"%d%s-%s-%s-%s"`, v.reader.snapshot.Revision(), v.age(), s.build, v.tongue.Code, v.today)
}

// describe says of an answer how long it holds.
func (s *Site) describe(h http.Header, v *visit) {
	h.Set("ETag", s.tag(v))
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Language", v.tongue.Code)
	h.Set("Onrecord-Revision", strconv.FormatInt(int64(v.reader.snapshot.Revision()), 10))
}

// matches compares weakly, because compression makes tags weak. An asterisk
// matches whatever there is, and that is not known yet: it is answered in full.
func matches(headers []string, tag string) bool {
	for _, header := range headers {
		for have := range strings.SplitSeq(header, ",") {
			if strings.TrimPrefix(strings.TrimSpace(have), "W/") == tag {
				return true
			}
		}
	}
	return false
}

// buffers are reused, because a page has a hundred kilobytes.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// draw draws a page.
func (s *Site) draw(v *visit, p *page) ([]byte, error) {
	sheet := s.sheet(v, p)
	var err error
	if sheet.Share, err = s.share(p); err != nil {
		return nil, err
	}
	return drawing(v.tongue, "layout", sheet)
}

// drawing is a template drawn as a whole, before the first byte goes out, so that an error on
// the way can still be answered by an error page.
func drawing(t *tongue, name string, sheet any) ([]byte, error) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := t.templates.ExecuteTemplate(b, name, sheet); err != nil {
		return nil, fmt.Errorf("template %s: %w", name, err)
	}
	return bytes.Clone(b.Bytes()), nil
}

// send answers with a page.
func (s *Site) send(w http.ResponseWriter, v *visit, body []byte, status int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if v.request.Method == http.MethodHead {
		return
	}
	if _, err := w.Write(body); err != nil {
		s.config.Logger.DebugContext(v.ctx, "web: the client went away during an answer", "error", err)
	}
}

func (s *Site) sheet(v *visit, p *page) *sheet {
	sh := &sheet{page: p, Tongue: v.tongue, Home: v.reader.path("", ""), Search: s.prefix + "/search",
		Suggest: v.reader.path("suggest", ""), Query: v.query.Get(searchParameter),
		AsOf: v.reader.date(v.reader.asOf), AsOfDay: v.reader.asOf.Last().String(), Today: v.today.String(), Version: s.config.Version, Pinned: v.outdated}
	if v.reader.snapshot != nil {
		sh.Revision = v.reader.snapshot.Revision()
	}
	if p.Path != "" {
		sh.Canonical = s.config.BaseURL + strings.TrimPrefix(p.Path, s.prefix)
	}
	sh.OEmbed = s.discoveryOf(strings.TrimPrefix(p.Path, s.prefix))
	sh.Picture = s.previewOf(v, strings.TrimPrefix(p.Path, s.prefix), sentences(p.Title, p.Description))
	for _, c := range catalogues {
		path := v.reader.permanent(c.key, "")
		sh.Nav = append(sh.Nav, navView{c.key, v.reader.path(c.key, ""), p.Path == path})
	}
	for _, t := range s.tongues {
		if t != v.tongue {
			sh.Others = append(sh.Others, switchView{t.Code, t.Name, t.Dir, with(v.request.URL, langParameter, t.Code)})
		}
	}
	sh.Present = with(v.request.URL, asOfParameter, "")
	sh.Newest = with(v.request.URL, revisionParameter, "")
	for _, name := range slices.Sorted(maps.Keys(v.reader.kept)) {
		if name != asOfParameter {
			sh.Kept = append(sh.Kept, field{name, v.reader.kept.Get(name)})
		}
	}
	return sh
}

// with is a link to the same page with one parameter set, or left out.
func with(u *url.URL, name, value string) string {
	query := u.Query()
	query.Del(name)
	if value != "" {
		query.Set(name, value)
	}
	return "?" + query.Encode()
}
