package graphiql

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, path string, header http.Header) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header = header
	w := httptest.NewRecorder()
	Handler("/graphql").ServeHTTP(w, r)
	return w.Result()
}

func bodyOf(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// address finds an asset in the page, as a browser does.
func address(t *testing.T, name string) string {
	t.Helper()
	page := bodyOf(t, get(t, "/graphiql/", nil))
	found := regexp.MustCompile(`"(/graphiql/assets/[0-9a-f]+/)app\.js"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("the page names no script:\n%s", page)
	}
	return found[1] + name
}

func TestPage(t *testing.T) {
	r := get(t, "/graphiql/", nil)
	page := bodyOf(t, r)
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("got %s %s", r.Status, r.Header.Get("Content-Type"))
	}
	if !strings.Contains(page, `data-endpoint="/graphql"`) || !strings.Contains(page, "query WhomDidPalmyraServe") {
		t.Errorf("the page lacks its endpoint or its example:\n%s", page)
	}
	again := get(t, "/graphiql/", http.Header{"If-None-Match": {r.Header.Get("ETag")}})
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("asked again with its ETag: %s", again.Status)
	}
}

func TestEndpointIsEscaped(t *testing.T) {
	w := httptest.NewRecorder()
	Handler(`"><script>`).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/graphiql/", nil))
	if strings.Contains(w.Body.String(), "<script>") {
		t.Errorf("the endpoint became markup:\n%s", w.Body)
	}
}

func TestPolicyLetsNothingElseIn(t *testing.T) {
	for _, path := range []string{"/graphiql/", address(t, "app.js"), address(t, "graphql.worker.js")} {
		policy := get(t, path, nil).Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self';", "worker-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy %q lacks %s", path, policy, want)
			}
		}
	}
}

func TestAssets(t *testing.T) {
	for name, contentType := range map[string]string{
		"app.css":           "text/css; charset=utf-8",
		"app.js":            "text/javascript; charset=utf-8",
		"codicon.ttf":       "font/ttf",
		"editor.worker.js":  "text/javascript; charset=utf-8",
		"graphql.worker.js": "text/javascript; charset=utf-8",
		"json.worker.js":    "text/javascript; charset=utf-8",
		"licenses.txt":      "text/plain; charset=utf-8",
	} {
		t.Run(name, func(t *testing.T) { checkAsset(t, address(t, name), contentType) })
	}
}

func checkAsset(t *testing.T, path, contentType string) {
	packed, plain := get(t, path, http.Header{"Accept-Encoding": {"gzip, br"}}), get(t, path, nil)
	for _, r := range []*http.Response{packed, plain} {
		if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != contentType {
			t.Errorf("got %s %s", r.Status, r.Header.Get("Content-Type"))
		}
		if c := r.Header.Get("Cache-Control"); !strings.Contains(c, "immutable") || r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("Cache-Control %q, Vary %q", c, r.Header.Get("Vary"))
		}
	}
	if packed.Header.Get("Content-Encoding") != "gzip" || plain.Header.Get("Content-Encoding") != "" {
		t.Error("gzip goes to those who accept it and to nobody else")
	}
	// One tag for two encodings would let a cache give one for the other.
	if packed.Header.Get("ETag") == plain.Header.Get("ETag") {
		t.Errorf("both encodings have the ETag %s", plain.Header.Get("ETag"))
	}
	unpacked, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	if string(b) != bodyOf(t, plain) {
		t.Error("the two encodings differ")
	}
}

func TestRefusals(t *testing.T) {
	for _, path := range []string{"/graphiql/x", "/graphiql/assets/0000000000000000/app.js", "/graphiql/page.html", "/"} {
		if r := get(t, path, nil); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, r.Status)
		}
	}
	w := httptest.NewRecorder()
	Handler("/graphql").ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/graphiql/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"":                     false,
		"gzip":                 true,
		"GZip":                 true,
		"x-gzip":               true,
		"br, gzip;q=0.5":       true,
		"gzip;q=0":             false,
		"gzip; q=0.000":        false,
		"*":                    true,
		"*;q=0":                false,
		"gzip;q=0, *":          false,
		"*;q=0, gzip":          true,
		"identity, deflate":    false,
		"gzipped":              false,
		"deflate;q=0, gzip; q": true,
	} {
		if got := acceptsGzip([]string{header}); got != want {
			t.Errorf("acceptsGzip(%q) = %t", header, got)
		}
	}
}

// The build promises the same bytes everywhere, which a time or the name of a
// system in the header would break.
func TestCompressionNamesNoMachine(t *testing.T) {
	assets, _, err := packedAssets()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range assets {
		if !bytes.Equal(a.packed[4:8], make([]byte, 4)) || a.packed[9] != 255 {
			t.Errorf("%s: header % x", a.name, a.packed[:10])
		}
	}
}

// Whatever is bundled must be passed on with its notice.
func TestNoticesAreKept(t *testing.T) {
	notices := bodyOf(t, get(t, address(t, "licenses.txt"), nil))
	for _, name := range []string{"graphiql", "monaco-editor", "react", "graphql", "prettier", "DOMPurify"} {
		if !regexp.MustCompile(`(?m)\b` + name + ` \d+\.`).MatchString(notices) {
			t.Errorf("no notice for %s", name)
		}
	}
	if strings.Contains(notices, "Copyright (c) HOLDERS") {
		t.Error("a notice names no holder")
	}
}
