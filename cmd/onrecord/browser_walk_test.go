package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// says evaluates an expression that is true sooner or later.
func (p *tab) says(t *testing.T, what, expression string) {
	t.Helper()
	var last string
	for deadline := time.Now().Add(mostWait / 2); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		holds, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](expression))
		if err == nil && holds {
			return
		}
		last = fmt.Sprint(holds, " ", err)
	}
	at, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string]("location.href + ' ' + (document.activeElement?.outerHTML ?? '').slice(0, 200)"))
	t.Fatalf("%s: %s is %s at %s", what, expression, last, at)
}

func (p *tab) press(t *testing.T, keys ...string) {
	t.Helper()
	for _, k := range keys {
		if err := chromedp.Do(p.ctx, chromedp.KeyEvent(k)); err != nil {
			t.Fatal(err)
		}
	}
}

func (p *tab) focus(t *testing.T, selector string) {
	t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](fmt.Sprintf("document.querySelector(%q).focus(), true", selector))); err != nil {
		t.Fatal(err)
	}
}

// Nobody needs a mouse: search, the map and the dialog are walked through by keys.
func TestKeyboardAlone(t *testing.T) {
	b := openBrowser(t)
	wide := view{1280, "light", "en", true}
	t.Run("search", func(t *testing.T) {
		p := b.open("/", wide)
		p.focus(t, "#q")
		p.press(t, "h", "e", "m", "o")
		p.says(t, "suggestions come", `document.querySelectorAll("[role=option]").length > 0`)
		p.press(t, kb.ArrowDown)
		p.says(t, "one is chosen", `document.querySelector("[role=option][aria-selected=true]").textContent.includes("Tariq Hemo")`)
		p.says(t, "a screen reader is told", `document.getElementById(document.activeElement.getAttribute("aria-activedescendant")) !== null`)
		p.press(t, kb.Enter)
		p.says(t, "it leads there", `location.pathname === "/actor/tariq-hemo"`)
	})
	t.Run("map", func(t *testing.T) {
		p := b.open("/topic/us-syria-relations", wide)
		p.says(t, "one name is in the order of Tab", `document.querySelectorAll('[data-node][tabindex="0"]').length === 1`)
		p.focus(t, `[data-node][tabindex="0"]`)
		p.says(t, "its lines alone are seen", `document.querySelectorAll(".edge.faint").length > 0 && [...document.querySelectorAll("[data-of]")].filter((i) => !i.hidden).length === 1`)
		p.press(t, kb.ArrowRight)
		p.says(t, "the next name has the focus", `document.activeElement === document.querySelectorAll("[data-node]")[1]`)
		p.says(t, "and its part of the list is shown", `!document.querySelector('[data-of="' + document.activeElement.dataset.node + '"]').hidden`)
		p.press(t, kb.Escape)
		p.says(t, "all lines are seen again", `document.querySelectorAll(".edge.faint").length === 0`)
		p.press(t, kb.Enter)
		p.says(t, "Enter opens the page", `location.pathname.startsWith("/actor/")`)
	})
	t.Run("dialog", func(t *testing.T) {
		p := b.open("/claim/lamp-is-affordable", wide)
		p.says(t, "the script has run", `document.querySelector(".share-dialog") !== null`)
		p.focus(t, "[data-share] > summary")
		p.press(t, kb.Enter)
		p.says(t, "the dialog opens", `document.querySelector(".share-dialog").open && document.querySelector(".share-dialog").contains(document.activeElement)`)
		p.says(t, "with a preview", `document.querySelector(".share-preview iframe").src.includes("/embed/claim/lamp-is-affordable")`)
		if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](`(() => { const s = document.querySelector("[data-option=theme]"); s.value = "dark"; s.dispatchEvent(new Event("change")); return true; })()`)); err != nil {
			t.Fatal(err)
		}
		p.says(t, "options are in all snippets", `document.querySelector("#share-iframe").value.includes("?theme=dark") && document.querySelector("#share-component").value.includes('theme="dark"') && document.querySelector("#share-oembed").value.endsWith("?theme=dark") && document.querySelector("#share-png").value.includes('lamp-is-affordable.png?theme=dark"') && document.querySelector("#share-picture").value.includes('lamp-is-affordable.svg?theme=dark"')`)
		for _, violation := range b.violations(p, "page") {
			t.Errorf("the dialog: %s", violation)
		}
		p.focus(t, "[data-whole]")
		p.press(t, kb.Enter)
		p.says(t, "the component comes with its content", `/^<script.*\n<stance-view claim="lamp-is-affordable" theme="dark"><template shadowrootmode="open"><style>.*<article/s.test(document.querySelector("#share-component").value)`)
		p.press(t, kb.Escape)
		p.says(t, "Escape closes it, and the focus is back", `!document.querySelector(".share-dialog").open && document.activeElement.tagName === "SUMMARY"`)
	})
}

// host is a page of another site.
func host(t *testing.T, page string, files map[string]string) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><title>An article</title>"+page)
	})
	for name, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("%v; make setup installs it", err)
		}
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = w.Write(content)
		})
	}
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

// One embed page resizes in the frames of hosts on another origin, sandboxed, in each
// of their dialects.
func TestEmbedsResizeInHosts(t *testing.T) {
	b := openBrowser(t)
	embed := b.url + "/embed/claim/lamp-is-affordable"
	const heightOf = `document.querySelector("iframe").getBoundingClientRect().height`
	for name, c := range map[string]struct {
		page  string
		files map[string]string
	}{
		"pym": {
			`<div id="here"></div><script src="/pym.js"></script><script>new pym.Parent("here", "` + embed + `", {sandbox: "allow-scripts"})</script>`,
			map[string]string{"pym.js": filepath.Join(clientsFolder, "node_modules/pym.js/dist/pym.v1.min.js")},
		},
		"listeners of Datawrapper's kind": {
			`<iframe id="datawrapper-chart" src="` + embed + `" sandbox="allow-scripts" height="10" style="border:0"></iframe>
			<script>addEventListener("message", (e) => { const f = document.querySelector("iframe"); if (e.source === f.contentWindow && e.data["datawrapper-height"]) for (const k in e.data["datawrapper-height"]) f.style.height = e.data["datawrapper-height"][k] + "px"; })</script>`,
			nil,
		},
		"AMP": {
			`<iframe src="` + embed + `" sandbox="allow-scripts" height="10" style="border:0"></iframe>
			<script>addEventListener("message", (e) => { const f = document.querySelector("iframe"); if (e.source === f.contentWindow && e.data.sentinel === "amp" && e.data.type === "embed-size") f.style.height = e.data.height + "px"; })</script>`,
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := b.openAt(host(t, c.page, c.files)+"/", view{700, "light", "en", true})
			p.says(t, "the frame grows to its content", heightOf+" > 300")
			p.says(t, "and not beyond", heightOf+" < 4000")
		})
	}
}

// The web component shows a claim in a page of another site, without a frame, in either
// way that it may be there.
func TestStanceViewOnAnotherSite(t *testing.T) {
	b := openBrowser(t)
	p := b.openAt(host(t, `<script type="module" src="`+b.url+`/stance-view.js"></script>
		<stance-view claim="lamp-is-affordable" lang="en"><a href="/x">The claim</a></stance-view>
		<stance-view actor="nobody"><a id="kept" href="/x">Nobody</a></stance-view>
		<stance-view compare="wael-alwan/firas-allawi" theme="dark"><template shadowrootmode="open"><p>written by a server</p></template></stance-view>`, nil)+"/", view{900, "light", "en", true})
	const nth = `document.querySelectorAll("stance-view")[%d].shadowRoot`
	p.says(t, "the claim is shown", fmt.Sprintf(nth+`.querySelector("article.embed h1")?.textContent.includes("The lamp can be kept cheaply")`, 0))
	p.says(t, "its links are those of the record", fmt.Sprintf(`[...`+nth+`.querySelectorAll("a")].every((a) => a.href.startsWith(%q) && a.target === "_blank")`, 0, b.url))
	p.says(t, "nothing of it runs", fmt.Sprintf(nth+`.querySelectorAll("script").length === 0`, 0))
	p.says(t, "what stood there stays where nothing comes", fmt.Sprintf(nth+`.querySelector("slot") !== null && document.querySelector("#kept").offsetHeight > 0`, 1))
	p.says(t, "what a server wrote gives way", fmt.Sprintf(nth+`.querySelector("article.embed") !== null`, 2))
	p.says(t, "in the colours that were asked for", `getComputedStyle(document.querySelectorAll("stance-view")[2]).colorScheme === "dark"`)
}

// Consumers of oEmbed that publishers use find what there is.
func TestOEmbedConsumers(t *testing.T) {
	// They ask by https alone.
	certificate, key := selfSigned(t)
	url := servedDossiers(t, "--tls-cert", certificate, "--tls-key", key)
	pages := []string{"/claim/lamp-is-affordable", "/question/fate-of-the-lamp", "/actor/tariq-hemo", "/compare/wael-alwan/firas-allawi", "/event/palmyra-attack", "/quote/" + quoteOf("lighthouse", "official-lens-sold")}
	for consumers, folder := range map[string]string{"oembed-extractor and unfurl.js": clientsFolder, "iframely": filepath.Join(clientsFolder, "iframely")} {
		t.Run(consumers, func(t *testing.T) {
			c := exec.CommandContext(t.Context(), "node", append([]string{"consume.mjs", url}, pages...)...)
			c.Dir, c.Env = folder, append(os.Environ(), "NODE_EXTRA_CA_CERTS="+certificate)
			if out, err := c.CombinedOutput(); err != nil || !strings.Contains(string(out), "6 addresses are embedded") {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// selfSigned writes a certificate for the loopback, and its key.
func selfSigned(t *testing.T) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "127.0.0.1"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: signed}, "key.pem": {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(filepath.Join(folder, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
}
