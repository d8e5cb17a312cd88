// Package schema carries the public contracts of onrecord, so that the server
// can publish exactly the text that it was built with.
//
// The contract is GraphQL, for reading and for editing. Its rules, which the tests of this
// package hold it to: everything has a description that a newcomer understands;
// defaults are told in descriptions and applied by the resolvers, never written
// as SDL defaults; the words of an enumeration are those of package record.
package schema

import _ "embed"

// GraphQL is the schema definition of the contract, for reading and for editing, in
// the GraphQL schema definition language of October 2021.
//
//go:embed schema.graphql
var GraphQL string
