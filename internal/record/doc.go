// Package record holds the nouns of onrecord: who is on record, in which
// words, for or against what, and through whom it reached us.
//
// # The shape of the domain
//
// A [Quote] is words, or their gist, attributed to a speaker as printed in one
// [Document]. The quote takes no side by itself; a [Stance] says that in this
// quote this speaker supports, opposes or is undecided on a [Claim], a
// proposition in the editor's own words. Claims that answer the same thing and
// exclude one another share a [Question]; a [ClaimRelation] records that two
// claims are the same, opposite, conflicting or one broader than the other.
//
// What somebody says that somebody else wants is a [ReportedPosition]: it
// belongs to the reporter and is never counted as the holder's. What one
// speaker says of another's statement is a [Response].
//
// The speech act behind one or more quotes is an [Utterance]: a pull quote that
// repeats a sentence, a republication and a post described and then printed in
// full are several quotes of one utterance. A quote without a declared
// utterance has its own, see [OwnUtterance].
//
// # Writing
//
// Records are values. A [Change] is a set of records to put and references to
// remove; it is checked with [Change.Validate] and committed as one
// [Changeset]. Nothing in a committed record is ever modified: code that holds
// a pointer to one may read it without a lock for as long as it likes.
//
// # Errors
//
// Every package of onrecord reports failures in the few kinds declared in this
// one ([ErrInvalid], [ErrNotFound] and so on), so that the edge can map them to
// HTTP and GraphQL once.
package record
