package server

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// leastGzip is the size in bytes below which compression saves nothing.
const leastGzip = 1200

// zippers lends compressors, each of which holds some 800 KB. While all that there
// may be are lent, to slow readers perhaps, answers go out as they are.
type zippers struct {
	idle sync.Pool
	lent chan struct{}
}

func newZippers(most int) *zippers {
	return &zippers{sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}, make(chan struct{}, most)}
}

// lend is a compressor, or nil where none is left.
func (z *zippers) lend(to io.Writer) *gzip.Writer {
	select {
	case z.lent <- struct{}{}:
	default:
		return nil
	}
	w := z.idle.Get().(*gzip.Writer)
	w.Reset(to)
	return w
}

func (z *zippers) takeBack(w *gzip.Writer) {
	w.Reset(io.Discard)
	z.idle.Put(w)
	<-z.lent
}

// zipWriter compresses an answer where the client reads gzip, the answer is text
// of some size, and nobody has encoded it yet.
type zipWriter struct {
	http.ResponseWriter
	lender  *zippers
	request *http.Request
	decided bool
	zip     *gzip.Writer
}

func (z *zippers) wrap(w http.ResponseWriter, r *http.Request) *zipWriter {
	return &zipWriter{ResponseWriter: w, lender: z, request: r}
}

func (w *zipWriter) WriteHeader(status int) {
	if status >= http.StatusOK {
		w.decide(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *zipWriter) Write(p []byte) (int, error) {
	if !w.decided {
		if w.Header().Get("Content-Type") == "" {
			w.Header().Set("Content-Type", http.DetectContentType(p))
		}
		w.decide(http.StatusOK)
	}
	if w.zip != nil {
		return w.zip.Write(p)
	}
	return w.ResponseWriter.Write(p)
}

// decide settles, before the header goes out, how the body goes out.
func (w *zipWriter) decide(status int) {
	if w.decided {
		return
	}
	w.decided = true
	h := w.Header()
	if !isText(h.Get("Content-Type")) || h.Get("Content-Encoding") != "" {
		return
	}
	h.Add("Vary", "Accept-Encoding")
	if !w.worthwhile(status) || !acceptsGzip(w.request.Header.Get("Accept-Encoding")) {
		return
	}
	if w.zip = w.lender.lend(w.ResponseWriter); w.zip == nil {
		return
	}
	h.Del("Content-Length")
	h.Set("Content-Encoding", "gzip")
	// A strong tag promises equal bytes, and these are others.
	if tag := h.Get("ETag"); strings.HasPrefix(tag, `"`) {
		h.Set("ETag", "W/"+tag)
	}
}

func (w *zipWriter) worthwhile(status int) bool {
	if w.request.Method == http.MethodHead || status == http.StatusNoContent ||
		status == http.StatusNotModified || status == http.StatusPartialContent {
		return false
	}
	length := w.Header().Get("Content-Length")
	if length == "" {
		return true
	}
	n, err := strconv.Atoi(length)
	return err == nil && n >= leastGzip
}

// FlushError sends what was written so far; http.ResponseController looks for it.
func (w *zipWriter) FlushError() error {
	if !w.decided {
		w.WriteHeader(http.StatusOK)
	}
	var err error
	if w.zip != nil {
		err = w.zip.Flush()
	}
	return errors.Join(err, http.NewResponseController(w.ResponseWriter).Flush())
}

// Unwrap lets http.ResponseController reach deadlines.
func (w *zipWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// close ends the compressed answer and gives its compressor back.
func (w *zipWriter) close() error {
	if w.zip == nil {
		return nil
	}
	err := w.zip.Close()
	w.lender.takeBack(w.zip)
	w.zip = nil
	return err
}

// abandon gives the compressor of an answer back that stays without an end.
func (w *zipWriter) abandon() {
	if w.zip != nil {
		w.lender.takeBack(w.zip)
		w.zip = nil
	}
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
