package main

import (
	"encoding/json"
	"fmt"
	"html"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// articles are what WordPress makes of articles in which these addresses are pasted,
// each with the script that it brings along once. It fails where there is no PHP or no
// WordPress: .ci/setup installs both.
func articles(t *testing.T, addresses ...string) []string {
	t.Helper()
	c := exec.CommandContext(t.Context(), "php", append([]string{"wordpress.php"}, addresses...)...)
	c.Dir = clientsFolder
	var errs strings.Builder
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil || errs.Len() > 0 {
		t.Fatalf("wordpress.php: %v; make setup installs what it needs\n%s%s", err, errs.String(), out)
	}
	var all []string
	if err := json.Unmarshal(out, &all); err != nil || len(all) != len(addresses) {
		t.Fatalf("wordpress.php: %v\n%s", err, out)
	}
	return all
}

// wordPressEmbed is a quotation and the hidden frame that takes its place.
var wordPressEmbed = regexp.MustCompile(`(?s)<blockquote class="wp-embedded-content" data-secret="([A-Za-z0-9]+)"><p><a href="([^"]+)">([^<]+)</a></p></blockquote>\s*<p><iframe class="wp-embedded-content" sandbox="allow-scripts" security="restricted" style="[^"]*" title="([^"]+)" src="([^"]+)" data-secret="([A-Za-z0-9]+)" width="500" height="[0-9]+" frameborder="0" scrolling="auto"></iframe></p>`)

// WordPress knows nothing of onrecord: it finds the provider in the page, and of the
// answer keeps a quotation that leads to the page and a sandboxed frame of the embed.
func TestWordPressEmbedsPages(t *testing.T) {
	url := servedDossiers(t)
	var pasted []string
	for _, path := range embedsToSee() {
		pasted = append(pasted, url+strings.TrimPrefix(path, "/embed"))
	}
	const options = "?asOf=2025-12-31&lang=ar&max=1&theme=dark"
	pasted = append(pasted, url+"/claim/lamp-is-affordable"+options)
	for i, article := range articles(t, pasted...) {
		page, options, _ := strings.Cut(pasted[i], "?")
		m := wordPressEmbed.FindStringSubmatch(article)
		if m == nil {
			t.Errorf("%s: WordPress makes of it\n%s", pasted[i], article)
			continue
		}
		for j := range m {
			m[j] = html.UnescapeString(m[j])
		}
		frame := strings.Replace(page, url, url+"/embed", 1)
		if options != "" {
			frame += "?" + options
		}
		if m[1] != m[6] || m[2] != page || m[3] != m[4] || m[5] != frame+"#?secret="+m[1] {
			t.Errorf("%s: %q", pasted[i], m[1:])
		}
	}
	for i, article := range articles(t, url+"/claims", url+"/claim/nothing", url+"/search?q=lamp") {
		if strings.Contains(article, "<iframe") {
			t.Errorf("there is nothing to embed at address %d, WordPress makes of it\n%s", i, article)
		}
	}
}

// In an article of WordPress, on another origin, the frame takes the place of the
// quotation and the height of what it shows, and what is clicked in it opens in the
// window of the article: its sandbox allows no other way.
func TestEmbedsInWordPress(t *testing.T) {
	b := openBrowser(t)
	path := "/claim/lamp-is-affordable?max=1"
	article := strings.ReplaceAll(articles(t, b.url+path)[0], "http://paper.example/", "/")
	const script = "wp-includes/js/wp-embed.min.js"
	page := host(t, article, map[string]string{script: filepath.Join(clientsFolder, "wordpress", script)}) + "/"
	bare := b.openAt(b.url+"/embed"+path, view{500, "light", "en", true})
	height := bare.measure(t, `Math.ceil(document.documentElement.getBoundingClientRect().height)`)
	const link = `document.querySelector(".foot a").getBoundingClientRect()`
	x, y := bare.measure(t, link+".left"), bare.measure(t, link+".top")
	if height < 200 || height > 1000 || height == 560 {
		t.Fatalf("the embed is %v high: WordPress allows 200 to 1000, and 560 is what it begins with", height)
	}
	p := b.openAt(page, view{700, "light", "en", true})
	p.says(t, "the frame has the height of its content", fmt.Sprintf(`document.querySelector("iframe").getBoundingClientRect().height === %v`, height))
	p.says(t, "and stands for the quotation", `document.querySelector("blockquote").offsetHeight === 0 && getComputedStyle(document.querySelector("iframe")).clip === "auto"`)
	p.click(t, x+5, y+5)
	p.says(t, "a click opens the page on record", fmt.Sprintf(`location.href === %q`, b.url+"/claim/lamp-is-affordable"))
	for _, trouble := range p.troubles {
		if !strings.Contains(trouble, page) {
			t.Error(trouble)
		}
	}
}

func (p *tab) measure(t *testing.T, expression string) float64 {
	t.Helper()
	n, err := chromedp.Run(p.ctx, chromedp.Evaluate[float64](expression))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// click presses the mouse in a frame, so far from its upper left corner.
func (p *tab) click(t *testing.T, x, y float64) {
	t.Helper()
	// A click goes to what was painted last, which a picture brings up to date.
	if _, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot()); err != nil {
		t.Fatal(err)
	}
	const frame = `document.querySelector("iframe").getBoundingClientRect()`
	if err := chromedp.Do(p.ctx, chromedp.MouseClickXY(p.measure(t, frame+".left")+x, p.measure(t, frame+".top")+y)); err != nil {
		t.Fatal(err)
	}
}
