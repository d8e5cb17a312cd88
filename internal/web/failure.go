package web

import (
	"errors"
	"fmt"
	"net/http"

	"onrecord/internal/record"
)

// moved sends a visitor on to where a thing is now.
type moved struct{ to string }

func (m *moved) Error() string { return "moved to " + m.to }

// errNotAcceptable: a thing is not offered in any form that the client takes.
var errNotAcceptable = errors.New("not acceptable")

// refusal is a failure that this package tells of, in the language of the visit.
type refusal struct {
	// cause has the kind that decides the status.
	cause error
	// reason is the key of a message below "reason.", with values in its places.
	reason string
	values []any
}

func refuse(cause error, reason string, values ...any) error {
	return &refusal{cause, reason, values}
}

func (r *refusal) Error() string { return fmt.Sprintf("%v: %s %q", r.cause, r.reason, r.values) }

func (r *refusal) Unwrap() error { return r.cause }

// explain says why a visit failed, in its language where this package knows the
// reason, and otherwise in English.
func (v *visit) explain(err error) (phrase, error) {
	var known *refusal
	if !errors.As(err, &known) {
		return phrase{Text: err.Error(), Lang: "en", Dir: "ltr"}, nil
	}
	values := known.values
	if v.tongue.Dir == "rtl" {
		// What stands in an address is set apart, so that it keeps its own direction.
		values = nil
		for _, value := range known.values {
			values = append(values, fmt.Sprintf("\u2068%v\u2069", value))
		}
	}
	text, err := v.tongue.fill("reason."+known.reason, values...)
	return phrase{Text: text, Lang: v.tongue.Code, Dir: v.tongue.Dir}, err
}

// statusOf maps the kinds of failure to HTTP, once.
func statusOf(err error) int {
	switch {
	case errors.Is(err, errNotAcceptable):
		return http.StatusNotAcceptable
	case errors.Is(err, record.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, record.ErrInvalid):
		return http.StatusBadRequest
	case errors.Is(err, record.ErrTooLarge):
		return http.StatusUnprocessableEntity
	case errors.Is(err, record.ErrUnsupported):
		return http.StatusNotImplemented
	case errors.Is(err, record.ErrUnavailable):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// failureView is what a page says of a failure.
type failureView struct {
	Status int
	// Reason is what went wrong; empty where it is nobody's business.
	Reason phrase
	// RequestID finds the request in the log.
	RequestID string
	Home      string
}

// fail answers a request that has no page of its own: the one place where an
// error is logged and shown.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, v *visit, err error) {
	var to *moved
	if errors.As(err, &to) {
		http.Redirect(w, r, to.to, http.StatusMovedPermanently)
		return
	}
	if r.Context().Err() != nil {
		// The client has gone; there is nobody to answer.
		return
	}
	status := statusOf(err)
	f := failureView{Status: status, RequestID: s.config.RequestID(r.Context()), Home: v.reader.path("", "")}
	if status >= http.StatusInternalServerError && status != http.StatusNotImplemented {
		s.config.Logger.ErrorContext(r.Context(), "web: a request failed", "request", f.RequestID, "path", r.URL.Path, "error", err)
	} else if f.Reason, err = v.explain(err); err != nil {
		s.config.Logger.ErrorContext(r.Context(), "web: a reason has no words", "request", f.RequestID, "error", err)
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "2")
	}
	w.Header().Del("ETag")
	w.Header().Set("Cache-Control", "no-store")
	page := &page{Template: "failure", Title: http.StatusText(status), View: f, NoIndex: true}
	body, err := s.draw(v, page)
	if err != nil {
		s.config.Logger.ErrorContext(r.Context(), "web: an error page could not be drawn", "request", f.RequestID, "error", err)
		http.Error(w, http.StatusText(status), status)
		return
	}
	s.send(w, v, body, status)
}
