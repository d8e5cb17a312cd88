package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// clientsFolder holds the tools of npm that pages are checked with.
const clientsFolder = "../../internal/web/clients"

// browser is one Chromium, in which each page gets a tab of its own, and a server at
// url.
type browser struct {
	t   testing.TB
	ctx context.Context
	url string
}

// openBrowser opens one with a server of both dossiers.
func openBrowser(t testing.TB) *browser {
	t.Helper()
	return openBrowserAt(t, servedDossiers(t))
}

// openBrowserAt fails where there is no Chromium: .ci/setup installs one.
func openBrowserAt(t testing.TB, url string) *browser {
	t.Helper()
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if program == "" {
		t.Fatal("there is no Chromium; make setup installs one")
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(program), chromedp.UserDataDir(t.TempDir()), chromedp.Headless, chromedp.NoSandbox,
		chromedp.Flag("no-first-run", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true))
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(end)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("start %s: %v", program, err)
	}
	return &browser{t, ctx, url}
}

// servedDossiers serves both dossiers in a process of its own until the test ends.
func servedDossiers(t testing.TB, flags ...string) string {
	t.Helper()
	return servedFiles(t, programs(t), []string{"../../seeds/coalition.yaml", "../../seeds/extra/lighthouse.yaml"}, flags...)
}

// servedFiles serves what files hold.
func servedFiles(t testing.TB, folder string, files []string, flags ...string) string {
	t.Helper()
	data, program := t.TempDir(), filepath.Join(folder, "onrecord")
	add := exec.CommandContext(t.Context(), program, append([]string{"import", "--data", data}, files...)...)
	if out, err := add.CombinedOutput(); err != nil {
		t.Fatalf("import: %v\n%s", err, out)
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, program, append([]string{"serve", "--addr", "127.0.0.1:0", "--data", data, "--log-level", "error"}, flags...)...)
	out, errs := newAnnouncement(), new(bytes.Buffer)
	c.Stdout, c.Stderr = out, errs
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = c.Wait() // open tabs may be cut off
	})
	select {
	case url := <-out.address:
		return url
	case <-time.After(mostWait):
		t.Fatalf("the server told no address: %s", errs)
		return ""
	}
}

// view is how a page is looked at.
type view struct {
	width  int64
	scheme string
	lang   string
	script bool
}

// views are the ways in which every page is looked at: each width, both schemes, both
// languages, with and without scripts.
var views = []view{{1440, "light", "en", true}, {320, "dark", "ar", true}, {768, "light", "ar", false}, {320, "light", "en", true}}

// tab is one page, and what happened on it.
type tab struct {
	ctx context.Context

	mu       sync.Mutex
	troubles []string
	bytes    float64
}

func (p *tab) trouble(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.troubles = append(p.troubles, fmt.Sprintf(format, args...))
}

// transferred is what came over the network so far, in bytes, heads and compression
// included.
func (p *tab) transferred() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.bytes
}

// open shows a page in a new tab.
func (b *browser) open(path string, v view) *tab {
	b.t.Helper()
	address := b.url + path
	if v.lang != "en" {
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		address += separator + "lang=" + v.lang
	}
	return b.openAt(address, v)
}

// openAt shows any address in a new tab, of a reader who has been on no page before.
func (b *browser) openAt(address string, v view) *tab {
	b.t.Helper()
	ctx, end := chromedp.NewContext(b.ctx)
	b.t.Cleanup(end)
	ctx, stop := context.WithTimeout(ctx, mostWait)
	b.t.Cleanup(stop)
	p := &tab{ctx: ctx}
	if err := chromedp.Listen(ctx, func(event any) { p.note(event, b.url) }); err != nil {
		b.t.Fatal(err)
	}
	_, metrics := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: v.width, Height: 900, DeviceScaleFactor: 1})
	_, media := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: v.scheme}}})
	_, scripts := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !v.script})
	_, watched := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	_, fresh := chromedp.Call(ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
	if err := errors.Join(metrics, media, scripts, watched, fresh, chromedp.Do(ctx, chromedp.Navigate(address))); err != nil {
		b.t.Fatalf("%s: %v", address, err)
	}
	return p
}

// note keeps what should not happen: errors in the console, exceptions, requests that
// leave this site.
func (p *tab) note(event any, site string) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.trouble("exception: %s %+v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Source == log.EntrySourceSecurity {
			p.trouble("console: %s %s", e.Entry.Text, e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, site) && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "about:") {
			p.trouble("request to another host: %s", u)
		}
	case *network.EventLoadingFinished:
		p.mu.Lock()
		p.bytes += e.EncodedDataLength
		p.mu.Unlock()
	}
}

// apart are rules about whole pages, which what stands in a frame of one does not follow:
// a second main part would be one too many.
var apart = map[string]string{"page": "{}", "embed": `{"landmark-one-main": {enabled: false}, region: {enabled: false}}`}

// violations are what axe-core finds. It is run from outside of the page, whose policy
// would not let it in.
func (b *browser) violations(p *tab, kind string) []string {
	b.t.Helper()
	axe, err := os.ReadFile(filepath.Join(clientsFolder, "node_modules/axe-core/axe.min.js"))
	if err != nil {
		b.t.Fatalf("%v; make setup installs it", err)
	}
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[int](string(axe)+";0")); err != nil {
		b.t.Fatalf("axe: %v", err)
	}
	found, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`axe.run(document, {resultTypes: ["violations"], rules: `+apart[kind]+`}).then((r) => JSON.stringify(r.violations.map((v) =>
		v.id + ": " + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + " " + (n.any[0] || n.all[0] || n.none[0] || {}).message).join(" | "))))`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("axe: %v", err)
	}
	var all []string
	if err := json.Unmarshal([]byte(found), &all); err != nil {
		b.t.Fatal(err)
	}
	return all
}

// pagesToSee is one page of every kind, embedsToSee one embed of every kind. A new page
// is a line here.
func pagesToSee() map[string]string {
	return map[string]string{
		"front": "/", "claim": "/claim/accession-strengthens-counter-is", "claim contested": "/claim/lamp-is-affordable", "claim mixed": "/claim/lamp-is-indispensable",
		"claim poll": "/claim/palmyra-strengthens-us-syria-relations", "question": "/question/palmyra-and-us-syria-relations",
		"quote": "/quote/" + quoteOf("lighthouse", "official-lens-sold"), "corrected quote": "/quote/" + quoteOf("lighthouse", "lindqvist-never-failed"),
		"document": "/document/aster-courier-lamp", "person": "/actor/tariq-hemo", "institution": "/actor/sdf", "compare": "/compare/wael-alwan/firas-allawi",
		"event": "/event/palmyra-attack", "topic": "/topic/us-syria-relations", "search": "/search?q=prison", "claims": "/claims", "people": "/people", "nothing": "/claim/nothing",
	}
}

func embedsToSee() map[string]string {
	return map[string]string{
		"claim": "/embed/claim/lamp-is-affordable", "question": "/embed/question/palmyra-and-us-syria-relations", "actor": "/embed/actor/tariq-hemo",
		"compare": "/embed/compare/wael-alwan/firas-allawi", "event": "/embed/event/palmyra-attack", "quote": "/embed/quote/" + quoteOf("lighthouse", "official-lens-sold"),
	}
}

const (
	// mostOfPage and mostOfEmbed bound what is transferred, in bytes.
	mostOfPage  = 60_000
	mostOfEmbed = 30_000
)

// Every page and embed can be used by everybody, in every width, scheme and language,
// asks nothing of another host, and is light.
func TestPagesInABrowser(t *testing.T) {
	b := openBrowser(t)
	for kind, list := range map[string]map[string]string{"page": pagesToSee(), "embed": embedsToSee()} {
		most := map[string]float64{"page": mostOfPage, "embed": mostOfEmbed}[kind]
		for name, path := range list {
			t.Run(kind+" "+name, func(t *testing.T) {
				for _, v := range views {
					p := b.open(path, v)
					b.look(t, p, v, kind, name == "nothing")
					if bytes := p.transferred(); bytes > most {
						t.Errorf("%+v: %.0f bytes are transferred, want at most %.0f", v, bytes, most)
					}
					if err := chromedp.Cancel(p.ctx); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
}

// A topic on which many spoke is as light, its map and its matrix included.
func TestCrowdedTopicIsLight(t *testing.T) {
	folder, stream := programs(t), filepath.Join(t.TempDir(), "graph.jsonl")
	c := exec.CommandContext(t.Context(), filepath.Join(folder, "onrecord"), "generate", "--quotes", "5000", "--output", stream)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("generate: %v\n%s", err, out)
	}
	b := openBrowserAt(t, servedFiles(t, folder, []string{stream}, "--no-seeds"))
	everyTopic := b.open("/topics", views[0])
	topic, err := chromedp.Run(everyTopic.ctx, chromedp.Evaluate[string](`document.querySelector("main a[href^='/topic/']").getAttribute("href")`))
	if err != nil {
		t.Fatal(err)
	}
	p := b.open(topic, views[0])
	p.says(t, "the matrix is as large as they come", `document.querySelectorAll(".matrix tbody tr").length === 16`)
	if bytes := p.transferred(); bytes > mostOfPage {
		t.Errorf("%s: %.0f bytes are transferred, want at most %d", topic, bytes, mostOfPage)
	}
	b.look(t, p, views[0], "page", false)
}

// look judges a page as it stands in a view.
func (b *browser) look(t *testing.T, p *tab, v view, kind string, isMissing bool) {
	t.Helper()
	if v.script {
		wide, err := chromedp.Run(p.ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth`))
		shown, err2 := chromedp.Run(p.ctx, chromedp.Evaluate[int](`innerWidth`))
		dir, err3 := chromedp.Run(p.ctx, chromedp.Evaluate[string](`document.documentElement.dir`))
		if err := errors.Join(err, err2, err3); err != nil {
			t.Fatal(err)
		}
		if wide > shown {
			t.Errorf("%+v: the page is %d wide, %d are shown", v, wide, shown)
		}
		if want := map[string]string{"en": "ltr", "ar": "rtl"}[v.lang]; dir != want {
			t.Errorf("%+v: the page runs %s", v, dir)
		}
		for _, violation := range b.violations(p, kind) {
			t.Errorf("%+v: %s", v, violation)
		}
	} else {
		text, err := chromedp.Run(p.ctx, chromedp.OuterHTML("body"))
		if err != nil {
			t.Fatal(err)
		}
		if len(text) < 500 {
			t.Errorf("%+v: without scripts there is only %s", v, text)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, trouble := range p.troubles {
		if isMissing && strings.Contains(trouble, "404") {
			continue
		}
		t.Errorf("%+v: %s", v, trouble)
	}
}

// The HTML of every page and embed is valid.
func TestHTMLIsValid(t *testing.T) {
	p := openPages(t)
	folder := t.TempDir()
	for kind, list := range map[string]map[string]string{"page": pagesToSee(), "embed": embedsToSee()} {
		for name, path := range list {
			for _, lang := range []string{"en", "ar"} {
				w := fetched(t, p.site, path, "Accept-Language", lang)
				if w.Code != http.StatusOK && name != "nothing" {
					t.Errorf("%s: %d", path, w.Code)
				}
				file := filepath.Join(folder, strings.ReplaceAll(kind+"-"+name+"-"+lang, " ", "-")+".html")
				if err := os.WriteFile(file, w.Body.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	c := exec.CommandContext(t.Context(), "node_modules/.bin/html-validate", "--config", ".htmlvalidate.json", "--formatter", "text", folder+"/*.html")
	c.Dir = clientsFolder
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("html-validate: %v\n%s", err, out)
	}
}
