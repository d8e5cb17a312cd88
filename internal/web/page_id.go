package web

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"onrecord/internal/quads"
	"onrecord/internal/record"
	"onrecord/schema"
)

// form is a representation of a thing that has an id.
type form struct{ mediaType, ending string }

// The forms, the usual one first.
var (
	formPage   = form{"text/html", ""}
	formJSONLD = form{"application/ld+json", ".jsonld"}
	formNQuads = form{"application/n-quads", ".nq"}
	forms      = []form{formPage, formJSONLD, formNQuads}
)

// contextPath is where the JSON-LD context is, without the site's prefix.
const contextPath = "/context.jsonld"

// id answers for /id/{id}: the name of a thing in exports, which leads to its page,
// or to what an export says of it, in the form that the client likes best. An ending
// names the form for those who cannot say what they like.
func (s *Site) id() http.Handler {
	return readOnly(func(w http.ResponseWriter, r *http.Request) {
		s.answer(func(w http.ResponseWriter, v *visit) error {
			w.Header().Add("Vary", "Accept")
			name, wanted, err := formAsked(v.request)
			if err != nil {
				return err
			}
			rec, err := v.byID(name)
			if err != nil {
				return err
			}
			if wanted != formPage {
				return s.linked(w, v, rec, wanted)
			}
			to := v.reader.pageOf(rec)
			if to == "" {
				to = v.reader.path("id", name+formJSONLD.ending)
			}
			w.Header().Del("ETag")
			http.Redirect(w, v.request, to, http.StatusSeeOther)
			return nil
		}).ServeHTTP(w, r)
	})
}

// readOnly refuses other methods than those that read. Routes that scripts of every
// website may use leave the method open, because browsers ask by OPTIONS first.
func readOnly(h http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "send this by GET, HEAD", http.StatusMethodNotAllowed)
			return
		}
		h(w, r)
	})
}

// formAsked is the id in an address, and the form that is wanted of it.
func formAsked(r *http.Request) (name string, f form, err error) {
	name = r.PathValue("id")
	for _, f := range forms[1:] {
		if bare, ok := strings.CutSuffix(name, f.ending); ok {
			return bare, f, nil
		}
	}
	accept := strings.Join(r.Header["Accept"], ",")
	if accept == "" {
		return name, formPage, nil
	}
	best, quality := form{}, 0.0
	for _, f := range forms {
		if q := qualityOf(accept, f.mediaType); q > quality {
			best, quality = f, q
		}
	}
	if quality == 0 {
		return name, best, refuse(errNotAcceptable, "form", strings.Join([]string{formPage.mediaType, formJSONLD.mediaType, formNQuads.mediaType}, ", "))
	}
	return name, best, nil
}

// qualityOf is how much an Accept header likes a media type (RFC 9110, 12.5.1), from
// 0 to 1: what the most specific range that covers it says.
func qualityOf(accept, mediaType string) float64 {
	kind, _, _ := strings.Cut(mediaType, "/")
	quality, specific := 0.0, -1
	for item := range strings.SplitSeq(accept, ",") {
		parts := strings.Split(item, ";")
		rank := -1
		switch strings.ToLower(strings.TrimSpace(parts[0])) {
		case mediaType:
			rank = 2
		case kind + "/*":
			rank = 1
		case "*/*":
			rank = 0
		}
		if rank <= specific {
			continue
		}
		q := 1.0
		for _, p := range parts[1:] {
			if text, ok := strings.CutPrefix(strings.ToLower(strings.ReplaceAll(p, " ", "")), "q="); ok {
				if n, err := strconv.ParseFloat(text, 64); err == nil && n >= 0 && n <= 1 {
					q = n
				}
			}
		}
		quality, specific = q, rank
	}
	return quality
}

// byID finds a record of any kind.
func (v *visit) byID(text string) (record.Record, error) {
	id, err := record.ParseUUID(text)
	if err != nil {
		return nil, refuse(record.ErrNotFound, "id", shorten(text))
	}
	rec, ok := v.reader.snapshot.Record(id)
	if !ok {
		return nil, refuse(record.ErrNotFound, "id", id)
	}
	return rec, nil
}

// linked writes what an export under this site's address says of a record.
func (s *Site) linked(w http.ResponseWriter, v *visit, rec record.Record, f form) error {
	var responses []*record.Response
	if q, ok := rec.(*record.Quote); ok {
		responses = v.reader.snapshot.ResponsesIn(q.ID).Slice()
	}
	about := quads.About(rec, responses, s.config.BaseURL)
	var b bytes.Buffer
	var err error
	if f == formNQuads {
		err = quads.WriteNQuads(&b, about)
	} else {
		err = quads.WriteJSONLD(&b, about, s.config.BaseURL+contextPath)
	}
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("ETag", strings.TrimSuffix(h.Get("ETag"), `"`)+f.ending+`"`)
	if matches(v.request.Header["If-None-Match"], h.Get("ETag")) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", f.mediaType)
	h.Del("Content-Language")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	if v.request.Method == http.MethodHead {
		return nil
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		s.config.Logger.DebugContext(v.ctx, "web: the client went away during an answer", "error", err)
	}
	return nil
}

// pageOf is the page on which a record is shown: its own, or that of what it is
// about; empty where there is none.
func (r *reader) pageOf(rec record.Record) string {
	switch rec := rec.(type) {
	case record.Actor:
		return r.path("actor", rec.About().Slug)
	case *record.Claim, *record.Question, *record.Event, *record.Document, *record.Topic, *record.Poll:
		return r.path(nouns[rec.Ref().Kind], slugOf(rec))
	case *record.Quote:
		return r.path("quote", rec.ID.String())
	case *record.Stance:
		return r.path("quote", rec.Quote.String())
	case *record.Response:
		return r.path("quote", rec.Quote.String())
	case *record.ReportedPosition:
		return r.path("quote", rec.Quote.String())
	case *record.Correction:
		return r.path("quote", rec.Quote.String())
	case *record.Utterance:
		if quotes := r.snapshot.QuotesOf(rec.ID); len(quotes) > 0 {
			return r.path("quote", quotes[0].ID.String())
		}
	case *record.ClaimRelation:
		return r.pageOfID(uuid.UUID(rec.From))
	case *record.Affiliation:
		return r.pageOfID(uuid.UUID(rec.Person))
	case *record.Participation:
		return r.pageOfID(uuid.UUID(rec.Event))
	case *record.Review:
		if rec.Claim.IsZero() {
			return r.pageOfID(uuid.UUID(rec.Quote))
		}
		return r.pageOfID(uuid.UUID(rec.Claim))
	}
	return ""
}

func (r *reader) pageOfID(id uuid.UUID) string {
	rec, ok := r.snapshot.Record(id)
	if !ok {
		return ""
	}
	return r.pageOf(rec)
}

// nouns are the first parts of the addresses of pages.
var nouns = map[record.Kind]string{
	record.KindClaim: "claim", record.KindQuestion: "question", record.KindEvent: "event",
	record.KindDocument: "document", record.KindTopic: "topic", record.KindPoll: "poll",
}

// published serves a text of the public contract that changes with the program
// alone.
func (s *Site) published(mediaType, text string) http.Handler {
	tag := `"` + s.build + `"`
	return readOnly(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("ETag", tag)
		h.Set("Cache-Control", "public, max-age=300")
		h.Set("Content-Type", mediaType)
		if matches(r.Header["If-None-Match"], tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		if _, err := w.Write([]byte(text)); err != nil {
			s.config.Logger.DebugContext(r.Context(), "web: the client went away during an answer", "error", err)
		}
	})
}

// linkedRoutes are the addresses for programs that read linked data.
func (s *Site) linkedRoutes() []Route {
	return []Route{
		{Pattern: "/id/{id}", Handler: s.id(), AnyOrigin: true},
		{Pattern: contextPath, Handler: s.published("application/ld+json", schema.Context), Open: true, AnyOrigin: true},
		{Pattern: "/ontology.ttl", Handler: s.published("text/turtle; charset=utf-8", schema.Ontology), Open: true, AnyOrigin: true},
	}
}

// alternates are the forms of a record beside its page.
func (r *reader) alternates(id uuid.UUID) []alternate {
	var all []alternate
	for _, f := range forms[1:] {
		all = append(all, alternate{f.mediaType, r.path("id", id.String()+f.ending)})
	}
	return all
}

// alternate is another form of a page.
type alternate struct{ MediaType, Path string }
