// Package quads turns records into quads and back, and holds the vocabulary in
// which the graph is written.
//
// # One record, one subject
//
// The quads of a record all have its own IRI, urn:uuid:…, as subject; there are
// no blank nodes. rdf:type tells the kind of the record. A reference to another
// record is an edge, so that a traversal can follow it in both directions; a
// text is a literal with its language; dates, times, booleans and numbers have
// their XML Schema types. Defaults are not stored. [Encode] writes all that and
// [Decode] reads it; both follow one description of each kind of record, so
// that they cannot drift apart.
//
// The side of a stance is the predicate of its edge to the claim (supports,
// opposes, undecidedOn). Reported positions have predicates of their own
// (reportedlySupports, …): a query for those who support a claim can not meet a
// position that somebody merely reports of somebody else.
//
// # Structured literals
//
// A graph holds millions of quotes, so what nobody follows as an edge is kept
// together in one literal: a JSON object in canonical form (fixed order of keys,
// no spaces, defaults left out) with a datatype of its own. These are a quote's
// attribution as printed (name, role, cue, mode, language, …), its selector,
// its verification and its chain, the coding of a stance, the parents of an
// institution, the answers of a poll, and any list whose order matters. Where a
// structured literal names records that a traversal wants, edges to them stand
// beside it; reading checks that both say the same.
//
// Exports do not leave attribution, coding and selectors folded: [Expand] turns
// them into plain quads of the vocabulary and into Web Annotation selectors, and
// adds shortcuts for readers who know CiTO; [Contract] undoes exactly that.
//
// # The vocabulary
//
// Terms of schema.org, PROV-O, the Organization Ontology, Web Annotation, SKOS
// and OWL are used where they say what is meant. The rest has the namespace
// [Namespace]. It is a name, not an address: it needs no server to stay what it
// is. schema/ontology.ttl documents every own term, schema/context.jsonld maps
// the terms to JSON-LD.
//
// # Errors
//
// Reading is strict. A predicate that the kind of record does not have, a word
// that no enumeration has, a literal that is not in canonical form: all are
// [record.ErrCorrupt] and name subject and predicate. Nothing is dropped.
package quads
