/** What the examples of the API are made of: one invented case of a power grid that other agencies look into. */

/** How one operation is called, and what it answers. Parameters by name, bodies by media type, answers by status. */
export type Example = {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly answers?: Readonly<Record<number, unknown>>;
};

export const JSON_TYPE = 'application/json';
export const MULTIPART = 'multipart/form-data';

export const RECORD = '7d0f3c1e9b2a4856c3d7e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0';
export const REPORT_RECORD = '1b6e0d9c8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c';
export const SIGNED_RECORD = '0f9e8d7c6b5a493827160f5e4d3c2b1a09f8e7d6c5b4a392817060504f3e2d1c';
export const KEY_LIST_RECORD = '3c5d7e9f1a2b4c6d8e0f1a3b5c7d9e0f2a4b6c8d0e1f3a5b7c9d0e2f4a6b8c1d';
export const COMMITMENT = '5c2f8e1d0a9b7c6f3e4d5a2b1c0f9e8d7a6b5c4f3e2d1a0b9c8f7e6d5a4b3c2f';
export const RECEIPT_SHA256 = '9a4d2f7e1c0b8a6d5f3e2c1b0a9d8f7e6c5b4a3d2f1e0c9b8a7d6f5e4c3b2a1d';
export const ROOT = 'e3c1a5f7092b4d6e8f0a1c3b5d7e9f1a2c4b6d8e0f1a3c5b7d9e1f2a4c6b8d0e';
export const FILE_SHA256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
export const FILE_SM3 = 'becbbfaae6548b8bf0cfcad5a27183cd1be6093b1cceccc303d9c61d0a645268';
export const UPLOAD = '4f1c2b3a5d6e7f8091a2b3c4d5e6f708';
export const CASE = '2026-0147';
export const NEXT = 'WzQxXQ';

export const VALIDATOR = '0x1b48f2c9a7d6e5043f2e1d0c9b8a7f6e5d4c3b2a';
export const GOVERNANCE = '0x8e3d5a7c1f9b2046d8e0f1a2b3c4d5e6f7081920';
export const OPERATOR = '0x5f0c3e8d7a6b49120e1f2d3c4b5a69788796a5b4';
export const CONTRACT = '0xc4a9d1e7f305b8264c0d9e8f7a6b5c4d3e2f1a0b';
export const SIGNATURE = `0x${'6b'.repeat(32)}${'2e'.repeat(32)}01`;
export const BLOCK_HASH = '0x4b8e1f0a7c2d9e6b5a3f1c0d8e7b6a5f4c3d2e1b0a9f8e7d6c5b4a3f2e1d0c9b';

export const GRID_NAME = { en: 'Grid company (example)', zh: '电网公司（示例）' };
export const RECEIVED_AT = '2026-09-21T08:30:04.120Z';
export const ANCHORED_AT = '2026-09-21T08:30:06.000Z';

export const RECORD_VIEW = {
  recordId: RECORD,
  agency: 'grid',
  case: CASE,
  position: 1,
  kind: 'evidence',
  state: 'received',
  receivedAt: RECEIVED_AT,
  claims: { collector: '办案人员甲', place: '3号机房' },
  files: [
    {
      name: '抄表/meter-0147.csv',
      size: 5,
      mediaType: 'text/csv',
      sha256: FILE_SHA256,
      sm3: FILE_SM3,
      stored: true,
    },
  ],
};

export const PENDING = { state: 'batched', detail: 'waits-for-anchor' };

/** Shortened: a whole one has some ten kilobytes, and is never written by hand. */
export const RECEIPT = {
  format: 'jianzheng/receipt/1',
  record: { format: 'jianzheng/record/1', agency: 'grid', kind: 'evidence' },
  inclusion: { index: 0, path: [] },
};

export const ACKNOWLEDGEMENT = {
  agency: 'police',
  at: 1_789_980_000,
  format: 'jianzheng/acknowledgement/1',
  heldFiles: [0],
  key: OPERATOR,
  receiptSha256: RECEIPT_SHA256,
  recordId: RECORD,
  signature: SIGNATURE,
};

export const page = (item: unknown, next: string | null = null) => ({ items: [item], next });
