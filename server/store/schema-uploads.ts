/** Files that arrive in pieces (server/uploads/). */
export const UPLOADS = `
-- An upload's bytes lie in uploads/ID.part; up to received they are durable, whatever lies behind it does not count.
-- id: 32 hex digits. actor: who may see it. metadata: what its sender said of it, JSON. prefix_sha256: of the first
-- prefix_bytes, so that a sender can tell whether it holds the same file. sha256 and sm3: of all of it, once computed.
-- record: the record that took it; its part is gone then, and the row stays as long as an answer may be asked for again.
CREATE TABLE uploads (
  id            TEXT PRIMARY KEY CHECK (length(id) = 32),
  actor         TEXT NOT NULL,
  size          INTEGER NOT NULL CHECK (size >= 0),
  received      INTEGER NOT NULL CHECK (received BETWEEN 0 AND size),
  metadata      TEXT,
  prefix_bytes  INTEGER NOT NULL DEFAULT 0,
  prefix_sha256 TEXT CHECK (length(prefix_sha256) = 64),
  created_at    INTEGER NOT NULL,
  touched_at    INTEGER NOT NULL,
  sha256        TEXT CHECK (length(sha256) = 64),
  sm3           TEXT CHECK (length(sm3) = 64),
  record        TEXT,
  CHECK ((sha256 IS NULL) = (sm3 IS NULL)),
  CHECK (record IS NULL OR sha256 IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_open ON uploads (actor) WHERE record IS NULL;
CREATE INDEX uploads_by_touch ON uploads (touched_at);
`;
