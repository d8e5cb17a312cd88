package graphqlapi

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// answer is a finished response body with what its headers say. It is shared by
// every request that it answers and never changes.
type answer struct {
	status   int
	media    media
	language string
	body     []byte
	etag     string
	// revision is the one that the answer shows; empty where it shows none.
	revision string
	// lasting answers are whole and without errors, and may be kept.
	lasting bool
	// allow is the Allow header of a 405.
	allow   string
	gzipped func() []byte
}

// revisionHeader names the revision that an answer shows, so that it can be asked for
// again at /graphql/at/{revision}.
const revisionHeader = "Onrecord-Revision"

// leastGzip is the size below which compression saves nothing: such an answer
// fits one network packet either way.
const leastGzip = 1200

func newAnswer(status int, m media, language string, body []byte, lasting bool) *answer {
	sum := sha256.Sum256(body)
	a := &answer{status: status, media: m, language: language, body: body, lasting: lasting}
	a.etag = hex.EncodeToString(sum[:16])
	a.gzipped = sync.OnceValue(a.compress)
	return a
}

// size is the most bytes that the answer can come to hold: compressed bytes are
// kept only where they are at most half of the body.
func (a *answer) size() int64 { return int64(len(a.body)) * 3 / 2 }

// compress gives nil where compression does not pay, or fails, which writing to
// memory cannot.
func (a *answer) compress() []byte {
	if len(a.body) < leastGzip {
		return nil
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		return nil
	}
	if _, err := w.Write(a.body); err != nil {
		return nil
	}
	if err := w.Close(); err != nil || out.Len() > len(a.body)/2 {
		return nil
	}
	return bytes.Clone(out.Bytes())
}

// write sends the answer, or says that the client's copy is still good.
func (a *answer) write(w http.ResponseWriter, r *http.Request) error {
	header := w.Header()
	header["Content-Type"] = []string{a.media.contentType()}
	header.Add("Vary", "Accept, Accept-Encoding, Accept-Language, Authorization")
	if a.language != "" {
		header["Content-Language"] = []string{a.language}
	}
	if a.revision != "" {
		header[revisionHeader] = []string{a.revision}
	}
	if a.allow != "" {
		header["Allow"] = []string{a.allow}
	}
	if a.status == http.StatusUnauthorized {
		header["Www-Authenticate"] = []string{`Bearer realm="onrecord"`}
	}
	if !a.lasting {
		header["Cache-Control"] = []string{"no-store"}
		return a.send(w, a.body)
	}
	body, tag := a.body, `"`+a.etag+`"`
	if acceptsGzip(r.Header.Get("Accept-Encoding")) {
		if zipped := a.gzipped(); zipped != nil {
			header["Content-Encoding"] = []string{"gzip"}
			body, tag = zipped, `"`+a.etag+`-gzip"`
		}
	}
	if r.Method != http.MethodPost {
		// The next revision may answer otherwise at any moment, so a copy must be
		// checked each time; checking costs a header and no execution.
		header["Cache-Control"] = []string{"no-cache"}
		header["Etag"] = []string{tag}
		if a.matches(r.Header.Get("If-None-Match")) {
			header.Del("Content-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	return a.send(w, body)
}

func (a *answer) send(w http.ResponseWriter, body []byte) error {
	w.Header()["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(a.status)
	_, err := w.Write(body)
	return err
}

// matches reads an If-None-Match header. Both encodings say the same, so a tag
// of either matches.
func (a *answer) matches(header string) bool {
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		if tag == "*" || strings.TrimSuffix(strings.Trim(tag, `"`), "-gzip") == a.etag {
			return true
		}
	}
	return false
}

// faultAnswer is the answer to a request that has no data because of faults.
func faultAnswer(m media, faults ...*fault) (*answer, error) {
	body, err := json.Marshal(struct {
		Errors []*fault `json:"errors"`
	}{faults})
	if err != nil {
		return nil, err
	}
	a := newAnswer(faults[0].status(m), m, "", body, false)
	a.allow = faults[0].allow
	return a, nil
}

// dataAnswer is the answer to an executed request, with the faults of fields.
func dataAnswer(m media, language string, data json.RawMessage, faults []*fault, lasting bool) (*answer, error) {
	var body bytes.Buffer
	body.Grow(len(data) + 16)
	body.WriteByte('{')
	if len(faults) > 0 {
		list, err := json.Marshal(faults)
		if err != nil {
			return nil, err
		}
		body.WriteString(`"errors":`)
		body.Write(list)
		body.WriteByte(',')
	}
	body.WriteString(`"data":`)
	body.Write(data)
	body.WriteByte('}')
	return newAnswer(http.StatusOK, m, language, body.Bytes(), lasting && len(faults) == 0), nil
}
