package graphqlapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	gqlerrors "github.com/graph-gophers/graphql-go/errors"
	"github.com/vektah/gqlparser/v2/gqlerror"

	graphql "github.com/graph-gophers/graphql-go"

	"onrecord/internal/access"
	"onrecord/internal/record"
)

// A code is the word in extensions.code of every error: what a program may
// depend on where the message may change.
type code string

const (
	codeBadRequest   code = "BAD_REQUEST"
	codeParse        code = "GRAPHQL_PARSE_FAILED"
	codeValidation   code = "GRAPHQL_VALIDATION_FAILED"
	codeUnknownHash  code = "PERSISTED_QUERY_NOT_FOUND"
	codeInvalid      code = "INVALID_ARGUMENT"
	codeNotFound     code = "NOT_FOUND"
	codeConflict     code = "CONFLICT"
	codeTooLarge     code = "TOO_LARGE"
	codeTimeout      code = "TIMEOUT"
	codeUnavailable  code = "UNAVAILABLE"
	codeUncertain    code = "OUTCOME_UNKNOWN"
	codeUnsupported  code = "UNSUPPORTED"
	codeNotPermitted code = "METHOD_NOT_ALLOWED"
	codeInternal     code = "INTERNAL"

	codeUnauthenticated code = "UNAUTHENTICATED"
	codeForbidden       code = "FORBIDDEN"
	codeRateLimited     code = "RATE_LIMITED"
)

// errPanicked marks what maskedPanics made of a panic.
var errPanicked = errors.New("a resolver panicked")

// fault is one error as a client sees it.
type fault struct {
	Message   string
	Locations []gqlerrors.Location
	Path      []any
	Code      code
	RequestID string
	// statusHint is the status of a fault that has one of its own, allow the
	// methods that would do where the status is 405.
	statusHint int
	allow      string
}

// MarshalJSON writes the error object of the GraphQL specification.
func (f *fault) MarshalJSON() ([]byte, error) {
	type extensions struct {
		Code      code   `json:"code"`
		RequestID string `json:"requestId,omitempty"`
	}
	return json.Marshal(struct {
		Message    string               `json:"message"`
		Locations  []gqlerrors.Location `json:"locations,omitempty"`
		Path       []any                `json:"path,omitempty"`
		Extensions extensions           `json:"extensions"`
	}{f.Message, f.Locations, f.Path, extensions{f.Code, f.RequestID}})
}

func (f *fault) Error() string { return f.Message }

func faultf(c code, format string, args ...any) *fault {
	return &fault{Code: c, Message: fmt.Sprintf(format, args...)}
}

// refusal is a fault of the HTTP request itself, answered with its own status
// whatever the media type.
func refusal(status int, c code, format string, args ...any) *fault {
	f := faultf(c, format, args...)
	f.statusHint = status
	return f
}

// wrongMethod refuses a method, naming those that would do.
func wrongMethod(allow string) *fault {
	f := refusal(http.StatusMethodNotAllowed, codeNotPermitted, "send this by %s", allow)
	f.allow = allow
	return f
}

// status is the HTTP status of an answer that has no data because of f. Under
// application/json, whose clients may be unable to tell our 4xx from a proxy's,
// a well-formed request gets 200 unless this server is at fault.
func (f *fault) status(m media) int {
	switch {
	case f.statusHint != 0:
		return f.statusHint
	case f.Code == codeInternal:
		return http.StatusInternalServerError
	case f.Code == codeTimeout, f.Code == codeUnavailable, f.Code == codeUncertain:
		return http.StatusServiceUnavailable
	case m == mediaJSON:
		return http.StatusOK
	}
	return http.StatusBadRequest
}

// mask hides what is inside this server from a fault. Only its own errors are
// masked: those of the client's making keep their text, which says what to do.
func (f *fault) mask(requestID string) *fault {
	switch f.Code {
	case codeInternal:
		f.Message, f.RequestID = "something went wrong inside the server; report the requestId", requestID
	case codeUncertain:
		f.Message, f.RequestID = "the disk failed, and whether this change is stored is not known; send it again with the key that it had, or look first if it had none", requestID
	case codeUnavailable:
		f.Message, f.RequestID = "the server cannot answer this at the moment; try again later", requestID
	}
	return f
}

// kinds relates the kinds of failure of package record to codes. Corrupt and
// locked are absent on purpose: they are the server's own affair.
var kinds = []struct {
	kind error
	code code
}{
	{access.ErrUnauthenticated, codeUnauthenticated},
	{access.ErrForbidden, codeForbidden},
	{errShare, codeRateLimited},
	{record.ErrInvalid, codeInvalid},
	{record.ErrNotFound, codeNotFound},
	{record.ErrConflict, codeConflict},
	{record.ErrTooLarge, codeTooLarge},
	{record.ErrUnsupported, codeUnsupported},
	{record.ErrUncertain, codeUncertain}, // before the kind of what caused it
	{record.ErrUnavailable, codeUnavailable},
	{context.DeadlineExceeded, codeTimeout},
	{context.Canceled, codeTimeout},
}

func codeOf(err error) code {
	for _, k := range kinds {
		if errors.Is(err, k.kind) {
			return k.code
		}
	}
	return codeInternal
}

// faultOfKind makes a fault of an error by its kind.
func faultOfKind(err error) *fault {
	c := codeOf(err)
	if c == codeTimeout {
		return timedOut()
	}
	return &fault{Code: c, Message: err.Error()}
}

// faultOfAccess refuses who may not do something, with the status that says
// whether another token could help; nil where there is no error.
func faultOfAccess(err error) *fault {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, access.ErrUnauthenticated):
		return refusal(http.StatusUnauthorized, codeUnauthenticated, "%v", err)
	}
	return refusal(http.StatusForbidden, codeForbidden, "%v", err)
}

func timedOut() *fault {
	return faultf(codeTimeout, "the query took too long; ask for less at once")
}

// faultOfSyntax makes a fault of an error of the parser.
func faultOfSyntax(err error) *fault {
	f := &fault{Code: codeParse, Message: "syntax error"}
	var positioned *gqlerror.Error
	if !errors.As(err, &positioned) {
		return f
	}
	f.Message = "syntax error: " + shortenTo(longestMessage, positioned.Message)
	for _, at := range positioned.Locations {
		f.Locations = append(f.Locations, gqlerrors.Location{Line: at.Line, Column: at.Column})
	}
	return f
}

// faultOfExecution makes a fault of an error of the executor, whose errors are
// told apart by what they carry: a resolver's error, a rule of validation, or a
// path, which only errors during execution have.
func faultOfExecution(e *gqlerrors.QueryError) *fault {
	f := &fault{Message: e.Message, Locations: e.Locations[:min(len(e.Locations), mostLocations)], Path: e.Path}
	switch {
	case e.ResolverError != nil:
		of := faultOfKind(e.ResolverError)
		f.Code, f.Message = of.Code, of.Message
		// A resolver may say more precisely what a client did wrong, never what
		// went wrong inside.
		if finer, ok := e.Extensions["code"].(string); ok && of.Code == codeInvalid {
			f.Code = code(finer)
		}
	case errors.Is(e, context.DeadlineExceeded), errors.Is(e, context.Canceled):
		f.Code, f.Message = codeTimeout, timedOut().Message
	case errors.Is(e, gqlerrors.ErrSyntax):
		f.Code = codeParse
	case errors.Is(e, graphql.ErrTooManySelections), e.Rule == "MaxDepthExceeded":
		f.Code = codeTooLarge
	case e.Rule == "OverlapValidationLimitExceeded":
		// The executor advises to increase the limit, which a client cannot.
		f.Code, f.Message = codeTooLarge, strings.Replace(e.Message, " or increasing the limit", " so that it names a field of one thing once", 1)
	case e.Rule != "":
		// The executor has no name for the type of a field that it does not know.
		f.Code, f.Message = codeValidation, strings.ReplaceAll(e.Message, "%!q(<nil>)", "that nothing is known of")
	case e.Path != nil:
		f.Code = codeInternal
	default:
		f.Code, f.Message = codeInvalid, withoutGo(e.Message)
	}
	f.Message = shortenTo(longestMessage, f.Message)
	return f
}

// Errors of the executor repeat what was sent, which may be long.
const (
	mostLocations  = 10
	longestMessage = 400
)

// withoutGo rewords the executor's complaint about a value, which quotes it and
// the types of its own.
func withoutGo(message string) string {
	if strings.HasPrefix(message, "could not unmarshal ") {
		return "an argument has a value of another type than the schema says"
	}
	return message
}
