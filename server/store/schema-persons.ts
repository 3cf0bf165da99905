/** What persons signed (server/persons/). */
export const COUNTERSIGNATURES = `
-- Countersignatures that were handed in, each the file of a record of ours. signed_record: of ours or of another agency.
-- body: its canonical JSON, the bytes of that file; what it says is read out of it again.
CREATE TABLE countersignatures (
  record        TEXT PRIMARY KEY REFERENCES records (id),
  signed_record TEXT NOT NULL CHECK (length(signed_record) = 64),
  body          TEXT NOT NULL,
  UNIQUE (signed_record, body)
) STRICT, WITHOUT ROWID;
`;
