package schema

import _ "embed"

// Dossier is the JSON Schema (draft 2020-12) of dossiers, for code editors to
// complete and check what an editor writes. The reader of dossiers is held to
// the same fields; what a schema cannot say, such as that a slug leads
// somewhere, only the reader checks.
//
//go:embed dossier.schema.json
var Dossier string
