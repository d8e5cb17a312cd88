package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/record"
)

// What a server puts into its page is the web component with what it shows.
func TestComponentsForServers(t *testing.T) {
	p := openPages(t)
	for name, path := range map[string]string{"claim": "/component/claim/lamp-is-affordable?asOf=2025-12-31&lang=ar&max=1&theme=dark", "compare": "/component/compare/wael-alwan/firas-allawi?lang=xx"} {
		w := fetched(t, p.site, path)
		if w.Code != http.StatusOK || w.Header().Get("Cross-Origin-Resource-Policy") != "cross-origin" || strings.Contains(w.Header().Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
		checkGolden(t, "testdata/pages/component-"+name+".html", withoutInlay(w.Body.Bytes()))
	}
	for path, want := range map[string]int{"/component/claim/nothing": 404, "/component/planet/earth": 404, "/component/claim/lamp-is-affordable?theme=pink": 400} {
		if w := fetched(t, p.site, path); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}

// Whatever stands in the record, it ends no attribute and no element of the page that it
// is put into.
func TestComponentsForServersAreEscaped(t *testing.T) {
	p := openPages(t)
	const evil = `</template></stance-view><script>alert("1")</script><b title='`
	rec, ok := p.graph.Snapshot().BySlug(record.KindClaim, "lamp-is-affordable")
	if !ok {
		t.Fatal("no such claim")
	}
	changed := *rec.(*record.Claim)
	changed.Texts = record.Texts{{Language: "en", Text: evil}}
	if _, err := commit(t.Context(), p.graph, "a test", "a text", record.Change{Put: []record.Record{&changed}}); err != nil {
		t.Fatal(err)
	}
	body := fetched(t, p.site, "/component/claim/lamp-is-affordable?revision=%22%3E%3Cscript%3E1").Body.String()
	if !strings.Contains(body, "has to be a number") {
		t.Errorf("such a revision is not refused: %s", body)
	}
	body = fetched(t, p.site, "/component/claim/lamp-is-affordable").Body.String()
	if !strings.Contains(body, "alert(&#34;1&#34;)") || strings.Contains(body, "alert(\"") || strings.Count(body, "<script") != 1 || strings.Count(body, "</template>") != 1 || strings.Count(body, "</stance-view>") != 1 || strings.Contains(body, "<b title") {
		t.Errorf("the text is not escaped everywhere:\n%s", withoutInlay([]byte(body)))
	}
}

// In the page of another site it shows without scripts; where there are, the component
// takes it over.
func TestComponentWrittenByAServer(t *testing.T) {
	b := openBrowser(t)
	response, err := http.Get(b.url + "/component/claim/lamp-is-affordable?theme=dark")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	page := host(t, `<style>h1 { font-size: 99px }</style>`+string(body), nil) + "/"
	const root = `document.querySelector("stance-view").shadowRoot`
	shown := func(t *testing.T, p *tab) {
		t.Helper()
		p.says(t, "the claim is shown", root+`.querySelector("h1").innerText === "The lamp can be kept cheaply."`)
		p.says(t, "in its own style", `getComputedStyle(`+root+`.querySelector("h1")).fontSize === "22px"`)
		p.says(t, "in the colours that were asked for", `getComputedStyle(document.querySelector("stance-view")).colorScheme === "dark"`)
		p.says(t, "and nothing twice", root+`.querySelectorAll("article").length === 1 && document.querySelector("stance-view > a").offsetHeight === 0`)
	}
	t.Run("without scripts", func(t *testing.T) {
		p := b.openAt(page, view{900, "light", "en", false})
		shown(t, p)
		p.says(t, "it is what the server wrote", root+`.querySelector("h1 a").target === "" && !document.querySelector("stance-view").address`)
	})
	t.Run("with scripts", func(t *testing.T) {
		p := b.openAt(page, view{900, "light", "en", true})
		p.says(t, "the component has taken over", root+`.querySelector("h1 a").target === "_blank"`)
		shown(t, p)
	})
}
