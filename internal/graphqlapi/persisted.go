package graphqlapi

import "crypto/sha256"

// persistedQueries remembers queries by their SHA-256, so that clients may send
// the hash alone. A client registers a query by sending both; any client may, so
// the room is bounded and only queries that were executed take any.
type persistedQueries struct {
	texts *lru[string]
}

func newPersistedQueries(limit int64) *persistedQueries {
	return &persistedQueries{newLRU[string](limit)}
}

// resolve gives the call with its query where it names that by hash alone, and
// checks the hash where it carries both.
func (p *persistedQueries) resolve(c *call) (*call, *fault) {
	if c.hash == nil {
		return c, nil
	}
	if c.query != "" {
		if sha256.Sum256([]byte(c.query)) != *c.hash {
			return nil, malformed("extensions.persistedQuery.sha256Hash is not the SHA-256 of the query")
		}
		return c, nil
	}
	query, ok := p.texts.get(*c.hash)
	if !ok {
		// Clients look for exactly this message or its code, and send the query then.
		return nil, faultf(codeUnknownHash, "PersistedQueryNotFound")
	}
	whole := *c
	whole.query = query
	if err := whole.identify(); err != nil {
		return nil, malformed("variables cannot be read: %v", err)
	}
	return &whole, nil
}

// remember keeps the query of a call that turned out well.
func (p *persistedQueries) remember(c *call) {
	if c.hash != nil {
		p.texts.put(*c.hash, c.query, int64(len(c.query)))
	}
}
