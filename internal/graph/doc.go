// Package graph owns the one way in and the one way out of onrecord.
//
// # Reading
//
// A reader takes one [Snapshot] with [Graph.Snapshot], an atomic load, and keeps
// it to the end of its request, so that all of an answer is from one revision.
// A snapshot is immutable and holds everything in memory: records under dense
// numbers, and for every relation a sorted list of them. Reading takes no lock
// and does no I/O.
//
// # Writing
//
// [Graph.Commit] checks a change against the present snapshot, writes it through
// the [Store] in one durable transaction, derives the next snapshot by copying
// what the change touches, and publishes it. Where any of that fails nothing is
// published, and nothing of the change is visible then or after a later commit.
//
// [Graph.Edit] is Commit for a change that depends on what is there: it is made in
// the writer's turn, refused where somebody else has been there since the editor
// looked, and made once however often it is asked for under one key.
//
// # History
//
// Nothing is overwritten. [Graph.History] tells what was done to a record,
// [Graph.Difference] what differs between two revisions, and [Graph.At] gives the
// graph as it was known at one, derived from the present by taking back what was
// changed since. A property test holds it to be equal to what was published then.
//
// # Streams
//
// [Import] is the same for streams that no memory holds, a [Bulk] of a store in
// place of a snapshot: what the rules ask of each record is noted under the id it
// is about, and the notes are sorted, so that what must agree stands together. A
// property test holds it to be equal to a commit.
//
// The snapshot is a disposable derivation: [Open] rebuilds it from the store,
// and a property test holds the incremental derivation to be equal to a rebuild.
package graph
