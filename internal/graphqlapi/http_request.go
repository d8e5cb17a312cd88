package graphqlapi

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"unicode/utf8"
)

// call is what a request asks to be executed. It is shared by all requests that
// were sent in the same words and never changes.
type call struct {
	// name is the digest of everything else that an answer depends on.
	name      digest
	query     string
	operation string
	// variables hold json.Number for numbers, so that an ID of twenty digits keeps
	// them all.
	variables map[string]any
	// hash is the SHA-256 of the query where the client persists queries.
	hash *digest
}

// deepestVariables bounds how deep variables nest: input objects of the contract
// hold lists of scalars at most.
const deepestVariables = 16

// readPost reads a body of at most limit bytes.
func readPost(r *http.Request, limit int64) ([]byte, *fault) {
	if !isJSON(r.Header.Get("Content-Type")) {
		return nil, refusal(http.StatusUnsupportedMediaType, codeBadRequest,
			"send the request as Content-Type: application/json in UTF-8")
	}
	if e := r.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		return nil, refusal(http.StatusUnsupportedMediaType, codeBadRequest, "send the body without Content-Encoding")
	}
	if r.ContentLength > limit {
		return nil, tooLargeBody(r.ContentLength, limit)
	}
	body, err := readAll(r, limit)
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, tooLargeBody(over.Limit+1, over.Limit)
	case err != nil:
		return nil, refusal(http.StatusBadRequest, codeBadRequest, "the body ended early")
	}
	return body, nil
}

func tooLargeBody(actual, limit int64) *fault {
	return refusal(http.StatusRequestEntityTooLarge, codeTooLarge,
		"the body has at least %d bytes; the limit is %d", actual, limit)
}

func readAll(r *http.Request, limit int64) ([]byte, error) {
	var body bytes.Buffer
	if r.ContentLength > 0 {
		body.Grow(int(r.ContentLength) + bytes.MinRead)
	}
	_, err := io.Copy(&body, http.MaxBytesReader(nil, r.Body, limit))
	return body.Bytes(), err
}

// decodeBody reads a call from the body of a POST.
func decodeBody(body []byte) (*call, *fault) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, malformed("the body is empty; it should be a JSON object with a query")
	}
	if !utf8.Valid(body) {
		return nil, malformed("the body is not UTF-8")
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		return nil, notAnObject(err)
	}
	if members == nil {
		return nil, malformed("the body is null; it should be a JSON object with a query")
	}
	c := &call{}
	if err := decodeMember(members["query"], &c.query); err != nil {
		return nil, malformed("query should be a string")
	}
	if err := decodeMember(members["operationName"], &c.operation); err != nil {
		return nil, malformed("operationName should be a string")
	}
	return c.with(members["variables"], members["extensions"])
}

// notAnObject says what a body is instead of an object, which the decoder would
// say in Go's words. A list is how some clients send several operations at once.
func notAnObject(err error) *fault {
	var other *json.UnmarshalTypeError
	if errors.As(err, &other) {
		return malformed("the body is a JSON %s; it should be one object with a query, and each operation a request of its own", other.Value)
	}
	return malformed("the body is not one JSON object: %v", err)
}

// readGet reads a query string of at most limit bytes.
func readGet(u *url.URL, limit int64) ([]byte, *fault) {
	if int64(len(u.RawQuery)) > limit {
		return nil, refusal(http.StatusRequestURITooLong, codeTooLarge,
			"the query string has %d bytes; the limit is %d; use POST", len(u.RawQuery), limit)
	}
	return []byte(u.RawQuery), nil
}

// decodeQuery reads a call from a query string.
func decodeQuery(raw []byte) (*call, *fault) {
	values, err := url.ParseQuery(string(raw))
	if err != nil {
		return nil, malformed("the query string cannot be decoded: %v", err)
	}
	for name, all := range values {
		if len(all) > 1 {
			return nil, malformed("the parameter %q is given %d times", name, len(all))
		}
		if !utf8.ValidString(all[0]) {
			return nil, malformed("the parameter %q is not UTF-8", name)
		}
	}
	c := &call{query: values.Get("query"), operation: values.Get("operationName")}
	return c.with(json.RawMessage(values.Get("variables")), json.RawMessage(values.Get("extensions")))
}

func malformed(format string, args ...any) *fault {
	return refusal(http.StatusBadRequest, codeBadRequest, format, args...)
}

// with completes a call by its variables and extensions. Each may be empty or
// null, which is its absence.
func (c *call) with(variables, extensions json.RawMessage) (*call, *fault) {
	if err := decodeMember(variables, &c.variables); err != nil {
		return nil, malformed("variables should be a JSON object")
	}
	if nesting(c.variables) > deepestVariables {
		return nil, malformed("variables nest deeper than %d levels", deepestVariables)
	}
	hash, f := decodeHash(extensions)
	if f != nil {
		return nil, f
	}
	if c.hash = hash; hash == nil && c.query == "" {
		return nil, malformed("the request has no query")
	}
	if err := c.identify(); err != nil {
		return nil, malformed("variables cannot be read: %v", err)
	}
	return c, nil
}

// identify names the call by its parts. Marshalling sorts the members of
// objects, so the order in which variables were sent is immaterial.
func (c *call) identify() error {
	var variables []byte
	if len(c.variables) > 0 {
		var err error
		if variables, err = json.Marshal(c.variables); err != nil {
			return err
		}
	}
	c.name = digestOf(c.operation, string(variables), c.query)
	return nil
}

// decodeMember decodes one JSON value and nothing after it.
func decodeMember(raw json.RawMessage, into any) error {
	if len(raw) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more than one JSON value")
	}
	return nil
}

// nesting is how many objects and lists are inside one another. encoding/json
// itself refuses more than ten thousand levels, so the recursion is bounded.
func nesting(v any) int {
	deepest := 0
	switch v := v.(type) {
	case map[string]any:
		for _, item := range v {
			deepest = max(deepest, nesting(item))
		}
	case []any:
		for _, item := range v {
			deepest = max(deepest, nesting(item))
		}
	default:
		return 0
	}
	return deepest + 1
}

// decodeHash reads extensions.persistedQuery, the protocol that Apollo's clients
// began; other extensions are ignored, as the specification has it.
func decodeHash(raw json.RawMessage) (*digest, *fault) {
	var extensions map[string]json.RawMessage
	if err := decodeMember(raw, &extensions); err != nil {
		return nil, malformed("extensions should be a JSON object")
	}
	var persisted *struct {
		Version int    `json:"version"`
		Hash    string `json:"sha256Hash"`
	}
	if err := decodeMember(extensions["persistedQuery"], &persisted); err != nil {
		return nil, malformed("extensions.persistedQuery should have a version and a sha256Hash")
	}
	if persisted == nil {
		return nil, nil
	}
	if persisted.Version != 1 {
		return nil, malformed("extensions.persistedQuery.version should be 1, not %d", persisted.Version)
	}
	var hash digest
	wrong := malformed("extensions.persistedQuery.sha256Hash should have %d hexadecimal digits", hex.EncodedLen(len(hash)))
	if len(persisted.Hash) != hex.EncodedLen(len(hash)) {
		return nil, wrong
	}
	if _, err := hex.Decode(hash[:], []byte(persisted.Hash)); err != nil {
		return nil, wrong
	}
	return &hash, nil
}
