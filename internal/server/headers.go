package server

import (
	"fmt"
	"net/http"
	"strings"
)

// eventStream is the media type of answers that go on (Server-Sent Events).
const eventStream = "text/event-stream"

// forbidEverything sets headers under which an answer can do nothing but be
// read. A handler of pages replaces the policy with one that names what the
// page needs.
func forbidEverything(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
}

// anyOrigin lets scripts of every website read the answers. Credentials are
// never allowed along, so such a script learns what everyone may know.
func anyOrigin(next http.Handler) http.Handler {
	const (
		methods = "GET, HEAD, POST"
		// The asterisk covers headers that clients add for themselves, but by
		// definition not Authorization, and not everywhere the others.
		asked  = "Accept, Accept-Language, Authorization, Content-Type, If-None-Match, Last-Event-ID, *"
		told   = "Content-Language, ETag, Onrecord-Revision, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, WWW-Authenticate, X-Request-Id"
		oneDay = "86400"
	)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			h.Set("Access-Control-Allow-Methods", methods)
			h.Set("Access-Control-Allow-Headers", asked)
			h.Set("Access-Control-Max-Age", oneDay)
			w.WriteHeader(http.StatusNoContent)
			return
		}
		h.Set("Access-Control-Expose-Headers", told)
		next.ServeHTTP(w, r)
	})
}

// boundBody refuses a body that says it is too large, and cuts one that turns
// out to be.
func (s *Server) boundBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > s.limits.BodyBytes {
			// The rest of the body would be read as the next request.
			w.Header().Set("Connection", "close")
			s.say(w, http.StatusRequestEntityTooLarge,
				fmt.Sprintf("the body has %d bytes; the limit is %d\n", r.ContentLength, s.limits.BodyBytes))
			return
		}
		if r.Body != http.NoBody {
			r.Body = http.MaxBytesReader(w, r.Body, s.limits.BodyBytes)
		}
		next.ServeHTTP(w, r)
	})
}

// isText reports whether a media type is one that compression helps.
func isText(contentType string) bool {
	name, _, _ := strings.Cut(contentType, ";")
	name = strings.ToLower(strings.TrimSpace(name))
	if name == eventStream {
		// A compressor for each who waits would hold most of a megabyte.
		return false
	}
	switch name {
	case "application/json", "application/graphql", "application/javascript", "application/xml", "application/n-quads",
		"application/n-triples", "application/trig", "image/svg+xml":
		return true
	}
	return strings.HasPrefix(name, "text/") || strings.HasSuffix(name, "+json") || strings.HasSuffix(name, "+xml")
}

func isEventStream(h http.Header) bool { return strings.HasPrefix(h.Get("Content-Type"), eventStream) }
