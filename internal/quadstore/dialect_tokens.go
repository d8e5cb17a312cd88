package quadstore

// tokensApplicationID marks a SQLite file as ours ("oTok").
const tokensApplicationID = 0x6f546f6b

const sqlTokensPragmas = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA trusted_schema = OFF;
`

// sqlTokensSchema leaves an existing table alone.
const sqlTokensSchema = `
BEGIN IMMEDIATE;
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
PRAGMA application_id = 1867804523;
PRAGMA user_version = 1;
COMMIT;
`

const (
	sqlAddToken    = "INSERT INTO token VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0)"
	sqlTokenByHash = "SELECT id, hash, name, role, created, expires, used, revoked FROM token WHERE hash = ?"
	sqlTokens      = "SELECT id, hash, name, role, created, expires, used, revoked FROM token ORDER BY created, id LIMIT ?"
	sqlRevokeToken = "UPDATE token SET revoked = CASE revoked WHEN 0 THEN ?1 ELSE revoked END WHERE id = ?2 RETURNING id"
	sqlTokenUsed   = "UPDATE token SET used = ?1 WHERE id = ?2"
)
