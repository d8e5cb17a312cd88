// Package access tells who makes a request and what they may do.
//
// A request carries an API token in its Authorization header, or nothing. Who
// carries nothing is an anonymous reader. A [Authenticator] turns the header into
// an [Identity]; tokens that were never made, have expired, were revoked or cannot
// be read are one and the same refusal, [ErrUnauthenticated], after one and the
// same look-up, so that nobody learns from an answer, or from how long it takes,
// which of these a guess was.
//
// Where an OpenID Connect provider is configured, the tokens that it signs let in
// as well, see [Issuer].
//
// An API token's secret has 256 random bits and is shown once, when it is made. What is
// kept is its SHA-256: slow hashes protect what people choose and others can
// guess, and nobody guesses 256 bits.
package access
