package graphqlapi

import "testing"

func TestMediaTypeByAccept(t *testing.T) {
	for accept, want := range map[string]media{
		"":                                  mediaJSON,
		"*/*":                               mediaJSON,
		"application/json":                  mediaJSON,
		"application/*":                     mediaJSON,
		"application/graphql-response+json": mediaResponse,
		"application/graphql-response+json, application/json;q=0.9":       mediaResponse,
		"application/json, application/graphql-response+json":             mediaResponse,
		"application/json;q=0.9, application/graphql-response+json;q=0.1": mediaJSON,
		"text/html, */*;q=0.1":                             mediaJSON,
		"application/graphql-response+json; charset=utf-8": mediaResponse,
		"application/json;q=0, */*":                        mediaResponse,
		"text/html":                                        "",
		"application/json;q=0":                             "",
		"application/json;q=NaN":                           "",
		"application/json; charset=latin1":                 "",
		"application/graphql-response+json, application/graphql+json, */*": mediaResponse,
	} {
		if got, _, ok := negotiateMedia(accept); got != want || ok != (want != "") {
			t.Errorf("%q gives %q, want %q", accept, got, want)
		}
	}
}
