/** What agencies say on the chain, as it was followed, and what this agency is about to say (server/custody/). */
export const CUSTODY = `
-- Every statement of every agency, in the order of the chain. about: the record; speaker: the agency that said it; null
-- where anybody may. body: the statement as canonical JSON, see core/statement-events.ts. block_time in unix seconds.
CREATE TABLE chain_statements (
  block      INTEGER NOT NULL,
  tx         INTEGER NOT NULL,
  log        INTEGER NOT NULL,
  block_time INTEGER NOT NULL,
  kind       TEXT NOT NULL,
  speaker    TEXT,
  about      TEXT,
  commitment TEXT,
  handoff    INTEGER,
  body       TEXT NOT NULL,
  PRIMARY KEY (block, tx, log)
) STRICT, WITHOUT ROWID;
CREATE INDEX chain_statements_by_record ON chain_statements (about, block) WHERE about IS NOT NULL;
CREATE INDEX chain_statements_by_case ON chain_statements (commitment, block) WHERE commitment IS NOT NULL;
CREATE INDEX chain_statements_by_handoff ON chain_statements (handoff, block) WHERE handoff IS NOT NULL;

-- What this agency asked its service to say, in order, each one transaction. state: 'open' until a block holds it
-- ('said'), or the contract would refuse it ('refused': nothing was sent). hash, nonce and raw: what was signed, durable
-- before it was sent; replaced only when another transaction used up the nonce, so that this one never took effect.
CREATE TABLE acts (
  id         INTEGER PRIMARY KEY,
  method     TEXT NOT NULL,
  contract   TEXT NOT NULL CHECK (contract IN ('ledger', 'handoff')),
  data       TEXT NOT NULL,
  actor      TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('open', 'said', 'refused')),
  refusal    TEXT,
  key        TEXT,
  nonce      INTEGER,
  hash       TEXT,
  raw        TEXT,
  block      INTEGER,
  CHECK ((state = 'refused') = (refusal IS NOT NULL)),
  CHECK ((state = 'said') = (block IS NOT NULL))
) STRICT;
CREATE INDEX acts_open ON acts (id) WHERE state = 'open';
`;
