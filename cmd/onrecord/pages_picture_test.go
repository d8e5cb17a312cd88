package main

import (
	"bytes"
	"html"
	"image"
	"image/png"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// checkPicture fetches a PNG by its whole address and checks that it is one, of a size,
// with something on it, and the same whenever it is asked for.
func checkPicture(t *testing.T, p *pages, address string, width, height int) image.Image {
	t.Helper()
	path, here := strings.CutPrefix(address, pagesBase)
	if !here {
		t.Fatalf("the address of a picture is %q", address)
	}
	w := fetched(t, p.site, path)
	h := w.Header()
	if w.Code != http.StatusOK || h.Get("Content-Type") != "image/png" || h.Get("Cross-Origin-Resource-Policy") != "cross-origin" || h.Get("Content-Length") != strconv.Itoa(w.Body.Len()) {
		t.Fatalf("%s: %d %v", path, w.Code, h)
	}
	first := bytes.Clone(w.Body.Bytes())
	picture, err := png.Decode(w.Body)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if size := picture.Bounds().Size(); size.X != width || size.Y != height {
		t.Errorf("%s is %v, want %d by %d", path, size, width, height)
	}
	if share := inked(picture); share < 0.03 || share > 0.5 {
		t.Errorf("%s: %.1f%% of it is not paper", path, share*100)
	}
	if !bytes.Equal(first, fetched(t, p.site, path).Body.Bytes()) {
		t.Errorf("%s gives other bytes the second time", path)
	}
	if again := fetched(t, p.site, path, "If-None-Match", h.Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("%s: %d where the client has it", path, again.Code)
	}
	return picture
}

// inked is the share of a picture that is not of the colour of its lower left corner.
func inked(m image.Image) float64 {
	b := m.Bounds()
	paper, n := m.At(b.Min.X, b.Max.Y-1), 0
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if m.At(x, y) != paper {
				n++
			}
		}
	}
	return float64(n) / float64(b.Dx()*b.Dy())
}

// metas are the meta elements of a page by property or name.
func metas(page string) map[string]string {
	all := map[string]string{}
	for _, m := range regexp.MustCompile(`<meta (?:property|name)="([^"]+)" content="([^"]*)">`).FindAllStringSubmatch(page, -1) {
		all[m[1]] = html.UnescapeString(m[2])
	}
	return all
}

// Every page tells previews of its picture, in its own language and as of its own day;
// those that are of nothing in particular tell of one of the whole site.
func TestPagesHavePictures(t *testing.T) {
	p := openPages(t)
	seen := map[string]string{}
	for path, part := range map[string]string{
		"/claim/lamp-is-affordable":                 "lang=en",
		"/claim/lamp-is-affordable?lang=ar":         "lang=ar",
		"/claim/lamp-is-affordable?asOf=2001-01-01": "asOf=2001-01-01&lang=en",
		"/claim/lamp-is-affordable?revision=2":      "lang=en&revision=2",
		"/question/fate-of-the-lamp":                "lang=en",
		"/actor/tariq-hemo":                         "lang=en",
		"/actor/us-central-command?lang=ar":         "lang=ar",
		"/compare/wael-alwan/firas-allawi":          "lang=en",
		"/event/palmyra-attack":                     "lang=en",
		"/quote/" + p.quote("official-lens-sold"):   "lang=en",
		"/topic/coalition-membership":               "lang=en",
		"/topic/coalition-membership?lang=ar":       "lang=ar",
		"/document/aster-courier-lamp":              "lang=en",
		"/poll/readers-on-the-lamp":                 "lang=en",
	} {
		m := metas(fetched(t, p.site, path).Body.String())
		bare, _, _ := strings.Cut(path, "?")
		if want := pagesBase + "/picture" + bare + ".png?" + part; m["og:image"] != want {
			t.Errorf("%s: og:image %q, want %q", path, m["og:image"], want)
			continue
		}
		if m["og:image:type"] != "image/png" || m["og:image:width"] != "1200" || m["og:image:height"] != "630" || m["twitter:card"] != "summary_large_image" || !strings.HasPrefix(m["og:image:alt"], m["og:title"]) || len(m["og:image:alt"]) < 20 {
			t.Errorf("%s: %v", path, m)
		}
		checkPicture(t, p, m["og:image"], 1200, 630)
		body := fetched(t, p.site, strings.TrimPrefix(m["og:image"], pagesBase)).Body.String()
		if other, same := seen[body]; same && !strings.Contains(path+other, "revision") {
			t.Errorf("%s and %s have one picture", path, other)
		}
		seen[body] = path
	}
	for path, lang := range map[string]string{"/": "en", "/?lang=ar": "ar", "/claims": "en", "/people?lang=ar": "ar"} {
		m := metas(fetched(t, p.site, path).Body.String())
		if want := pagesBase + "/picture/site/onrecord.png?lang=" + lang; m["og:image"] != want {
			t.Errorf("%s: og:image %q, want %q", path, m["og:image"], want)
			continue
		}
		checkPicture(t, p, m["og:image"], 1200, 630)
	}
	for _, path := range []string{"/picture/site/other.png", "/picture/topic/none.png", "/picture/document/aster-courier-lamp/x.png", "/embed/topic/coalition-membership", "/oembed?url=" + pagesBase + "/topic/coalition-membership"} {
		if got := fetched(t, p.site, path); got.Code != 404 {
			t.Errorf("%s: %d, want 404", path, got.Code)
		}
	}
}

func TestPicturesHaveOptions(t *testing.T) {
	p := openPages(t)
	base := pagesBase + "/picture/claim/lamp-is-affordable.png"
	light := checkPicture(t, p, base+"?theme=light", 1200, 630)
	dark := checkPicture(t, p, base+"?theme=dark&width=600", 600, 315)
	checkPicture(t, p, base+"?width=300", 300, 158)
	bright := func(m image.Image) bool {
		r, _, _, _ := m.At(5, m.Bounds().Max.Y-5).RGBA()
		return r > 0x8000
	}
	if !bright(light) || bright(dark) {
		t.Error("themes have no effect")
	}
	for _, options := range []string{"theme=pink", "width=0", "width=1201", "width=x", "asOf=x", "revision=-1"} {
		if w := fetched(t, p.site, "/picture/claim/lamp-is-affordable.png?"+options); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", options, w.Code)
		}
	}
}

// A picture shows the positions of its day and no others, says which day that is, and
// puts marks around a speaker's own words alone. What the SVG says is what the PNG
// draws: both are one sheet.
func TestPicturesSayWhatPagesSay(t *testing.T) {
	p := openPages(t)
	for path, want := range map[string]struct{ says, not []string }{
		"claim/lamp-is-affordable.svg":                             {[]string{"The lamp can be kept cheaply.", "2 support it", "1 opposes it"}, []string{"counts here", "“"}},
		"claim/lamp-is-affordable.svg?asOf=2001-01-01":             {[]string{"Nobody is counted on this.", "Only what was said by 1 January 2001"}, []string{"support it", "opposes it"}},
		"claim/lamp-is-affordable.svg?revision=2":                  {[]string{"2 support it"}, []string{"As it was known"}},
		"claim/palmyra-strengthens-us-syria-relations.svg?lang=ar": {[]string{"اثنان يؤيدان", "هجوم تدمر"}, []string{"support"}},
		"quote/" + p.quote("official-lens-sold") + ".svg":          {[]string{"Not quoted word for word", "Second-hand", "a port official", "printed 3 March 2019"}, []string{"“", "«"}},
		"quote/" + p.quote("lindqvist-never-failed") + ".svg":      {[]string{"Corrected by the publisher", "Zoë Lindqvist"}, []string{"“"}},
		"compare/wael-alwan/firas-allawi.svg":                      {[]string{"Wael Alwan", "Firas Allawi", "agree on 2", "disagree on 0"}, nil},
		"question/palmyra-and-us-syria-relations.svg":              {[]string{"3 rival answers", "+2"}, nil},
	} {
		body := html.UnescapeString(fetched(t, p.site, "/picture/"+path).Body.String())
		text := regexp.MustCompile(`\s+`).ReplaceAllString(regexp.MustCompile(`<[^>]+>`).ReplaceAllString(body, " "), " ")
		for _, part := range want.says {
			if !strings.Contains(text, part) {
				t.Errorf("%s does not say %q: %s", path, part, text)
			}
		}
		for _, part := range want.not {
			if strings.Contains(text, part) {
				t.Errorf("%s says %q: %s", path, part, text)
			}
		}
	}
}
