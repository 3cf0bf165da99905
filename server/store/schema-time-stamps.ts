/** Tokens of a time-stamping authority over the roots of anchored batches (server/time-stamps/). Only ever added. */
export const TIME_STAMPS = `
-- place: 0 is over the root, each next one over the token before it. until: when the certificate that signed it ends.
CREATE TABLE time_stamps (
  sequence  INTEGER NOT NULL REFERENCES batches (sequence),
  place     INTEGER NOT NULL CHECK (place >= 0),
  token     BLOB NOT NULL,
  until     INTEGER NOT NULL,
  stored_at INTEGER NOT NULL,
  PRIMARY KEY (sequence, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX time_stamps_by_end ON time_stamps (until);
`;
