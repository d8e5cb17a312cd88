// Package seeds carries the dossiers that ship with onrecord.
//
// A dossier is one document and everything that is on record in it: who said
// what, where in the text, and which side of which claim that takes. Two are
// here:
//
//   - coalition.yaml is the graph that an empty store starts with: an article
//     about Syria joining the International Coalition, with its analysts,
//     officials, institutions, events and poll. The article's text is not ours to
//     pass on, so its quotes carry offsets and hashes without the words around
//     them. Beside it lies coalition.inventory.yaml, a list of every attributed
//     statement that was made by reading the article and not from the dossier: a
//     hash proves the words, but only a second reader proves who said them.
//   - extra/lighthouse.yaml is about invented people, with its text beside it. It
//     holds one example each of the hard cases (retractions, corrections, second-hand
//     chains, reported positions and the rest), is verified wherever it is read,
//     and is loaded on request only.
//
// The package holds files and no code: reading them is the business of the
// dossier reader.
package seeds

import "embed"

// Dossiers are the dossiers of an empty store, at the root of the file system.
//
//go:embed coalition.yaml
var Dossiers embed.FS

// Extras are the dossiers loaded on request, in the folder extra, each with the
// text that it refers to by a path relative to itself.
//
//go:embed extra
var Extras embed.FS
