package web

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html/template"
	"maps"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"onrecord/internal/record"
)

// oEmbed answers by the rules of the oEmbed specification (oembed.com, 1.0): what an
// article shows in the place of an address.
type oEmbed struct {
	XMLName      xml.Name `json:"-" xml:"oembed"`
	Version      string   `json:"version" xml:"version"`
	Type         string   `json:"type" xml:"type"`
	Title        string   `json:"title" xml:"title"`
	ProviderName string   `json:"provider_name" xml:"provider_name"`
	ProviderURL  string   `json:"provider_url" xml:"provider_url"`
	// CacheAge is in seconds.
	CacheAge int    `json:"cache_age" xml:"cache_age"`
	HTML     string `json:"html" xml:"html"`
	// Width and Height are in pixels.
	Width  int `json:"width" xml:"width"`
	Height int `json:"height" xml:"height"`
	// The thumbnail is the largest picture that the consumer has room for. Its sizes are
	// in pixels; all three are left out where there is no room for any.
	ThumbnailURL    string `json:"thumbnail_url,omitempty" xml:"thumbnail_url,omitempty"`
	ThumbnailWidth  int    `json:"thumbnail_width,omitempty" xml:"thumbnail_width,omitempty"`
	ThumbnailHeight int    `json:"thumbnail_height,omitempty" xml:"thumbnail_height,omitempty"`
}

const (
	oEmbedWidth  = 640
	oEmbedHeight = 560
	// oEmbedAge is an hour: by then a correction should be seen.
	oEmbedAge = 3600
)

// oEmbedded answers for /oembed. Scripts of every website may read it. A format that
// there is not is 501, an address that is not one of this site's things 404.
func (s *Site) oEmbedded() http.Handler {
	return s.answer(func(w http.ResponseWriter, v *visit) error {
		format := v.query.Get("format")
		switch format {
		case "", "json", "xml":
		default:
			return refuse(record.ErrUnsupported, "format", shorten(format), "json, xml")
		}
		o, err := s.oEmbedOf(v)
		if err != nil {
			return err
		}
		body, mediaType, err := o.encode(format)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", mediaType)
		w.Header().Set("Cache-Control", "public, max-age="+strconv.Itoa(oEmbedAge))
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		if v.request.Method == http.MethodHead {
			return nil
		}
		if _, err := w.Write(body); err != nil {
			s.config.Logger.DebugContext(v.ctx, "web: the client went away during an answer", "error", err)
		}
		return nil
	})
}

func (o *oEmbed) encode(format string) (body []byte, mediaType string, err error) {
	if format == "xml" {
		body, err = xml.Marshal(o)
		return append([]byte(xml.Header), body...), "text/xml; charset=utf-8", err
	}
	body, err = json.Marshal(o)
	return body, "application/json; charset=utf-8", err
}

func (s *Site) oEmbedOf(v *visit) (*oEmbed, error) {
	maxWidth, err := v.most("maxwidth")
	if err != nil {
		return nil, err
	}
	maxHeight, err := v.most("maxheight")
	if err != nil {
		return nil, err
	}
	kind, key, options, err := s.locate(v.query.Get("url"))
	if err != nil {
		return nil, err
	}
	width, height := min(maxWidth, oEmbedWidth), min(maxHeight, oEmbedHeight)
	v.reader.prefix = s.config.BaseURL
	e, err := embedKinds[kind](s, v, strings.Split(key, "/"), usualEmbedded)
	if err != nil {
		return nil, err
	}
	o := &oEmbed{Version: "1.0", Type: "rich", Title: e.Title, ProviderName: "onrecord", ProviderURL: s.config.BaseURL + "/", CacheAge: oEmbedAge, Width: width, Height: height}
	frame := s.config.BaseURL + "/embed/" + kind + "/" + key
	if len(options) > 0 {
		frame += "?" + options.Encode()
	}
	o.thumb(s.config.BaseURL+"/picture/"+kind+"/"+key+".png", v.tongue.Code, options, maxWidth, maxHeight)
	o.HTML, err = snippetOf(v.tongue, e, frame, width, height)
	return o, err
}

// thumb adds the thumbnail, in the language of the answer unless the address that is
// asked for names one.
func (o *oEmbed) thumb(picture, lang string, options url.Values, maxWidth, maxHeight int) {
	for _, width := range pictureWidths {
		if width > maxWidth || heightOf(width) > maxHeight {
			continue
		}
		query := maps.Clone(options)
		query.Del(mostParameter)
		query.Set(widthParameter, strconv.Itoa(width))
		if query.Get(langParameter) == "" {
			query.Set(langParameter, lang)
		}
		o.ThumbnailURL, o.ThumbnailWidth, o.ThumbnailHeight = picture+"?"+query.Encode(), width, heightOf(width)
		return
	}
}

// most reads the most pixels that a consumer has room for.
func (v *visit) most(name string) (int, error) {
	text := v.query.Get(name)
	if text == "" {
		return math.MaxInt, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, refuse(record.ErrInvalid, "pixels", name)
	}
	return n, nil
}

// carried are the parameters of a page that its embed takes over.
var carried = []string{langParameter, asOfParameter, revisionParameter, themeParameter, mostParameter}

// locate finds the thing that an address of this site is of: its page or its embed.
func (s *Site) locate(address string) (kind, key string, options url.Values, err error) {
	if address == "" {
		return "", "", nil, refuse(record.ErrInvalid, "no-url")
	}
	elsewhere := refuse(record.ErrNotFound, "elsewhere", shorten(address))
	rest, here := strings.CutPrefix(address, s.config.BaseURL+"/")
	if !here {
		return "", "", nil, elsewhere
	}
	u, parseErr := url.Parse(rest)
	if parseErr != nil {
		return "", "", nil, elsewhere
	}
	kind, key, _ = strings.Cut(strings.TrimPrefix(u.Path, "embed/"), "/")
	if _, known := embedKinds[kind]; !known || key == "" {
		return "", "", nil, elsewhere
	}
	options = url.Values{}
	for _, name := range carried {
		if value := u.Query().Get(name); value != "" {
			options.Set(name, value)
		}
	}
	return kind, key, options, nil
}

// oEmbedSnippet is a quotation with a link and then a frame: of what else there is,
// WordPress and cleaners of HTML leave nothing.
var oEmbedSnippet = template.Must(template.New("oembed").Parse(
	`<blockquote class="onrecord-embed"><p lang="{{.Lang}}" dir="{{.Dir}}"><a href="{{.Page}}">{{.Title}}</a></p></blockquote>` +
		`<iframe class="onrecord-embed" src="{{.Frame}}" width="{{.Width}}" height="{{.Height}}" title="{{.Title}}" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" loading="lazy" frameborder="0" scrolling="auto"></iframe>`))

func snippetOf(t *tongue, e *inset, frame string, width, height int) (string, error) {
	var b strings.Builder
	err := oEmbedSnippet.Execute(&b, map[string]any{
		"Lang": t.Code, "Dir": "auto", "Page": e.Page, "Title": e.Title, "Frame": frame, "Width": width, "Height": height,
	})
	return b.String(), err
}

// discovery are the links by which consumers find the oEmbed of a page.
type discovery struct{ JSON, XML string }

// discoveryOf is that of the page at a path of this site; nil where it cannot be
// embedded.
func (s *Site) discoveryOf(path string) *discovery {
	kind, key, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if _, known := embedKinds[kind]; !known || key == "" {
		return nil
	}
	address := func(format string) string {
		return s.config.BaseURL + "/oembed?" + url.Values{"url": {s.config.BaseURL + path}, "format": {format}}.Encode()
	}
	return &discovery{address("json"), address("xml")}
}

// announce tells of them in the header (oEmbed 1.0, 4; RFC 8288).
func (d *discovery) announce(h http.Header) {
	if d == nil {
		return
	}
	for _, l := range []struct{ address, mediaType string }{{d.JSON, "application/json+oembed"}, {d.XML, "text/xml+oembed"}} {
		h.Add("Link", fmt.Sprintf(`<%s>; rel="alternate"; type="%s"`, l.address, l.mediaType))
	}
}
