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
// # A disk that fails
//
// What was acknowledged is found after any failure of the disk, a kill and a power
// cut; what was reported as failed never is. Reads go on. Nothing has to be repaired by
// hand: what could not be done is done once the disk works again.
//
//   - A commit that fails is undone on the disk before the failure is reported. Where
//     the disk does not let that be done either, the error is [record.ErrUncertain],
//     and nothing is written before it is. Then it never happened; only if the process
//     ends before, the next one may find the change, whole, and keeps it.
//   - Where the log cannot be copied into the file, the file is suspect: the log keeps
//     all of it, and grows, until it was copied anew from its beginning by a connection
//     that nobody has one beside, for which new reads wait a second at most. See
//     [Store.Suspect] and [Options.Logger]. Another process that reads the file all the
//     time keeps it suspect, and nothing else.
//   - The log that a process left which died is written over with what is in it before
//     anything is written behind it: the system may have it in memory and not on the disk.
//   - A file whose making was cut short is made anew. One that holds anything of
//     another program never is.
//   - The files of tokens and proposals keep the same promises.
//
// This rests on what the engine rests on: that a sync which succeeds has made durable
// what was written since the last one, and that a disk writes sectors of 512 bytes
// whole. Package faultdisk makes disks that fail to order; the tests of this package
// run random changes on them, cut the power and compare.
//
// # As a graph.QuadStore
//
// A [Store] may be handed to Cayley's paths and to Gizmo. Three methods of that
// interface, ValueOf, NameOf and Quad, cannot return an error, so the store keeps
// the first one: read [Store.Err] after a query. Cayley's own loops also drop the
// error of a cancelled context; [Store.Collect] does not.
package quadstore
