// Package quadstore keeps quads durably: a Cayley backend on one SQLite file.
//
// # Layout
//
// A quad is four ids. A [quad.Value] becomes an id in one of two ways: booleans,
// integers and times are folded into the id itself, everything else is entered
// once into a dictionary and gets the next number. Ids are never reused, so a
// value read once may be cached for ever. Because a quad's reference is its four
// ids, asking a reference for a direction needs no I/O.
//
// Quads are stored three times, in the order of their ids: by subject (SPOG),
// by object (OPSG) and by predicate (PSOG). The label has no order of its own:
// it would make every file a fifth larger, and only one question needs it
// (all quads of one label, answered by a scan).
//
// # History
//
// Nothing is overwritten. The SPOG row carries the revision that added the quad
// and the one that removed it; a removed row stays. Asserting a live quad again
// keeps its row, asserting a removed one opens a new row. Cayley, [Store.Scan]
// and [Store.Entities] see live rows only; [Store.History] reads the intervals.
//
// # Reading and writing
//
// One process writes: [Open] takes a lock that names its holder, and within
// the process writes queue up. Any number of readers work beside it, each
// transaction on one revision. [Store.Commit] is one durable transaction: on any
// failure nothing of it is visible, then or after a later commit. [Store.Load]
// is the same for millions of quads, sorted for each index before they are
// written.
//
// A [Bulk] is a change of more records than memory holds: they are spooled into
// files beside the store, sorted there, and written in the order of each table, in
// one transaction again. The ids of their values follow from one sort by digest and
// a bit for each value, see numbering.
//
// # As a graph.QuadStore
//
// A [Store] may be handed to Cayley's paths and to Gizmo. Three methods of that
// interface, ValueOf, NameOf and Quad, cannot return an error, so the store keeps
// the first one: read [Store.Err] after a query. Cayley's own loops also drop the
// error of a cancelled context; [Store.Collect] does not.
package quadstore
