package quadstore

// sqlSearchSchema is the index of quotes' words, by the id of the quote's
// subject. It keeps no copy of the text. The tokenizer sees folded text, in which
// words are letters and digits between spaces; its own folding is off.
const sqlSearchSchema = `
CREATE VIRTUAL TABLE quote_words USING fts5 (
	words, content = '', contentless_delete = 1, detail = 'none', prefix = '3',
	tokenize = "unicode61 remove_diacritics 0"
);
`

const (
	sqlForgetWords = "DELETE FROM quote_words WHERE rowid = ?"
	sqlIndexWords  = "INSERT INTO quote_words (rowid, words) VALUES (?, ?)"
	// Left to itself the index merges in large steps, see mergeWords. The setting is
	// kept in the file.
	sqlMergeByHand = "INSERT INTO quote_words (quote_words, rank) VALUES ('automerge', 0)"
	sqlMergeEights = "INSERT INTO quote_words (quote_words, rank) VALUES ('usermerge', 8)"
	// The engine merges a whole level, the piece that a load left on it included, once
	// it has as many pieces as this; it must be more than come together while pages of
	// such a piece are merged a few at a time.
	sqlMergeLate      = "INSERT INTO quote_words (quote_words, rank) VALUES ('crisismerge', 256)"
	sqlIsMergedByHand = "SELECT 1 FROM quote_words_config WHERE k = 'crisismerge' AND v = 256"
	sqlMergeWords     = "INSERT INTO quote_words (quote_words, rank) VALUES ('merge', ?)"
	sqlMergeAllWords  = "INSERT INTO quote_words (quote_words) VALUES ('optimize')"
	// A larger table in memory makes fewer pieces, which would have to be merged.
	sqlIndexManyWords = "INSERT INTO quote_words (quote_words, rank) VALUES ('hashsize', 16777216)"
	sqlIndexFewWords  = "INSERT INTO quote_words (quote_words, rank) VALUES ('hashsize', 1048576)"
	// The inner limit bounds what is ranked.
	sqlSearch = `SELECT rowid, rank FROM (
		SELECT rowid, bm25(quote_words) AS rank FROM quote_words WHERE quote_words MATCH ? LIMIT ?
	) ORDER BY rank, rowid LIMIT ?`
)
