package quadstore

const (
	// tokensApplicationID and proposalsApplicationID mark SQLite files as ours ("oTok",
	// "oPro").
	tokensApplicationID    = 0x6f546f6b
	proposalsApplicationID = 0x6f50726f
	// sideVersion is the layout of both.
	sideVersion = 1
)

const sqlSidePragmas = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA wal_autocheckpoint = 0;
PRAGMA trusted_schema = OFF;
`

const sqlTokensSchema = `
CREATE TABLE IF NOT EXISTS token (
	id TEXT PRIMARY KEY,
	hash TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	role TEXT NOT NULL,
	created INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	used INTEGER NOT NULL,
	revoked INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`

const (
	sqlAddToken    = "INSERT INTO token VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0)"
	sqlTokenByHash = "SELECT id, hash, name, role, created, expires, used, revoked FROM token WHERE hash = ?"
	sqlTokens      = "SELECT id, hash, name, role, created, expires, used, revoked FROM token ORDER BY created, id LIMIT ?"
	sqlRevokeToken = "UPDATE token SET revoked = CASE revoked WHEN 0 THEN ?1 ELSE revoked END WHERE id = ?2 RETURNING id"
	sqlTokenUsed   = "UPDATE token SET used = ?1 WHERE id = ?2"
)

// sqlProposalsSchema keeps proposals by their ids, which grow with time.
const sqlProposalsSchema = `
CREATE TABLE IF NOT EXISTS proposal (
	id TEXT PRIMARY KEY,
	mutation TEXT NOT NULL,
	input TEXT NOT NULL,
	author TEXT NOT NULL,
	message TEXT NOT NULL,
	at INTEGER NOT NULL,
	base INTEGER NOT NULL,
	key TEXT NOT NULL,
	state INTEGER NOT NULL,
	judge TEXT NOT NULL,
	reason TEXT NOT NULL,
	judged INTEGER NOT NULL,
	changeset TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS proposal_key ON proposal (author, key) WHERE key <> '';
CREATE INDEX IF NOT EXISTS proposal_state ON proposal (state, id);
`

const (
	sqlProposalColumns  = "id, mutation, input, author, message, at, base, key, state, judge, reason, judged, changeset"
	sqlAddProposal      = "INSERT INTO proposal SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, '', '', 0, '' WHERE (SELECT count(*) FROM proposal WHERE state = 0 AND author = ?4) < ?9 ON CONFLICT DO NOTHING RETURNING id"
	sqlProposal         = "SELECT " + sqlProposalColumns + " FROM proposal WHERE id = ?1"
	sqlProposalByKey    = "SELECT " + sqlProposalColumns + " FROM proposal WHERE author = ?1 AND key = ?2 AND key <> ''"
	sqlProposals        = "SELECT " + sqlProposalColumns + " FROM proposal WHERE id < ?1 ORDER BY id DESC LIMIT ?2"
	sqlProposalsIn      = "SELECT " + sqlProposalColumns + " FROM proposal WHERE id < ?1 AND state = ?3 ORDER BY id DESC LIMIT ?2"
	sqlCountProposals   = "SELECT count(*) FROM proposal"
	sqlCountProposalsIn = "SELECT count(*) FROM proposal WHERE state = ?1"
	sqlJudgeProposal    = "UPDATE proposal SET state = ?2, judge = ?3, reason = ?4, judged = ?5, changeset = ?6 WHERE id = ?1 AND state = 0 RETURNING id"
)
