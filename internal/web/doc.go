// Package web serves the record to people: pages for readers, and what is made
// from the same parts for other sites.
//
// # How an answer is made
//
// A request becomes a [visit]: one snapshot, taken once and kept to the end, the
// language of the interface, the day as of which positions are asked for, and,
// where it is pinned, the revision. A handler asks the visit's reader for a view
// and hands it to a template. It returns errors; they are turned into pages in
// one place, see failure.go.
//
// A view is a plain struct of texts, links, numbers and other views, with nothing
// left to look up. Files are named after their nouns: view_quote.go makes the view
// of a quote, which every page and every embed shows alike, templates/quote.html
// draws it, page_quote.go answers for it. A template decides how things look and
// never what is true.
//
// # What is shown as whose words
//
// Quotation marks stand around a speaker's own words and nothing else: the
// fragments of a quote. A gist has none. What somebody says that somebody else
// holds is in a list of its own. Who stands where comes from the same calls of
// package graph that answer GraphQL, so that the two cannot disagree.
//
// # Languages
//
// The interface speaks the languages in folder messages, content the languages
// that it has: every [phrase] carries its language and direction to the page.
// Styles use logical properties only, so a page written from right to left mirrors
// by itself.
//
// # What browsers may do
//
// Nothing is loaded from another host and nothing is inline: scripts and styles
// are files under names that hold their hash, see assets.go. Every page works
// without scripts.
package web
