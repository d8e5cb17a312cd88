package schema

import _ "embed"

// Records is the JSON Schema (draft 2020-12) of one line of a record stream, the
// format for graphs that are too large to be written as dossiers. The reader of
// streams is held to the same fields; records.md tells what a schema cannot.
//
//go:embed records.schema.json
var Records string
