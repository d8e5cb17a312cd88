package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// inset is what stands in an article of somebody else's: one thing in a frame of its
// own, light, with styles and script in the page itself, so that it is one request.
type inset struct {
	// Template is the name of the one that draws it; Title says what it shows.
	Template, Title string
	// Page is the address of the whole page, Key names the embed to hosts that resize
	// several.
	Page, Key string
	View      any
	// Quotes are those that it shows, whose corrections a pinned embed has to tell of.
	Quotes []record.QuoteID
}

// insetSheet is what the embed template draws.
type insetSheet struct {
	*inset
	Tongue        *tongue
	Theme         string
	Style, Script template.HTML
	standing
	// Newest leads to the newest revision.
	Newest string
}

// standing is the time that an embed shows, where that is not now.
type standing struct {
	Revision record.Revision
	// Corrected says that something shown was corrected since the revision that is
	// pinned; Grown that there is a newer one that shows the same.
	Corrected, Grown bool
	// Beyond says that the revision is too far back, and this is the newest.
	Beyond bool
	AsOf   dateView
}

// standing is that of an embed.
func (v *visit) standing(e *inset) standing {
	s := standing{Revision: v.reader.snapshot.Revision(), Beyond: v.beyond, AsOf: v.reader.date(v.reader.asOf)}
	if v.pinned {
		newest := v.graph.Snapshot()
		s.Grown = newest.Revision() > s.Revision
		s.Corrected = correctedSince(v.reader.snapshot, newest, e.Quotes)
	}
	return s
}

// Body is the embed's own part, see sheet.Body.
func (s *insetSheet) Body() (template.HTML, error) { return bodyOf(s.Tongue, s.Template, s) }

// The parameters of embeds alone.
const (
	themeParameter = "theme"
	mostParameter  = "max"
)

var themes = []string{"auto", "light", "dark"}

// mostEmbedded is how many voices a side of an embed shows at most, usualEmbedded where
// nobody says how many.
const (
	mostEmbedded  = 12
	usualEmbedded = 3
)

// insetMaker makes what is shown of the thing of a key, with so many voices at most.
type insetMaker func(s *Site, v *visit, key []string, most int) (*inset, error)

// embedKinds are the kinds of things that are embedded, by the first part of their
// addresses.
var embedKinds = map[string]insetMaker{
	"claim":    (*Site).embedClaim,
	"question": (*Site).embedQuestion,
	"actor":    (*Site).embedActor,
	"compare":  (*Site).embedCompare,
	"event":    (*Site).embedEvent,
	"quote":    (*Site).embedQuote,
}

// inlay is the style and the script of embeds with the policy that allows these two
// and nothing else.
type inlay struct {
	style, script template.HTML
	// styleHash allows the style in a policy.
	styleHash, policy string
}

func newInlay() (inlay, error) {
	style, err := assetFiles.ReadFile("assets/embed.css")
	if err != nil {
		return inlay{}, err
	}
	script, err := assetFiles.ReadFile("assets/embed.js")
	if err != nil {
		return inlay{}, err
	}
	hash := func(content []byte) string {
		sum := sha256.Sum256(content)
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return inlay{
		style: template.HTML("<style>" + string(style) + "</style>"), script: template.HTML("<script>" + string(script) + "</script>"), styleHash: hash(style),
		policy: "default-src 'none'; style-src " + hash(style) + "; script-src " + hash(script) + "; base-uri 'none'; form-action 'none'; frame-ancestors *",
	}, nil
}

// embedded answers for embeds. They may be framed and read by every website.
func (s *Site) embedded() http.Handler {
	return s.answering(s.inlay.policy, s.visitInFrame, func(w http.ResponseWriter, v *visit) error {
		sheet, err := s.insetSheet(v)
		if err != nil {
			return err
		}
		// Hosts show it in frames, and the web component reads it.
		w.Header().Del("X-Frame-Options")
		return s.sendInset(w, v, "embed", sheet)
	})
}

// sendInset answers with what a template makes of an embed, for pages of other sites.
func (s *Site) sendInset(w http.ResponseWriter, v *visit, name string, sheet any) error {
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	body, err := drawing(v.tongue, name, sheet)
	if err != nil {
		return err
	}
	s.send(w, v, body, http.StatusOK)
	return nil
}

// embedOptions reads the options of embeds that pages do not have.
func (v *visit) embedOptions() (theme string, most int, err error) {
	theme = themes[0]
	if text := v.query.Get(themeParameter); text != "" {
		if theme = text; !slices.Contains(themes, theme) {
			return "", 0, refuse(record.ErrInvalid, "one-of", shorten(theme), themeParameter, strings.Join(themes, ", "))
		}
	}
	most = usualEmbedded
	if text := v.query.Get(mostParameter); text != "" {
		if most, err = strconv.Atoi(text); err != nil || most < 1 || most > mostEmbedded {
			return "", 0, refuse(record.ErrInvalid, "between", mostParameter, 1, mostEmbedded)
		}
	}
	return theme, most, nil
}

// insetSheet makes the embed that an address names, with its options.
func (s *Site) insetSheet(v *visit) (*insetSheet, error) {
	// Its links are read on another site, by the web component even in another document.
	v.reader.prefix = s.config.BaseURL
	theme, most, err := v.embedOptions()
	if err != nil {
		return nil, err
	}
	kind, key := v.request.PathValue("kind"), v.request.PathValue("key")
	make, known := embedKinds[kind]
	if !known {
		return nil, refuse(record.ErrNotFound, "kind", shorten(kind))
	}
	e, err := make(s, v, strings.Split(key, "/"), most)
	if err != nil {
		return nil, err
	}
	sheet := &insetSheet{inset: e, Tongue: v.tongue, Theme: theme, Style: s.inlay.style, Script: s.inlay.script,
		standing: v.standing(e), Newest: s.config.BaseURL + "/embed/" + kind + "/" + key + with(v.request.URL, revisionParameter, "")}
	return sheet, nil
}

// correctedSince reports whether one of some quotes is told otherwise now than it was:
// corrected, retracted, edited or gone, or with another side.
func correctedSince(then, now *graph.Snapshot, quotes []record.QuoteID) bool {
	return slices.ContainsFunc(quotes, func(id record.QuoteID) bool {
		was, is := graph.Find(then, id), graph.Find(now, id)
		return was != nil && (is == nil || now.Status(is) != then.Status(was) || !reflect.DeepEqual(was, is) ||
			!reflect.DeepEqual(then.StancesIn(id).Slice(), now.StancesIn(id).Slice()))
	})
}

// single is the only part of a key.
func single(key []string) (string, error) {
	if len(key) != 1 {
		return "", refuse(record.ErrNotFound, "one-name")
	}
	return key[0], nil
}

// keyed finds what an embed's address names by its slug, present or former: an article
// is not to break because something was renamed.
func (v *visit) keyed(k record.Kind, noun string, key []string) (record.Record, error) {
	slug, err := single(key)
	if err != nil {
		return nil, err
	}
	rec, ok := v.reader.snapshot.BySlug(k, slug)
	if !ok {
		return nil, refuse(record.ErrNotFound, noun, shorten(slug))
	}
	return rec, nil
}

func (s *Site) embedClaim(v *visit, key []string, most int) (*inset, error) {
	rec, err := v.keyed(record.KindClaim, "claim", key)
	if err != nil {
		return nil, err
	}
	c := rec.(*record.Claim)
	view, err := v.reader.claim(v.ctx, c, selection{Most: most, Brief: true})
	if err != nil {
		return nil, err
	}
	return &inset{Template: "embed-claim", Title: view.Text.Text, Page: v.reader.path("claim", c.Slug), Key: "claim-" + c.Slug, View: view, Quotes: view.quotes()}, nil
}

// quotes are those that a claim's groups show.
func (c *claimView) quotes() (all []record.QuoteID) {
	for _, g := range c.Groups {
		for _, p := range g.Positions {
			all = append(all, p.quotes()...)
		}
	}
	return all
}

func (p *positionView) quotes() (all []record.QuoteID) {
	for _, e := range p.Evidence {
		if e.Quote != nil {
			all = append(all, e.Quote.ID)
		}
	}
	return all
}

func (s *Site) embedQuestion(v *visit, key []string, most int) (*inset, error) {
	rec, err := v.keyed(record.KindQuestion, "question", key)
	if err != nil {
		return nil, err
	}
	q := rec.(*record.Question)
	view, err := v.reader.questionOf(v.ctx, q, most)
	if err != nil {
		return nil, err
	}
	e := &inset{Template: "embed-question", Title: view.Text.Text, Page: v.reader.path("question", q.Slug), Key: "question-" + q.Slug, View: view}
	for _, a := range view.Answers {
		e.Quotes = append(e.Quotes, a.quotes()...)
	}
	return e, nil
}

// actorBrief is an actor with its newest positions.
type actorBrief struct {
	actorView
	Label     string
	Positions []*claimPosition
	Total     int
}

func (s *Site) embedActor(v *visit, key []string, most int) (*inset, error) {
	rec, err := v.keyed(record.AnyActor, "actor", key)
	if err != nil {
		return nil, err
	}
	a := rec.(record.Actor)
	all := v.reader.snapshot.Positions(a.ActorID(), graph.Scope{}, v.reader.asOf)
	view := &actorBrief{actorView: v.reader.actorOf(a), Label: v.reader.kindOf(a), Total: all.Len()}
	e := &inset{Template: "embed-actor", Title: view.Text, Page: v.reader.path("actor", view.Slug), Key: "actor-" + view.Slug, View: view}
	for i := range min(most, view.Total) {
		p := v.reader.held(all.At(i))
		view.Positions = append(view.Positions, p)
		e.Quotes = append(e.Quotes, p.quotes()...)
	}
	return e, nil
}

func (s *Site) embedCompare(v *visit, key []string, most int) (*inset, error) {
	if len(key) != 2 {
		return nil, refuse(record.ErrNotFound, "two-names")
	}
	var both [2]record.Actor
	for i := range both {
		rec, err := v.keyed(record.AnyActor, "actor", key[i:i+1])
		if err != nil {
			return nil, err
		}
		both[i] = rec.(record.Actor)
	}
	view, err := v.reader.comparison(v.ctx, both[0], both[1], 0)
	if err != nil {
		return nil, err
	}
	view.keep(most)
	title, err := v.tongue.fill("compare.title", view.A.Text, view.B.Text)
	if err != nil {
		return nil, err
	}
	e := &inset{Template: "embed-compare", Title: title, Page: v.reader.pathOfPair("compare", view.A.Slug, view.B.Slug), Key: "compare-" + view.A.Slug + "-" + view.B.Slug, View: view}
	for _, p := range view.points() {
		for _, f := range p.Findings {
			e.Quotes = append(append(e.Quotes, f.A.quotes()...), f.B.quotes()...)
		}
	}
	return e, nil
}

// keep leaves so many points of each kind.
func (c *comparisonView) keep(most int) {
	for _, list := range []*[]*pointView{&c.Disagreements, &c.Differences, &c.Agreements} {
		*list = (*list)[:min(most, len(*list))]
	}
}

func (c *comparisonView) points() []*pointView {
	return slices.Concat(c.Disagreements, c.Differences, c.Agreements)
}

// eventBrief is an event with its most contested claims.
type eventBrief struct {
	Name   phrase
	Kind   string
	Start  dateView
	Place  phrase
	Claims []*claimSummary
	Total  int
}

func (s *Site) embedEvent(v *visit, key []string, most int) (*inset, error) {
	rec, err := v.keyed(record.KindEvent, "event", key)
	if err != nil {
		return nil, err
	}
	ev := rec.(*record.Event)
	r := v.reader
	view := &eventBrief{Name: r.in(ev.Names), Kind: r.tongue.word("eventKind", ev.Kind), Start: r.date(ev.Start), Place: plain(ev.Place)}
	if view.Claims, view.Total, err = r.contested(v.ctx, graph.ClaimFilter{Event: ev.ID}, 0); err != nil {
		return nil, err
	}
	view.Claims = view.Claims[:min(most, len(view.Claims))]
	return &inset{Template: "embed-event", Title: view.Name.Text, Page: v.reader.path("event", ev.Slug), Key: "event-" + ev.Slug, View: view}, nil
}

func (s *Site) embedQuote(v *visit, key []string, _ int) (*inset, error) {
	text, err := single(key)
	if err != nil {
		return nil, err
	}
	id, err := uuid.Parse(text)
	if err != nil {
		return nil, refuse(record.ErrNotFound, "quote", shorten(text))
	}
	q := graph.Find(v.reader.snapshot, record.QuoteID(id))
	if q == nil {
		return nil, refuse(record.ErrNotFound, "quote", id)
	}
	view := v.reader.printed(q, 1)
	return &inset{Template: "embed-quote", Title: view.lead(), Page: v.reader.path("quote", id.String()), Key: "quote-" + id.String(), View: view, Quotes: []record.QuoteID{q.ID}}, nil
}

// questionOf is a question with so many voices of each side of its answers.
func (r *reader) questionOf(ctx context.Context, q *record.Question, most int) (*questionView, error) {
	v, err := r.question(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, a := range v.Answers {
		for _, g := range a.Groups {
			if len(g.Positions) > most {
				g.Positions, g.More = g.Positions[:most], a.Path
			}
		}
	}
	return v, nil
}
