package main

import (
	"encoding/xml"
	"errors"
	"html"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"onrecord/internal/record"
)

// embeds are one of each kind, and what options make of them.
func (p *pages) embeds() map[string]string {
	return map[string]string{
		"claim":         "/embed/claim/accession-strengthens-counter-is",
		"claim-arabic":  "/embed/claim/lamp-is-affordable?lang=ar&theme=dark&max=1",
		"question":      "/embed/question/palmyra-and-us-syria-relations",
		"actor":         "/embed/actor/tariq-hemo",
		"institution":   "/embed/actor/sdf?theme=light",
		"compare":       "/embed/compare/wael-alwan/firas-allawi",
		"event":         "/embed/event/palmyra-attack?max=5",
		"quote":         "/embed/quote/" + p.quote("official-lens-sold"),
		"quote-pinned":  "/embed/quote/" + p.quote("lindqvist-never-failed") + "?revision=1",
		"claim-earlier": "/embed/claim/lamp-is-affordable?asOf=2024-01-01",
	}
}

func TestEmbeds(t *testing.T) {
	p := openPages(t)
	for name, path := range p.embeds() {
		if name == "quote-pinned" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			w := fetched(t, p.site, path)
			if w.Code != http.StatusOK {
				t.Fatalf("%s: %d %s", path, w.Code, w.Body)
			}
			checkGolden(t, "testdata/pages/embed-"+name+".html", withoutInlay(w.Body.Bytes()))
		})
	}
}

// withoutInlay leaves out the style and the script, which stand in files of their own.
func withoutInlay(page []byte) []byte {
	return regexp.MustCompile(`(?s)<(style|script)>.*?</(style|script)>`).ReplaceAll(page, []byte("<$1></$2>"))
}

// An embed is one light request, may be framed by everybody, and runs nothing but its
// own two parts; pages are framed by nobody.
func TestEmbedsAreLightAndSafe(t *testing.T) {
	p := openPages(t)
	for name, path := range p.embeds() {
		w := fetched(t, p.site, path)
		if name == "quote-pinned" {
			continue
		}
		policy := w.Header().Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "frame-ancestors *", "script-src 'sha256-", "style-src 'sha256-"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy lacks %s: %s", path, part, policy)
			}
		}
		if strings.Contains(policy, "unsafe") || w.Header().Get("Set-Cookie") != "" || w.Header().Get("X-Frame-Options") != "" {
			t.Errorf("%s: %v", path, w.Header())
		}
		if size := w.Body.Len(); size > 30_000 {
			t.Errorf("%s has %d bytes, want under 30 KB", path, size)
		}
		if found := regexp.MustCompile(`<(link rel="stylesheet"|script src|img|iframe)|url\(|@import`).FindString(w.Body.String()); found != "" {
			t.Errorf("%s loads something more: %s", path, found)
		}
		for _, href := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(w.Body.String(), -1) {
			if !strings.HasPrefix(href[1], "https://") && !strings.HasPrefix(href[1], "http://") {
				t.Errorf("%s has a link that leads elsewhere on another site: %s", path, href[1])
			}
		}
	}
	if policy := fetched(t, p.site, "/claim/lamp-is-affordable").Header().Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("a page may be framed: %s", policy)
	}
}

func TestEmbedsRefuseWhatTheyCannotShow(t *testing.T) {
	p := openPages(t)
	for path, want := range map[string]int{
		"/embed/claim/nothing":                        404,
		"/embed/planet/earth":                         404,
		"/embed/compare/wael-alwan":                   404,
		"/embed/quote/x":                              404,
		"/embed/claim/lamp-is-affordable/more":        404,
		"/embed/claim/lamp-is-affordable?theme=pink":  400,
		"/embed/claim/lamp-is-affordable?max=0":       400,
		"/embed/claim/lamp-is-affordable?max=99":      400,
		"/embed/claim/lamp-is-affordable?asOf=x":      400,
		"/embed/claim/lamp-is-affordable?revision=-1": 400,
	} {
		if w := fetched(t, p.site, path); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}

// A pinned embed goes on showing what was known, and says so once it was corrected.
func TestPinnedEmbedsTellOfCorrections(t *testing.T) {
	p := openPages(t)
	r, ok := p.graph.Snapshot().BySlug(record.KindClaim, "lamp-is-affordable")
	if !ok {
		t.Fatal("no such claim")
	}
	st := p.graph.Snapshot().StandingOn(r.(*record.Claim).ID, record.Date{}).At(0)
	pinned := "/embed/quote/" + st.Quote.String() + "?revision=2"
	says := func(when, notice string, want bool) {
		t.Helper()
		w := fetched(t, p.site, pinned)
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), notice) != want {
			t.Errorf("%s: %d, says %q: want %v", when, w.Code, notice, want)
		}
	}
	commitTo := func(message string, records ...record.Record) {
		t.Helper()
		if _, err := commit(t.Context(), p.graph, "a test", message, record.Change{Put: records}); err != nil {
			t.Fatal(err)
		}
	}
	says("at first", `class="notice"`, false)
	tag := fetched(t, p.site, pinned).Header().Get("ETag")
	commitTo("something else", &record.Topic{ID: record.TopicID(record.DeclaredID("topic", "else")), Slug: "else", Names: record.Texts{{Text: "Else", Language: "en"}}})
	says("after another change", "As it was known at revision 2", true)
	says("after another change", "has been corrected since", false)
	moved := *st
	moved.Position = record.Undecided
	commitTo("another side", &moved)
	says("after its side was corrected", "has been corrected since", true)
	if again := fetched(t, p.site, pinned, "If-None-Match", tag); again.Code != http.StatusOK {
		t.Errorf("a copy from before the correction is taken for good: %d", again.Code)
	}
}

// Pictures are well-formed SVG that names what it shows, and loads nothing.
func TestPicturesAreWhole(t *testing.T) {
	p := openPages(t)
	for _, path := range []string{"claim/lamp-is-affordable", "claim/lamp-is-affordable.svg?lang=ar", "question/fate-of-the-lamp", "actor/tariq-hemo", "compare/wael-alwan/firas-allawi", "event/palmyra-attack", "quote/" + p.quote("official-lens-sold")} {
		if !strings.Contains(path, ".svg") {
			path += ".svg"
		}
		w := fetched(t, p.site, "/picture/"+path)
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "image/svg+xml") {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
			continue
		}
		text, d := "", xml.NewDecoder(w.Body)
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			switch token := token.(type) {
			case xml.StartElement:
				for _, a := range token.Attr {
					if a.Name.Local == "href" || token.Name.Local == "image" || token.Name.Local == "script" {
						t.Errorf("%s loads %s %s", path, token.Name.Local, a.Value)
					}
				}
			case xml.CharData:
				text += string(token)
			}
		}
		if len(strings.TrimSpace(text)) < 20 {
			t.Errorf("%s says %q", path, text)
		}
	}
	for _, path := range []string{"/picture/claim/nothing.svg", "/picture/claim/lamp-is-affordable", "/picture/x/y.svg", "/picture/claim/nothing.png", "/picture/x/y.png", "/picture/claim/lamp-is-affordable.png.svg", "/picture/claim/lamp-is-affordable.jpg"} {
		if w := fetched(t, p.site, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// What is copied leads to the embed, the page and the component that there are.
func TestSnippetsLeadSomewhere(t *testing.T) {
	p := openPages(t)
	page := html.UnescapeString(fetched(t, p.site, "/claim/lamp-is-affordable").Body.String())
	for _, address := range []string{"/embed/claim/lamp-is-affordable", "/stance-view.js", "/picture/claim/lamp-is-affordable.svg", "/picture/claim/lamp-is-affordable.png"} {
		if !strings.Contains(page, `"`+pagesBase+address+`"`) && !strings.Contains(page, html.EscapeString(`"`+pagesBase+address+`"`)) {
			t.Errorf("no snippet leads to %s", address)
		}
		if w := fetched(t, p.site, address); w.Code != http.StatusOK {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	for _, part := range []string{`<stance-view claim="lamp-is-affordable">`, `sandbox="allow-scripts`, `alt="`} {
		if !strings.Contains(page, part) {
			t.Errorf("no snippet has %s", part)
		}
	}
}
