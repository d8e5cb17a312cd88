package quadstore

const SQLChangesetRevision = sqlChangesetRev
