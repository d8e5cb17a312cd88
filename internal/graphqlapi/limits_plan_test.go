package graphqlapi

import (
	"testing"

	"onrecord/schema"
)

// The limits are for the contract, so they are tried on it: what people ask must
// pass, and what nobody needs must not.
func TestDefaultLimitsFitTheContract(t *testing.T) {
	p, err := newPlanner(schema.GraphQL, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	for query, allowed := range map[string]bool{
		`{ claim(slug: "a") { text stances(first: 100) { edges { node { position certainty quote { gist fragments document { title url publisher { name } } }
			speaker { name } } } } } }`: true,
		`{ claims(first: 100) { edges { node { text tally { agree { actors } } stances(first: 20) { edges { node { speaker { name } quote { gist } } } } } } } }`:                true,
		`{ claims(first: 100) { edges { node { stances(first: 100) { edges { node { quote { stances { claim { stances(first: 100) { edges { node { id } } } } } } } } } } } } }`: false,
	} {
		_, f := p.plan(&call{query: query})
		if (f == nil) != allowed {
			t.Errorf("%s: %v", query, f)
		}
	}
}
