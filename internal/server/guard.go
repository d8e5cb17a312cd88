package server

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"onrecord/internal/access"
	"onrecord/internal/record"
)

// Guard stands before the routes that are guarded: it tells who asks, and bounds
// how much.
type Guard struct {
	// Identify reads an Authorization header.
	Identify func(ctx context.Context, header string) (access.Identity, error)
	// Public bounds each address from which nobody says who they are, Known each
	// token.
	Public, Known *access.Limiter
	// Closed refuses whoever says nothing.
	Closed bool
}

// guarded answers for a handler where a request must not get there.
func (s *Server) guarded(g *Guard, h http.Handler) http.Handler {
	if g == nil {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := g.Identify(r.Context(), r.Header.Get("Authorization"))
		if err == nil && g.Closed && who.Anonymous() {
			err = who.Require(record.Contributor)
		}
		who.Address = s.address(r)
		if !g.count(w, who) {
			s.refuse(w, http.StatusTooManyRequests, "RATE_LIMITED", "too many requests; come back after the time that Retry-After tells")
			return
		}
		switch {
		case err == nil:
			h.ServeHTTP(w, r.WithContext(access.With(r.Context(), who)))
		case errors.Is(err, access.ErrUnauthenticated):
			w.Header().Set("WWW-Authenticate", `Bearer realm="onrecord"`)
			s.refuse(w, http.StatusUnauthorized, "UNAUTHENTICATED", access.ErrUnauthenticated.Error())
		case r.Context().Err() != nil:
			// The client has gone; there is nobody to answer.
		default:
			s.logger.ErrorContext(r.Context(), "http: a token could not be looked up", "request", RequestID(r.Context()), "error", err)
			s.refuse(w, http.StatusServiceUnavailable, "UNAVAILABLE", "the server cannot tell who you are at the moment; try again later")
		}
	})
}

// count takes a request from what its client may ask, and tells the client what is
// left (the RateLimit header fields of the IETF's HTTPAPI working group).
func (g *Guard) count(w http.ResponseWriter, who access.Identity) bool {
	limiter := g.Public
	if !who.Anonymous() {
		limiter = g.Known
	}
	if limiter == nil {
		return true
	}
	a, unlimited := limiter.Allow(who.Client())
	if unlimited {
		return true
	}
	w.Header().Set("RateLimit-Limit", strconv.Itoa(a.Limit))
	w.Header().Set("RateLimit-Remaining", strconv.Itoa(a.Remaining))
	w.Header().Set("RateLimit-Reset", wholeSeconds(a.Reset))
	if !a.Allowed {
		w.Header().Set("Retry-After", wholeSeconds(a.Retry))
	}
	return a.Allowed
}

func wholeSeconds(d time.Duration) string { return strconv.Itoa(int(math.Ceil(d.Seconds()))) }

// address is whom a request comes from, as far as that can be known.
func (s *Server) address(r *http.Request) string {
	if s.proxies > 0 {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if at := len(hops) - s.proxies; at >= 0 {
			if ip := net.ParseIP(strings.TrimSpace(hops[at])); ip != nil {
				return ip.String()
			}
		}
	}
	return hostOf(r.RemoteAddr)
}

// refuse answers in the form that clients of GraphQL read, and people can.
func (s *Server) refuse(w http.ResponseWriter, status int, code, message string) {
	body, err := json.Marshal(map[string]any{"errors": []any{map[string]any{"message": message, "extensions": map[string]string{"code": code}}}})
	if err != nil {
		s.say(w, status, message+"\n")
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		s.logger.Debug("http: the client went away during an answer", "error", err)
	}
}
