// Package stance derives from the record who stands where: effective positions,
// changes of mind, tallies, which claims count as one, and who agrees with whom.
// It knows no store and no graph. Whoever owns the adjacency flattens it into
// [Vote] values and asks the rules, or keeps an [Index] of them.
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
// [Index.Origins] counts distinct utterances, not printings. [Wilson] ranks shares so
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
// # Agreement
//
// Two actors meet in a dispute: a question, or a class of claims that answers
// none. Two positions on one class are compared by their sides, and so are two that
// support different answers to one question, or conflicting claims. Each
// comparison that tells something is a [Finding]; what is found in one dispute makes one
// [Point], of the least agreeing kind. Conflicting claims of different disputes
// make no further point where one of the disputes has one: the finding is listed
// there, and lowers its kind. Where neither has one it is a point by itself.
//
// Two positions make a finding only where each rests on words that are not also
// the other's. A stated response is listed at the computed point of its dispute,
// whatever it states, and is a point by itself where there is none; several
// printings of its utterance are one point. An [Alignment] counts points, and
// has a score only where they rest on two utterances of each side.
//
// # The index
//
// An [Index] answers about a whole graph what would take too long from votes:
// who agrees most with somebody ([Index.Circle], which counts once and ranks by
// any kind), what stands between two ([Index.Between], [Index.Points]), between
// some ([Index.Matrix]), the shortest chain from one to another ([Index.Path])
// and which groups there are ([Index.Camps]); all of it through a [Lens], in a
// scope and as of a date. It names everything by the owner's numbers, so that
// what it finds leads back to positions, quotes and documents.
//
// It never changes. A commit drafts the next one, and for each stance that it
// touched, as it stood and as it stands, takes its votes out and puts them in:
//
//	draft := index.Draft()
//	for _, st := range touched {
//		base.eachVote(st, func(at stance.Place, _ *stance.Vote) { draft.Remove(at) })
//		next.eachVote(st, draft.Add) // for its speaker, and for whom it was said
//	}
//	index = draft.Seal()
//
// A stance is touched when the stance, its quote, the quote's utterance or
// document, or a correction of the quote or of another printing of the utterance
// changes; and when its claim moves to another class, or is exchanged in it,
// because a relation was judged otherwise. Replies are told in the same way. A
// class is tied anew ([Draft.Tie]) when one of its claims comes to answer
// another question, is in a CONFLICTING relation or leaves one, and when its
// members change: then for the class that was and for that which is. Time and
// memory go with the ledgers and classes that are touched, not with the graph.
// A draft of [NewIndex] takes votes in any order and sorts them once.
//
// Positions that are only reported are told to nobody here, and so count
// nowhere. Collectives and unnamed sources are told, and left out of circles and
// chains unless they are asked for; the owner leaves them out of matrices.
//
// Camps are the communities of the signed graph whose weights are agreed minus
// disagreed points, found by gonum's Louvain method for layers of opposite sign;
// then everybody goes to the group that its own positions fit best. They are
// told only where the groups found in one half of the disputes fit the other
// half far better than chance would.
//
// # Conventions
//
// Positions are relative to the claim that was asked about; [Vote.Exchanged]
// turns a stance on an opposite claim round. A zero date asks for now, which is
// after everything on record. No answer depends on the order of the input, and
// no function keeps or modifies what it is given. Everything returned may be
// shared between goroutines as long as nobody modifies it.
package stance
