package main

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// oEmbedAnswer is what the specification requires of an answer of type rich.
type oEmbedAnswer struct {
	Version, Type, Title, HTML string
	ProviderName               string `json:"provider_name"`
	ProviderURL                string `json:"provider_url"`
	CacheAge                   int    `json:"cache_age"`
	Width, Height              int
	ThumbnailURL               string `json:"thumbnail_url"`
	ThumbnailWidth             int    `json:"thumbnail_width"`
	ThumbnailHeight            int    `json:"thumbnail_height"`
}

func askOEmbed(t *testing.T, p *pages, query url.Values) (int, http.Header, []byte) {
	t.Helper()
	w := fetched(t, p.site, "/oembed?"+query.Encode())
	return w.Code, w.Header(), w.Body.Bytes()
}

// Everything that has a page of its own to be embedded has an oEmbed, found from the
// page in both formats by element and by header; its frame is the embed.
func TestOEmbedIsDiscovered(t *testing.T) {
	p := openPages(t)
	for _, path := range []string{"/claim/lamp-is-affordable", "/question/fate-of-the-lamp", "/actor/tariq-hemo", "/compare/wael-alwan/firas-allawi", "/event/palmyra-attack", "/quote/" + p.quote("official-lens-sold")} {
		page := fetched(t, p.site, path)
		links := regexp.MustCompile(`<link rel="alternate" type="(application/json|text/xml)\+oembed" href="([^"]+)"`).FindAllStringSubmatch(page.Body.String(), -1)
		header := strings.Join(page.Header()["Link"], ", ")
		if len(links) != 2 || strings.Count(header, "+oembed") != 2 {
			t.Fatalf("%s: %d elements, header %s", path, len(links), header)
		}
		for _, l := range links {
			address := strings.ReplaceAll(l[2], "&amp;", "&")
			if !strings.Contains(header, "<"+address+">") {
				t.Errorf("%s: the header lacks %s: %s", path, address, header)
			}
			answer := fetched(t, p.site, strings.TrimPrefix(address, pagesBase))
			if answer.Code != http.StatusOK || !strings.HasPrefix(answer.Header().Get("Content-Type"), l[1]) {
				t.Errorf("%s: %d %s", address, answer.Code, answer.Header().Get("Content-Type"))
				continue
			}
			var o oEmbedAnswer
			var err error
			if l[1] == "text/xml" {
				o = readXML(t, answer.Body.Bytes())
			} else {
				err = json.Unmarshal(answer.Body.Bytes(), &o)
			}
			if err != nil || o.Version != "1.0" || o.Type != "rich" || o.Width != 640 || o.Height != 560 || o.CacheAge != 3600 || o.ProviderURL != pagesBase+"/" || o.Title == "" {
				t.Errorf("%s: %+v, %v", address, o, err)
			}
			if o.ThumbnailWidth != 1200 || o.ThumbnailHeight != 630 {
				t.Errorf("%s: a thumbnail of %d by %d", address, o.ThumbnailWidth, o.ThumbnailHeight)
			}
			checkPicture(t, p, o.ThumbnailURL, 1200, 630)
			frame := regexp.MustCompile(`^<blockquote [^>]+><p [^>]+><a href="([^"]+)">[^<]+</a></p></blockquote><iframe [^>]*src="([^"]+)"[^>]*></iframe>$`).FindStringSubmatch(o.HTML)
			if frame == nil || frame[1] != pagesBase+path || frame[2] != pagesBase+"/embed"+path {
				t.Errorf("%s: html %s", address, o.HTML)
				continue
			}
			if w := fetched(t, p.site, strings.TrimPrefix(frame[2], pagesBase)); w.Code != http.StatusOK {
				t.Errorf("%s: its frame answers %d", address, w.Code)
			}
		}
	}
}

func readXML(t *testing.T, body []byte) (o oEmbedAnswer) {
	t.Helper()
	var x struct {
		XMLName  xml.Name `xml:"oembed"`
		Version  string   `xml:"version"`
		Type     string   `xml:"type"`
		Title    string   `xml:"title"`
		HTML     string   `xml:"html"`
		Name     string   `xml:"provider_name"`
		URL      string   `xml:"provider_url"`
		CacheAge int      `xml:"cache_age"`
		Width    int      `xml:"width"`
		Height   int      `xml:"height"`
		Thumb    string   `xml:"thumbnail_url"`
		ThumbW   int      `xml:"thumbnail_width"`
		ThumbH   int      `xml:"thumbnail_height"`
	}
	if err := xml.Unmarshal(body, &x); err != nil {
		t.Fatal(err)
	}
	return oEmbedAnswer{x.Version, x.Type, x.Title, x.HTML, x.Name, x.URL, x.CacheAge, x.Width, x.Height, x.Thumb, x.ThumbW, x.ThumbH}
}

func TestOEmbedKeepsToTheSpecification(t *testing.T) {
	p := openPages(t)
	here := func(path string) string { return pagesBase + path }
	for name, c := range map[string]struct {
		query  url.Values
		status int
		says   string
	}{
		"the most room":         {url.Values{"url": {here("/claim/lamp-is-affordable")}, "maxwidth": {"300"}, "maxheight": {"200"}}, 200, `"width":300,"height":200`},
		"a picture that fits":   {url.Values{"url": {here("/claim/lamp-is-affordable")}, "maxwidth": {"300"}, "maxheight": {"200"}}, 200, `,"thumbnail_url":"` + here(`/picture/claim/lamp-is-affordable.png?lang=en\u0026width=300","thumbnail_width":300,"thumbnail_height":158}`)},
		"a narrow column":       {url.Values{"url": {here("/claim/lamp-is-affordable?lang=ar&max=5&theme=dark")}, "maxwidth": {"640"}}, 200, `lamp-is-affordable.png?lang=ar\u0026theme=dark\u0026width=600","thumbnail_width":600,"thumbnail_height":315}`},
		"no room for a picture": {url.Values{"url": {here("/claim/lamp-is-affordable")}, "maxheight": {"150"}}, 200, `"width":640,"height":150}`},
		"more room than used":   {url.Values{"url": {here("/claim/lamp-is-affordable")}, "maxwidth": {"3000"}}, 200, `"width":640`},
		"the embed itself":      {url.Values{"url": {here("/embed/claim/lamp-is-affordable?theme=dark")}}, 200, `/embed/claim/lamp-is-affordable?theme=dark`},
		"options of a page":     {url.Values{"url": {here("/claim/lamp-is-affordable?lang=ar&asOf=2025-01-01&evil=1")}}, 200, `lamp-is-affordable?asOf=2025-01-01\u0026amp;lang=ar`},
		"another format":        {url.Values{"url": {here("/claim/lamp-is-affordable")}, "format": {"yaml"}}, 501, ""},
		"another site":          {url.Values{"url": {"https://elsewhere.example/claim/lamp-is-affordable"}}, 404, ""},
		"a site that begins so": {url.Values{"url": {pagesBase + ".evil.example/claim/lamp-is-affordable"}}, 404, ""},
		"nothing on record":     {url.Values{"url": {here("/claim/nothing")}}, 404, ""},
		"no thing":              {url.Values{"url": {here("/search?q=x")}}, 404, ""},
		"no address":            {url.Values{}, 400, ""},
		"no number":             {url.Values{"url": {here("/claim/lamp-is-affordable")}, "maxwidth": {"wide"}}, 400, ""},
	} {
		status, header, body := askOEmbed(t, p, c.query)
		var o oEmbedAnswer
		if status == 200 {
			if err := json.Unmarshal(body, &o); err != nil {
				t.Errorf("%s: %v", name, err)
			} else if o.ThumbnailURL != "" {
				checkPicture(t, p, o.ThumbnailURL, o.ThumbnailWidth, o.ThumbnailHeight)
			}
		}
		if status != c.status || !strings.Contains(string(body), c.says) {
			t.Errorf("%s: %d %s; want %d and %s", name, status, body, c.status, c.says)
		}
		if c.status == 200 && !strings.Contains(header.Get("Cache-Control"), "max-age=3600") {
			t.Errorf("%s: %v", name, header)
		}
	}
}
