import { describe, expect, it } from 'vitest';
import {
  type Acknowledgement,
  type AcknowledgementStatement,
  checkAcknowledgement,
  readAcknowledgement,
  signAcknowledgement,
} from '../../core/acknowledgement.ts';
import { concat, fromHex0x, toHex, toHex0x, utf8 } from '../../core/bytes.ts';
import { canonicalBytes, canonicalText } from '../../core/canonical.ts';
import { sha256 } from '../../core/digests.ts';
import { addressOfKey, personalDigest, recoverAddress, signDigest } from '../../core/signature.ts';
import { testKey } from '../support/founding.ts';

const key = testKey('police o');
const statement: AcknowledgementStatement = {
  agency: 'police',
  at: 1_795_000_000,
  heldFiles: [0, 2],
  receiptSha256: toHex(sha256(utf8('a receipt'))),
  recordId: toHex(sha256(utf8('a record'))),
};
const signed = signAcknowledgement(statement, key);
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('an acknowledgement', () => {
  it('is signed over the format, a zero byte and its canonical statement, as docs/FORMAT.md says', () => {
    const { signature, key: named, ...rest } = signed;
    expect(named).toBe(addressOfKey(key));
    const message = concat(utf8('jianzheng/acknowledgement/1'), Uint8Array.of(0), utf8(canonicalText(rest)));
    expect(recoverAddress(sha256(message), fromHex0x(signature))).toBe(named);
    expect(readAcknowledgement(JSON.parse(canonicalText(signed)))).toEqual(signed);
    expect(signAcknowledgement(statement, key)).toEqual(signed);
  });

  it('is refused with any member changed, left out or added', () => {
    const changes: Partial<Record<keyof Acknowledgement, unknown>> = {
      agency: 'court',
      at: statement.at + 1,
      heldFiles: [0],
      receiptSha256: statement.recordId,
      recordId: statement.receiptSha256,
      key: addressOfKey(testKey('court o')),
      signature: signAcknowledgement(statement, testKey('court o')).signature,
    };
    for (const [name, value] of Object.entries(changes)) {
      expect(() => readAcknowledgement({ ...signed, [name]: value })).toThrow(
        code('acknowledgement-signature-invalid'),
      );
      const { [name as keyof Acknowledgement]: _, ...without } = signed;
      expect(() => readAcknowledgement(without)).toThrow(code('member-invalid'));
    }
    const wrong = [
      { heldFiles: [2, 0] },
      { heldFiles: [0, 0] },
      { heldFiles: [1024] },
      { agency: 'Police' },
      { at: 1.5 },
      { format: 'jianzheng/acknowledgement/2' },
      { note: '' },
    ];
    for (const change of wrong) {
      expect(() => readAcknowledgement({ ...signed, ...change })).toThrow(code('member-invalid'));
    }
  });

  it('is no signature that the key made for anything else', () => {
    const { signature: _, key: named, ...rest } = signed;
    const digests = [sha256(canonicalBytes(rest)), personalDigest(canonicalText(rest))];
    for (const digest of digests) {
      const elsewhere = { ...signed, key: named, signature: toHex0x(signDigest(digest, key)) };
      expect(() => readAcknowledgement(elsewhere)).toThrow(code('acknowledgement-signature-invalid'));
    }
  });

  it('is held against the record, the receipt, the files and whose key it is', () => {
    const { recordId, receiptSha256 } = statement;
    const expected = { recordId, receiptSha256, fileCount: 3 };
    const agencyOf = (asked: string) => (asked === signed.key ? 'police' : undefined);
    expect(() => checkAcknowledgement(signed, expected, agencyOf)).not.toThrow();
    expect(() => checkAcknowledgement(signed, { recordId, fileCount: 3 }, agencyOf)).not.toThrow();
    const refusals: [object, (asked: string) => string | undefined, string][] = [
      [{ recordId: receiptSha256 }, agencyOf, 'acknowledgement-other-record'],
      [{ receiptSha256: recordId }, agencyOf, 'acknowledgement-other-receipt'],
      [{ fileCount: 2 }, agencyOf, 'acknowledgement-files-unknown'],
      [{}, () => undefined, 'acknowledgement-key-unknown'],
      [{}, () => 'court', 'acknowledgement-key-unknown'],
    ];
    for (const [change, agencies, name] of refusals) {
      expect(() => checkAcknowledgement(signed, { ...expected, ...change }, agencies)).toThrow(code(name));
    }
  });
});
