import { describe, expect, it } from 'vitest';
import { concat, fromHex0x, toHex0x, utf8 } from '../../core/bytes.ts';
import { canonicalBytes, canonicalText } from '../../core/canonical.ts';
import { sha256 } from '../../core/digests.ts';
import {
  type RecordsRequest,
  type RecordsRequestStatement,
  readRecordsRequest,
  signRecordsRequest,
} from '../../core/records-request.ts';
import { addressOfKey, personalDigest, recoverAddress, signDigest } from '../../core/signature.ts';
import { testKey } from '../support/founding.ts';

const key = testKey('police o');
const statement: RecordsRequestStatement = {
  agency: 'police',
  at: 1_795_000_000,
  ledger: `0x${'ab'.repeat(20)}`,
  nonce: '0123456789abcdef'.repeat(2),
  of: 'grid',
  sequence: 7,
};
const signed = signRecordsRequest(statement, key);
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('a request for the records of a batch', () => {
  it('is signed over the format, a zero byte and its canonical statement, as docs/FORMAT.md says', () => {
    const { signature, key: named, ...rest } = signed;
    expect(named).toBe(addressOfKey(key));
    const message = concat(utf8('jianzheng/records-request/1'), Uint8Array.of(0), utf8(canonicalText(rest)));
    expect(recoverAddress(sha256(message), fromHex0x(signature))).toBe(named);
    expect(readRecordsRequest(JSON.parse(canonicalText(signed)))).toEqual(signed);
  });

  it('is refused with any member changed, left out or added', () => {
    const changes: Partial<Record<keyof RecordsRequest, unknown>> = {
      agency: 'court',
      at: statement.at + 1,
      ledger: `0x${'ac'.repeat(20)}`,
      nonce: 'f'.repeat(32),
      of: 'police',
      sequence: 8,
      key: addressOfKey(testKey('court o')),
      signature: signRecordsRequest(statement, testKey('court o')).signature,
    };
    for (const [name, value] of Object.entries(changes)) {
      expect(() => readRecordsRequest({ ...signed, [name]: value })).toThrow(
        code('request-signature-invalid'),
      );
      const { [name as keyof RecordsRequest]: _, ...without } = signed;
      expect(() => readRecordsRequest(without)).toThrow(code('member-invalid'));
    }
    const wrong = [
      { of: 'Grid' },
      { sequence: 0 },
      { at: 1.5 },
      { nonce: 'ff' },
      { format: 'x' },
      { note: '' },
    ];
    for (const change of wrong) {
      expect(() => readRecordsRequest({ ...signed, ...change })).toThrow(code('member-invalid'));
    }
  });

  it('is no signature that the key made for anything else', () => {
    const { signature: _, ...rest } = signed;
    const digests = [sha256(canonicalBytes(rest)), personalDigest(canonicalText(rest))];
    for (const digest of digests) {
      const elsewhere = { ...signed, signature: toHex0x(signDigest(digest, key)) };
      expect(() => readRecordsRequest(elsewhere)).toThrow(code('request-signature-invalid'));
    }
  });
});
