// Package dossier reads dossiers: the files, one per document, in which an
// editor writes down who said what, by hand.
//
// A dossier is YAML. It names things by slugs and short keys instead of ids,
// keeps everything in maps (so that nothing is declared twice) and leaves out
// what has a default. schema/dossier.schema.json describes every field to code
// editors; this package holds files to the same fields.
//
// # From a file to records
//
// [Read] works in two passes. The first declares: every slug and key of the
// file gets its id, from record.DeclaredID or pinned by the entry itself. The
// second builds records, resolves references (in the file, in the files read
// with it, then through the caller's [Resolver]) and verifies selectors where
// the document's text is at hand. Reading the same file twice gives equal
// records, whatever the machine.
//
// # Errors
//
// [Errors] holds everything wrong with a file, sorted by position, each with
// line, column, the path of the field and what would be right. Also what
// package record finds wrong is reported at the field that the editor wrote:
// while a record is built, the place of each of its fields is kept.
//
// # Importing
//
// [Difference] compares files with what the graph holds of them and yields the
// one change that makes the graph follow all of them. A dossier owns what it alone
// declares: leaving an entry out removes that and nothing else.
package dossier
