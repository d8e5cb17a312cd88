// Package check looks for what is wrong with a graph as a whole although every
// record in it is well formed: words that are not where they should be, people
// who may be one, claims nobody takes a side on, relations that contradict one
// another, dates that cannot be.
//
// Every rule has a code that never changes its meaning, so that a desk can
// decide per code what stops a publication. [Rules] lists them; [Run] applies
// them all. A finding names the record by its slug or key and says what to do.
//
//	OR00x  selectors: are the words where the quote says
//	OR01x  orphans: what nothing leads to
//	OR02x  names: who may be taken for whom
//	OR03x  claims: relations that cannot all hold
//	OR04x  dates: what cannot have happened in that order
//	OR05x  attribution: who said it, for whom
//	OR06x  structure: references and sums
//
// An ERROR is a graph that says something false about somebody or contradicts
// itself; a WARNING is most likely a mistake; a NOTE is worth a look.
package check
