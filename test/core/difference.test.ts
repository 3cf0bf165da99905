import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, toHex, utf8 } from '../../core/bytes.ts';
import { type Change, explainDifference, MAX_EXPLAINED_BYTES } from '../../core/difference.ts';
import { sha256 } from '../../core/digests.ts';
import { fcRuns } from '../support/properties.ts';

const entry = (bytes: Uint8Array) => ({ size: bytes.length, sha256: toHex(sha256(bytes)) });
const other = entry(utf8('another file of the record'));
const utf16le = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));
const utf16be = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le').swap16());
/** 见证 in GBK. */
const GBK = Uint8Array.of(0xbc, 0xfb, 0xd6, 0xa4);

const text = '第一行\n第二行\n';
const crlf = text.replaceAll('\n', '\r\n');

/** What was recorded, what was given, and the changes that are shown. */
type Case = [name: string, recorded: Uint8Array, given: Uint8Array, changes: Change[], encoding?: string];
const cases: Case[] = [
  ['LF recorded, CRLF given', utf8(text), utf8(crlf), ['line-ends']],
  ['CRLF recorded, LF given', utf8(crlf), utf8(text), ['line-ends']],
  ['no mark recorded, one given', utf8('a,b'), utf8('\ufeffa,b'), ['byte-order-mark']],
  ['a mark recorded, none given', utf8('\ufeffa,b'), utf8('a,b'), ['byte-order-mark']],
  ['a final newline recorded', utf8('a\n'), utf8('a'), ['final-newline']],
  ['a final CRLF recorded', utf8('a\r\n'), utf8('a'), ['final-newline']],
  ['no final newline recorded', utf8('a\nb'), utf8('a\nb\n'), ['final-newline']],
  ['line ends and mark at once', utf8(text), utf8(`\ufeff${crlf}`), ['line-ends', 'byte-order-mark']],
  ['UTF-16LE recorded', utf16le('\ufeff电表'), utf8('电表'), ['encoding'], 'utf-16le'],
  ['UTF-16BE recorded, without mark', utf16be('电表'), utf8('电表'), ['encoding'], 'utf-16be'],
  ['UTF-8 recorded, UTF-16LE given', utf8('电'), utf16le('\ufeff电'), ['encoding'], 'utf-8'],
  ['UTF-8 recorded, GBK given', utf8('见证'), GBK, ['encoding'], 'utf-8'],
  ['GBK recorded, UTF-8 given', GBK, utf8('见证'), ['encoding'], 'gbk'],
];

describe('a file that was not recorded', () => {
  it.each(cases.map((one) => ({ name: one[0], one })))('$name', ({ one }) => {
    const [, recorded, given, changes, encoding] = one;
    const found = explainDifference(given, [null, other, entry(recorded)]);
    expect(found).toEqual({ place: 2, changes, ...(encoding === undefined ? {} : { encoding }) });
  });

  it('with bytes added at the end', () => {
    const recorded = Uint8Array.of(0xff, 0xd8, 1, 2, 3);
    const given = concat(recorded, Uint8Array.of(0, 0, 0));
    expect(explainDifference(given, [entry(recorded)])).toEqual({
      place: 0,
      changes: ['appended'],
      bytes: 3,
    });
  });

  it('is not explained by what cannot be shown', () => {
    expect(explainDifference(utf8('evidence'), [entry(utf8('evidencf'))])).toBeNull();
    expect(explainDifference(utf8('a'), [])).toBeNull();
    expect(explainDifference(utf8('a'), [null])).toBeNull();
    expect(explainDifference(new Uint8Array(0), [entry(utf8('a'))])).toBeNull();
    expect(explainDifference(new Uint8Array(MAX_EXPLAINED_BYTES + 1), [entry(new Uint8Array(1))])).toBeNull();
  });

  it('is only ever explained by bytes that have the recorded digest', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 60 }), (given, recorded) => {
        const found = explainDifference(given, [entry(recorded)]);
        // A forged size or digest explains nothing.
        const { size, sha256: digest } = entry(recorded);
        expect(explainDifference(given, [{ size: size + 1, sha256: digest }])).toBeNull();
        if (found?.changes.length === 1 && found.changes[0] === 'appended') {
          expect(given.subarray(0, recorded.length)).toEqual(recorded);
        }
      }),
      fcRuns(200),
    );
  });
});
