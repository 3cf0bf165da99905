/** Tokens of a time-stamping authority over the roots of anchored batches (server/time-stamps/). Only ever added. */
export const TIME_STAMPS = `
-- Looked through by sequence and place again and again: the tokens come last, and in no key.
-- place: 0 is over the root, each next one over the token before it. until: when the certificate that signed it ends.
CREATE TABLE time_stamps (
  sequence  INTEGER NOT NULL REFERENCES batches (sequence),
  place     INTEGER NOT NULL CHECK (place >= 0),
  until     INTEGER NOT NULL,
  stored_at INTEGER NOT NULL,
  token     BLOB NOT NULL,
  PRIMARY KEY (sequence, place)
) STRICT;
CREATE INDEX time_stamps_by_end ON time_stamps (until);
`;
