package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"onrecord/schema"
)

// The contract has eighty kilobytes and changes with the program alone.
func TestContractIsFetchedOnce(t *testing.T) {
	ask := func(method, tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "/schema.graphql", nil)
		if tag != "" {
			r.Header.Set("If-None-Match", tag)
		}
		w := httptest.NewRecorder()
		contract().ServeHTTP(w, r)
		return w
	}
	first := ask(http.MethodGet, "")
	if first.Code != http.StatusOK || first.Body.String() != schema.GraphQL {
		t.Fatalf("status %d, %d bytes", first.Code, first.Body.Len())
	}
	if again := ask(http.MethodGet, first.Header().Get("ETag")); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("a copy with tag %q is answered by %d and %d bytes", first.Header().Get("ETag"), again.Code, again.Body.Len())
	}
	if w := ask(http.MethodPost, ""); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}
