/** The access log by days, each of them a record of its own once it is over (server/access-log/). */
export const ACCESS_DAYS = `
-- Rows first_seq to last_seq of access_log, as they were handed in as a record. through: the UTC day that was over,
-- which comes twice where a clock was set back; sha256: of the lines, see server/access-log/lines.ts.
CREATE TABLE access_days (
  last_seq  INTEGER PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  through   TEXT NOT NULL,
  sha256    TEXT NOT NULL CHECK (length(sha256) = 64),
  record    TEXT NOT NULL UNIQUE CHECK (length(record) = 64),
  CHECK (first_seq <= last_seq)
) STRICT;
CREATE INDEX access_log_by_subject ON access_log (subject) WHERE subject IS NOT NULL;
`;
