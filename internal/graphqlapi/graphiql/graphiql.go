// Package graphiql serves GraphiQL, the page on which people try GraphQL
// queries and read what the contract says of every field. It is built ahead
// (build.mjs) and embedded, so that it works without a network and asks nothing
// of any other host.
package graphiql

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

//go:embed dist page.html example.graphql
var files embed.FS

// policy is what the page needs and no more. The editor writes style elements
// and style attributes while it runs, hence 'unsafe-inline' for styles alone;
// its icons are a font, its languages run in workers, and the cursors and
// ornaments of its sheet are data: pictures.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; " +
	"img-src 'self' data:; worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Handler serves the page under /graphiql/ and is to be mounted there. The page
// posts its queries to endpoint, a path on the same host such as "/graphql".
//
// Scripts and styles have addresses that change with their content and may be
// cached for ever; the page itself is validated by its ETag each time. Handler
// panics where the embedded files are incomplete, which only a broken build is.
func Handler(endpoint string) http.Handler {
	assets, digest, err := packedAssets()
	if err != nil {
		panic(err)
	}
	root := "/graphiql/assets/" + digest + "/"
	page, err := renderPage(endpoint, root)
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /graphiql/{$}", page.serve)
	for _, a := range assets {
		mux.HandleFunc("GET "+root+a.name, a.serve)
	}
	return mux
}

// An asset is one embedded file, compressed.
type asset struct {
	name, contentType string
	packed            []byte
	tag               string
	// plain unpacks once, on the first request of a client that takes no gzip,
	// so that such clients cost 7 MB in all and not 5 MB each.
	plain func() ([]byte, error)
}

// packedAssets gives the built files and one digest of all of them.
func packedAssets() ([]asset, string, error) {
	names, err := fs.Glob(files, "dist/*.gz")
	if err != nil {
		return nil, "", err
	}
	var assets []asset
	all := sha256.New()
	for _, name := range names {
		packed, err := files.ReadFile(name)
		if err != nil {
			return nil, "", err
		}
		a, err := newAsset(strings.TrimSuffix(path.Base(name), ".gz"), packed)
		if err != nil {
			return nil, "", err
		}
		fmt.Fprintf(all, "%s %s\n", a.name, a.tag)
		assets = append(assets, a)
	}
	return assets, hex.EncodeToString(all.Sum(nil)[:8]), nil
}

func newAsset(name string, packed []byte) (asset, error) {
	// Spelled out, because the types that the mime package finds depend on the
	// machine.
	types := map[string]string{
		".css": "text/css; charset=utf-8",
		".js":  "text/javascript; charset=utf-8",
		".ttf": "font/ttf",
		".txt": "text/plain; charset=utf-8",
	}
	contentType, known := types[path.Ext(name)]
	if !known {
		return asset{}, fmt.Errorf("graphiql asset %s: no content type is known for it", name)
	}
	unpack := func() ([]byte, error) {
		r, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(r)
	}
	return asset{name, contentType, packed, digestOf(packed), sync.OnceValues(unpack)}, nil
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	body, tag := a.packed, a.tag+"-gz"
	if acceptsGzip(r.Header.Values("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
	} else {
		plain, err := a.plain()
		if err != nil {
			http.Error(w, "this file of GraphiQL is damaged: build the server again", http.StatusInternalServerError)
			return
		}
		body, tag = plain, a.tag
	}
	h.Set("Vary", "Accept-Encoding")
	h.Set("Content-Type", a.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	send(w, r, tag, body)
}

// A page is the one document that refers to the assets.
type page struct {
	body []byte
	tag  string
}

func renderPage(endpoint, assets string) (*page, error) {
	t, err := template.ParseFS(files, "page.html")
	if err != nil {
		return nil, err
	}
	example, err := files.ReadFile("example.graphql")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, struct{ Endpoint, Assets, Example string }{endpoint, assets, string(example)})
	return &page{b.Bytes(), digestOf(b.Bytes())}, err
}

func (p *page) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	send(w, r, p.tag, p.body)
}

// send answers conditional and partial requests too. The policy goes with every
// file: a worker is bound by the one that came with its own script.
func send(w http.ResponseWriter, r *http.Request, tag string, body []byte) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// acceptsGzip reads Accept-Encoding (RFC 9110, 12.5.3): gzip by name, or by *
// where gzip is not named, unless its weight is zero.
func acceptsGzip(headers []string) bool {
	others := false
	for item := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		coding, weight, _ := strings.Cut(item, ";")
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "gzip", "x-gzip":
			return !isZero(weight)
		case "*":
			others = !isZero(weight)
		}
	}
	return others
}

// isZero reads the weight "q=0", "q=0.0" and the like.
func isZero(weight string) bool {
	value, found := strings.CutPrefix(strings.ToLower(strings.TrimSpace(weight)), "q=")
	return found && strings.Trim(value, "0.") == ""
}
