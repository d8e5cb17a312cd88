package graphqlapi

import (
	"mime"
	"strconv"
	"strings"
)

// media is a media type that answers come in.
type media string

const (
	mediaJSON     media = "application/json"
	mediaResponse media = "application/graphql-response+json"
	// mediaEvents is that of Server-Sent Events, in which subscriptions come.
	mediaEvents media = "text/event-stream"
)

// contentType is the value of the Content-Type header.
func (m media) contentType() string { return string(m) + "; charset=utf-8" }

// negotiateMedia chooses by the Accept header. The older type is preferred on
// equal terms, because a client that says nothing may not know the newer one;
// naming the newer one in full is what asks for it. Events are chosen where nothing
// else is accepted, and whether they are at all is told beside the choice: many
// clients name them with every query. False where nothing is accepted.
func negotiateMedia(accept string) (m media, events, ok bool) {
	switch accept {
	case "", "*/*", string(mediaJSON):
		return mediaJSON, false, true
	case string(mediaResponse):
		return mediaResponse, false, true
	}
	var older, newer, live preference
	for part := range strings.SplitSeq(accept, ",") {
		r, ok := parseRange(part)
		if !ok {
			continue
		}
		older.weigh(r, mediaJSON)
		newer.weigh(r, mediaResponse)
		live.weigh(r, mediaEvents)
	}
	events = live.precision == exact && live.quality > 0
	switch {
	case newer.quality == 0 && older.quality == 0 && events:
		return mediaEvents, true, true
	case newer.quality == 0 && older.quality == 0:
		return "", false, false
	case newer.quality > older.quality:
		return mediaResponse, events, true
	case newer.quality == older.quality && newer.precision == exact:
		return mediaResponse, events, true
	}
	return mediaJSON, events, true
}

// How closely a range names a media type. Zero is not at all.
const (
	anything = iota + 1
	sameFamily
	exact
)

// mediaRange is one alternative of an Accept header.
type mediaRange struct {
	name    string
	quality float64
}

// preference is how much the header wants one media type, as its most precise
// range says.
type preference struct {
	precision int
	quality   float64
}

func (p *preference) weigh(r mediaRange, m media) {
	precision := 0
	switch r.name {
	case string(m):
		precision = exact
	case "application/*":
		if m != mediaEvents {
			precision = sameFamily
		}
	case "*/*":
		precision = anything
	}
	if precision > p.precision {
		p.precision, p.quality = precision, r.quality
	}
}

// parseRange reads one alternative. One that demands a charset other than UTF-8
// cannot be met and counts as absent.
func parseRange(part string) (mediaRange, bool) {
	name, params, err := mime.ParseMediaType(part)
	if err != nil || !isUTF8(params["charset"]) {
		return mediaRange{}, false
	}
	r := mediaRange{name: name, quality: 1}
	if q, ok := params["q"]; ok {
		r.quality, err = strconv.ParseFloat(q, 64)
		if err != nil || !(r.quality >= 0 && r.quality <= 1) {
			return mediaRange{}, false
		}
	}
	return r, true
}

// isUTF8 accepts the absence of a charset as well.
func isUTF8(charset string) bool {
	return charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

// isJSON reports whether a request's Content-Type is one that bodies are read in.
func isJSON(contentType string) bool {
	if contentType == string(mediaJSON) {
		return true
	}
	name, params, err := mime.ParseMediaType(contentType)
	return err == nil && name == string(mediaJSON) && isUTF8(params["charset"])
}

// acceptsGzip reads an Accept-Encoding header.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		name = strings.TrimSpace(name)
		if !strings.EqualFold(name, "gzip") && name != "*" {
			continue
		}
		q, weighed := strings.CutPrefix(strings.TrimSpace(params), "q=")
		if !weighed {
			return true
		}
		quality, err := strconv.ParseFloat(q, 64)
		return err == nil && quality > 0
	}
	return false
}
