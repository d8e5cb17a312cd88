package server

import (
	"net/http"
	"strings"
)

// stray answers a request that no route is for. The mux knows why, but says so
// in too few words for somebody who came by a mistyped address.
func (s *Server) stray(w http.ResponseWriter, r *http.Request) {
	refused := refusal{header: http.Header{}}
	s.mux.ServeHTTP(&refused, r)
	switch refused.status {
	case http.StatusNotFound:
		if s.lost != nil && takesHTML(r) {
			s.lost.ServeHTTP(w, r)
			return
		}
		s.say(w, refused.status, "there is nothing at this address; there is at "+strings.Join(s.places, ", ")+"\n")
	case http.StatusMethodNotAllowed:
		allow := refused.header.Get("Allow")
		w.Header().Set("Allow", allow)
		s.say(w, refused.status, "send this by "+allow+"\n")
	default:
		s.say(w, refused.status, strings.ToLower(http.StatusText(refused.status))+"\n")
	}
}

// takesHTML reports whether a browser asks for a page.
func takesHTML(r *http.Request) bool {
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	return reads && strings.Contains(r.Header.Get("Accept"), "text/html")
}

// place is the path in a pattern, without its method.
func place(pattern string) string {
	if _, path, found := strings.Cut(pattern, " "); found {
		pattern = path
	}
	return strings.TrimSuffix(strings.TrimLeft(pattern, " \t"), "{$}")
}

// refusal keeps what the mux would have answered, its words apart.
type refusal struct {
	header http.Header
	status int
}

func (w *refusal) Header() http.Header         { return w.header }
func (w *refusal) WriteHeader(status int)      { w.status = status }
func (w *refusal) Write(p []byte) (int, error) { return len(p), nil }
