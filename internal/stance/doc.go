// Package stance derives from the record who stands where: effective positions,
// changes of mind, tallies, and which claims count as one. It holds rules only;
// it knows no store and no graph. Whoever owns the adjacency flattens it into
// [Vote] values and asks.
//
// # What stands
//
// A vote is one stance as it counts for one actor. It stands on a date unless
//
//   - the document's publisher asserts it in its own voice (mode EDITORIAL),
//   - its quote was coded in error or corrected by the publisher: those words
//     were never said so, and the vote is undone for every date,
//   - its speaker took the words back on or before that date: what somebody held
//     until then stays true of the time before, or
//   - it would count for an institution although its speaker spoke in a personal
//     capacity.
//
// # When it was said
//
// A date of reduced precision counts at the end of its interval: "2025-11" is
// not known to be said before 30 November, and meets a stance of 30 November as
// one of the same date. An undated vote counts on the day its document was
// published, and before everything else where that is unknown too. It decides
// only where the actor has nothing dated: a late reprint of an old remark must
// not pass for the latest word.
//
// An utterance is said once. Where several quotes print it, all of them count on
// the earliest date that any of them gives, so a republication years later
// neither renews a position nor makes a change of mind.
//
// # Effective position
//
// [Effective] is where an actor stands on a date: the latest of its standing
// votes said by then. Votes of one date on different sides are MIXED, with all
// of them as evidence; neither the order of printing nor the greater id decides.
// On one side they merge, see [Position]. An institution's own statements come
// before those of officials who speak for it, whatever their dates: the
// officials are heard only where no statement of its own stands.
//
// [Shifts] are the changes of mind: the actor's dated positions in order, those
// that are MIXED passed over, wherever one side gives way to another.
//
// # Counting
//
// [Count] gives every actor one vote, its effective position, and every
// utterance one vote: an institution whose evidence is wholly made of utterances
// that already carry somebody's counted vote is left out, so that a commander
// and the command in whose name the one sentence was spoken are not two.
// Unnamed sources are counted apart, since nobody can tell whether two of them
// are one; collectives are not counted, since their members may be.
//
// [Origins] counts distinct utterances, not printings. [Wilson] ranks shares so
// that one against one does not lead.
//
// # Claims that count as one
//
// [Build] joins claims related by SAME into one class, and those related by
// OPPOSITE into one class with the sides exchanged. Judgements that together
// make a claim the opposite of itself are refused as a [Contradiction].
// CONFLICTING and BROADER join nothing: two conflicting claims can both be
// opposed.
//
// # Conventions
//
// Positions are relative to the claim that was asked about; [Vote.Exchanged]
// turns a stance on an opposite claim round. A zero date asks for now, which is
// after everything on record. No answer depends on the order of the input, and
// no function keeps or modifies what it is given. Everything returned may be
// shared between goroutines as long as nobody modifies it.
package stance
