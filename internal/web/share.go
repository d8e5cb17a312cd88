package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"
)

// componentFiles is the web component as it is published on npm, in one file.
//
//go:embed component
var componentFiles embed.FS

// newComponent answers for /stance-view.js, which articles of other sites load.
func newComponent() (http.Handler, error) {
	content, err := componentFiles.ReadFile("component/stance-view.js")
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "send this by GET, HEAD", http.StatusMethodNotAllowed)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		h.Set("Cache-Control", "public, max-age=3600")
		h.Set("ETag", tag)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	}), nil
}

// componentSheet is an embed as the web component with its content in it.
type componentSheet struct {
	*insetSheet
	// Component is the address of the script. Kind and Name say what is shown.
	Component, Kind, Name string
	// Options are the parameters of the embed; those that are not given are empty.
	Options map[string]string
}

// options are those of a visit to an embed. A language that there is not is none: on an
// element it would name that of its words.
func (v *visit) options() map[string]string {
	all := map[string]string{}
	for _, name := range carried {
		all[name] = v.query.Get(name)
	}
	if all[langParameter] != v.tongue.Code {
		all[langParameter] = ""
	}
	return all
}

// componentOf answers for what another site's server puts into its page: the web
// component with a declarative shadow root. It shows without scripts what was on record
// when it was fetched, and what is by now where there are.
func (s *Site) componentOf() http.Handler {
	policy := "default-src 'none'; style-src " + s.inlay.styleHash + "; script-src " + s.config.BaseURL + "/stance-view.js; connect-src " + s.config.BaseURL + "/embed/; base-uri 'none'; form-action 'none'; frame-ancestors *"
	return s.answering(policy, s.visitInFrame, func(w http.ResponseWriter, v *visit) error {
		inset, err := s.insetSheet(v)
		if err != nil {
			return err
		}
		sheet := &componentSheet{inset, s.config.BaseURL + "/stance-view.js", v.request.PathValue("kind"), v.request.PathValue("key"), v.options()}
		w.Header().Set("X-Robots-Tag", "noindex")
		return s.sendInset(w, v, "component", sheet)
	})
}

// shareView is how a thing is put into an article of another site: five ways to copy, and
// one of them with its content.
type shareView struct {
	// Frame is the address of the embed, OEmbed that to paste where oEmbed is known,
	// Image that of pictures without its ending.
	Frame, OEmbed, Image string
	// IFrame, Component, Picture and PNG are HTML to copy.
	IFrame, Component, Picture, PNG string
	// Whole is the path on this site of the component with its content.
	Whole     string
	Themes    []string
	Languages []languageView
}

type languageView struct{ Code, Name string }

// The snippets, with html/template so that a title with a quotation mark in it cannot
// end an attribute.
var (
	iframeSnippet = template.Must(template.New("iframe").Parse(
		`<iframe src="{{.Frame}}" title="{{.Title}}" width="100%" height="560" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" loading="lazy" frameborder="0"></iframe>`))
	componentSnippet = template.Must(template.New("component").Parse(
		`<script type="module" src="{{.Base}}/stance-view.js"></script>` + "\n" + `<stance-view {{.Attribute}}><a href="{{.Page}}">{{.Title}}</a></stance-view>`))
	pictureSnippet = template.Must(template.New("picture").Parse(
		`<a href="{{.Page}}"><img src="{{.Image}}.svg" alt="{{.Alt}}" width="600" height="315"></a>`))
	pngSnippet = template.Must(template.New("png").Parse(
		`<a href="{{.Page}}"><img src="{{.Image}}.png" alt="{{.Alt}}" width="600" height="315"></a>`))
)

// share is how the page of a thing is shared; nil where it cannot be embedded.
func (s *Site) share(p *page) (*shareView, error) {
	path := strings.TrimPrefix(p.Path, s.prefix)
	kind, key, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if _, known := embedKinds[kind]; !known || key == "" {
		return nil, nil
	}
	at := map[string]any{
		"Base": s.config.BaseURL, "Title": p.Title, "Page": s.config.BaseURL + path, "Frame": s.config.BaseURL + "/embed" + path,
		"Image": s.config.BaseURL + "/picture" + path, "Alt": sentences(p.Title, p.Description),
		"Attribute": template.HTMLAttr(fmt.Sprintf(`%s="%s"`, kind, template.HTMLEscapeString(key))),
	}
	v := &shareView{Frame: s.config.BaseURL + "/embed" + path, Whole: s.prefix + "/component" + path, OEmbed: s.config.BaseURL + path, Image: s.config.BaseURL + "/picture" + path, Themes: themes}
	for _, t := range s.tongues {
		v.Languages = append(v.Languages, languageView{t.Code, t.Name})
	}
	for _, snippet := range []struct {
		from *template.Template
		to   *string
	}{{iframeSnippet, &v.IFrame}, {componentSnippet, &v.Component}, {pictureSnippet, &v.Picture}, {pngSnippet, &v.PNG}} {
		var b strings.Builder
		if err := snippet.from.Execute(&b, at); err != nil {
			return nil, err
		}
		*snippet.to = b.String()
	}
	return v, nil
}
