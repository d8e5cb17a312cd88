package schema

import _ "embed"

// Ontology documents every term of the project's own vocabulary, in Turtle.
// The package that writes quads is held to it by a test.
//
//go:embed ontology.ttl
var Ontology string

// Context is the JSON-LD context of the form in which graphs are exported.
//
//go:embed context.jsonld
var Context string
