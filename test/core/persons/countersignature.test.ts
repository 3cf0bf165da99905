import { createPublicKey, verify as nodeVerify } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { concat, fromHex, utf8 } from '../../../core/bytes.ts';
import { canonicalText } from '../../../core/canonical.ts';
import { kindState } from '../../../core/kind-check.ts';
import {
  countersignatureFile,
  parseCountersignature,
  passkeyChallenge,
  personKeyOf,
  signatureProblem,
  signCountersignature,
  withPasskey,
} from '../../../core/persons/countersignature.ts';
import { type KeyList, keyListFile } from '../../../core/persons/key-list.ts';
import { signedRoles } from '../../../core/persons/roles.ts';
import {
  type CountersignatureCheckName,
  type CountersignatureReport,
  type ListCache,
  verifyCountersignature,
} from '../../../core/persons/verify.ts';
import { type PaperWorld, paperWorld } from '../../support/paper-world.ts';
import {
  type AnchoredRecord,
  anchorFile,
  anchorInOneBlock,
  anchorList,
  anchorSignature,
  assertion,
  type Ceremony,
  fileKey,
  fileRecord,
  listOf,
  passkey,
  personSecret,
  recordIdOf,
  signed,
  statementFor,
} from '../../support/person-world.ts';
import { fcRuns } from '../../support/properties.ts';

let world: PaperWorld;
let target: string;
let list: AnchoredRecord;
let good: AnchoredRecord;

const PERSONS = {
  'p-1': { keys: [fileKey('first')], roles: ['collectors', 'reviewer'] },
  'p-2': { keys: [passkey('second')], roles: ['collectors'] },
};

beforeAll(() => {
  world = paperWorld('countersignatures');
  target = recordIdOf(world.later.receipts[0]!);
  list = anchorList(world, listOf(PERSONS));
  good = anchorSignature(world, signed(statementFor(world, list.recordId, target)));
});

const check = (
  countersignature: AnchoredRecord,
  keyLists: readonly AnchoredRecord[] = [list],
  recordId = target,
): CountersignatureReport =>
  verifyCountersignature({ recordId, countersignature, keyLists, trust: world.trust });

/** The checks that did not pass, without those that rest on them. */
const amiss = ({ checks }: CountersignatureReport) =>
  checks.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown').map(({ name }) => name);

function expectRefused(report: CountersignatureReport, ...names: CountersignatureCheckName[]): void {
  expect([report.verdict, ...amiss(report)]).toEqual(['INVALID', ...names]);
  expect(report.person).toBeUndefined();
}

describe('a countersignature by a key of a file', () => {
  test('counts when the key was listed before and everything is anchored', () => {
    const report = check(good);
    expect(report).toMatchObject({
      ...{ verdict: 'SIGNED', role: 'collectors', person: 'p-1', agency: 'grid', by: 'p256' },
      claimedAt: 1_790_000_000,
    });
    expect(report.checks.every(({ outcome }) => outcome === 'pass')).toBe(true);
    expect(report.interval?.anchored.number).toBeGreaterThan(0);
  });

  test('is ECDSA over the format, a zero byte and the statement, as docs/FORMAT.md says and Node checks', () => {
    const { proof, ...statement } = parseCountersignature(good.file);
    const message = concat(
      utf8('jianzheng/countersignature/1'),
      Uint8Array.of(0),
      utf8(canonicalText(statement)),
    );
    const { x, y } = p256.Point.fromBytes(fromHex(statement.key)).toAffine();
    const coordinate = (n: bigint) =>
      Buffer.from(n.toString(16).padStart(64, '0'), 'hex').toString('base64url');
    const key = createPublicKey({
      key: { kty: 'EC', crv: 'P-256', x: coordinate(x), y: coordinate(y) },
      format: 'jwk',
    });
    const dsa = { key, dsaEncoding: 'ieee-p1363' } as const;
    expect(nodeVerify('sha256', message, dsa, fromHex(proof.signature))).toBe(true);
  });

  test('says nothing for another record, on another chain, or in a role that the list does not give', () => {
    expectRefused(check(good, [list], recordIdOf(world.grid.receipts[0]!)), 'countersignature.record');
    const elsewhere = statementFor(world, list.recordId, target, { ledger: `0x${'ab'.repeat(20)}` });
    expectRefused(check(anchorSignature(world, signed(elsewhere))), 'countersignature.chain');
    const asExpert = statementFor(world, list.recordId, target, { role: 'experts' });
    expectRefused(check(anchorSignature(world, signed(asExpert))), 'person.role');
  });

  test('says nothing with the key of someone else, or in the name of someone else', () => {
    const foreign = signed(statementFor(world, list.recordId, target), 'stranger');
    expectRefused(check(anchorSignature(world, foreign)), 'person.listed');
    const asOther = signed(statementFor(world, list.recordId, target, { person: 'p-2' }));
    expectRefused(check(anchorSignature(world, asOther)), 'person.listed');
    const { key } = parseCountersignature(good.file);
    const forged = signCountersignature(statementFor(world, list.recordId, target), personSecret('stranger'));
    const named = anchorSignature(world, countersignatureFile({ ...forged, key }));
    expectRefused(check(named), 'signature.holds');
  });

  test('has one spelling: s in the upper half is refused', () => {
    const said = parseCountersignature(good.file);
    const { r, s } = p256.Signature.fromBytes(fromHex(said.proof.signature), 'compact');
    const other = Buffer.from(new p256.Signature(r, p256.Point.Fn.ORDER - s).toBytes('compact')).toString(
      'hex',
    );
    const high = anchorSignature(
      world,
      countersignatureFile({ ...said, proof: { type: 'p256', signature: other } }),
    );
    expectRefused(check(high), 'signature.holds');
  });
});

describe('what has to be anchored, and when', () => {
  test('a list that came after the countersignature gives it nothing', () => {
    const late = fileRecord(world, list.file, { kind: 'person-keys' });
    const early = anchorSignature(world, signed(statementFor(world, late.recordId, target)));
    expectRefused(check(early, [late.anchor()]), 'keyList.earlier');
  });

  test('a countersignature that another agency hands in gives it nothing', () => {
    const file = signed(statementFor(world, list.recordId, target));
    expectRefused(check(anchorSignature(world, file, 'police')), 'keyList.agency');
  });

  test('without the list that it names nothing is decided', () => {
    const report = check(good, []);
    expect([report.verdict, amiss(report)]).toEqual(['UNDETERMINED', ['keyList.given']]);
  });

  test('another list under its record ID, or a list of another agency, is refused', () => {
    const other = anchorList(
      world,
      listOf({ 'p-1': { keys: [fileKey('stranger')], roles: ['collectors'] } }),
    );
    expectRefused(check(good, [{ ...list, file: other.file }]), 'keyList.anchored');
    const police = anchorList(world, listOf(PERSONS, 'police'));
    const byGrid = anchorSignature(world, signed(statementFor(world, police.recordId, target)));
    expectRefused(check(byGrid, [police]), 'keyList.agency');
    const foreign = anchorFile(world, police.file, { kind: 'person-keys', agency: 'grid' });
    const naming = anchorSignature(world, signed(statementFor(world, foreign.recordId, target)));
    expectRefused(check(naming, [foreign]), 'keyList.agency');
  });

  test('a receipt that does not hold hides no list whose other receipt does', () => {
    const { receipt } = fileRecord(world, list.file, { kind: 'evidence' }).anchor();
    const text = new TextDecoder().decode(list.receipt);
    const { anchor } = JSON.parse(new TextDecoder().decode(receipt)) as { anchor: unknown };
    const elsewhere = canonicalText({ ...(JSON.parse(text) as object), anchor } as never);
    const bad = { ...list, receipt: utf8(elsewhere) };
    expectRefused(check(good, [bad]), 'keyList.anchored');
    expect(check(good, [bad, list]).verdict).toBe('SIGNED');
  });

  test('a record of another kind is neither', () => {
    const asEvidence = anchorFile(world, good.file, { kind: 'evidence' });
    expectRefused(check(asEvidence), 'countersignature.anchored');
    const listAsEvidence = anchorFile(world, list.file, { kind: 'evidence' });
    const naming = anchorSignature(world, signed(statementFor(world, listAsEvidence.recordId, target)));
    expectRefused(check(naming, [listAsEvidence]), 'keyList.anchored');
  });

  test('the time of the anchor counts, not the one that the signer claims', () => {
    const ended = listOf({ 'p-1': { keys: [fileKey('first', { until: 1_000 })], roles: ['collectors'] } });
    const past = anchorList(world, ended);
    const backdated = signed(statementFor(world, past.recordId, target, { at: 500 }));
    expectRefused(check(anchorSignature(world, backdated), [past]), 'key.inForce');
    const future = anchorList(
      world,
      listOf({ 'p-1': { keys: [fileKey('first', { from: 4_000_000_000 })], roles: ['collectors'] } }),
    );
    const tooEarly = signed(statementFor(world, future.recordId, target));
    expectRefused(check(anchorSignature(world, tooEarly), [future]), 'key.inForce');
  });

  test.each<[string, KeyList]>([
    ['has the key no more', listOf({ 'p-1': { keys: [fileKey('new')], roles: ['collectors'] } })],
    ['has the person no more', listOf({ 'p-2': PERSONS['p-2'] })],
    ['takes the role away', listOf({ 'p-1': { keys: [fileKey('first')], roles: ['reviewer'] } })],
    [
      'had the key end',
      listOf({ 'p-1': { keys: [fileKey('first', { until: 1_000 })], roles: ['collectors'] } }),
    ],
  ])('a later list that %s ends what comes after it, and nothing before', (_what, content) => {
    const before = anchorSignature(world, signed(statementFor(world, list.recordId, target)));
    const later = anchorList(world, content);
    const after = anchorSignature(world, signed(statementFor(world, list.recordId, target)));
    expect(check(before, [list, later]).verdict).toBe('SIGNED');
    expectRefused(check(after, [later, list]), 'key.notEnded');
    // Another agency ends nobody's keys.
    const police = anchorList(world, { ...content, agency: 'police' });
    const last = anchorSignature(world, signed(statementFor(world, list.recordId, target)));
    expect(check(last, [list, police]).verdict).toBe('SIGNED');
  });
});

describe('what one block anchors', () => {
  const sign = (more: object = {}) => signed(statementFor(world, list.recordId, target, more));
  const asSignature = (file: Uint8Array) => ({ file, kind: 'countersignature' });
  const without = { file: keyListFile(listOf({ 'p-2': PERSONS['p-2'] })), kind: 'person-keys' };
  const again = { file: keyListFile(listOf(PERSONS)), kind: 'person-keys' };

  test('is told apart by its batches: a key that an earlier one of them ends has ended', () => {
    const [[before], [ending], [after]] = anchorInOneBlock(world, [
      [asSignature(sign({ at: 1 }))],
      [without],
      [asSignature(sign({ at: 2 }))],
    ]) as [[AnchoredRecord], [AnchoredRecord], [AnchoredRecord]];
    expect(check(before, [list, ending]).verdict).toBe('SIGNED');
    expectRefused(check(after, [list, ending]), 'key.notEnded');
  });

  test('and by the place in a batch', () => {
    const [[before, ending, after]] = anchorInOneBlock(world, [
      [asSignature(sign({ at: 1 })), without, asSignature(sign({ at: 2 }))],
    ]) as [[AnchoredRecord, AnchoredRecord, AnchoredRecord]];
    expect(check(before, [list, ending]).verdict).toBe('SIGNED');
    expectRefused(check(after, [list, ending]), 'key.notEnded');
  });

  test('lists before the one that is named end nothing of it, though they share its block', () => {
    const [[ending], [named]] = anchorInOneBlock(world, [[without], [again]]) as [
      [AnchoredRecord],
      [AnchoredRecord],
    ];
    const statement = statementFor(world, named.recordId, target);
    expect(check(anchorSignature(world, signed(statement)), [ending, named]).verdict).toBe('SIGNED');
    const [[first], [last]] = anchorInOneBlock(world, [[again], [without]]) as [
      [AnchoredRecord],
      [AnchoredRecord],
    ];
    const later = anchorSignature(world, signed(statementFor(world, first.recordId, target)));
    expectRefused(check(later, [first, last]), 'key.notEnded');
  });

  test('a list counts for signatures of later blocks alone', () => {
    const record = fileRecord(world, again.file, { kind: 'person-keys' });
    const file = signed(statementFor(world, record.recordId, target));
    const [[same], [signature]] = anchorInOneBlock(world, [[again], [asSignature(file)]]) as [
      [AnchoredRecord],
      [AnchoredRecord],
    ];
    expect(same.recordId).toBe(record.recordId);
    expectRefused(check(signature, [same]), 'keyList.earlier');
  });
});

describe('a countersignature by a passkey', () => {
  const statement = () => ({
    ...statementFor(world, list.recordId, target, { person: 'p-2' }),
    key: personKeyOf(personSecret('second')),
  });
  const made = (how: Ceremony = {}) => {
    const said = statement();
    const answer = assertion(passkeyChallenge(said), personSecret('second'), how);
    return anchorSignature(world, countersignatureFile(withPasskey(said, answer)));
  };

  test('counts, whatever else browser and authenticator say', () => {
    expect(check(made())).toMatchObject({ verdict: 'SIGNED', person: 'p-2', by: 'passkey' });
    expect(check(made({ client: { other_keys: 'can be added here' } })).verdict).toBe('SIGNED');
  });

  test.each<[string, Ceremony, string]>([
    ['of another site', { client: { origin: 'https://grid.example.evil' } }, 'origin'],
    ['of another port', { client: { origin: 'https://grid.example:8443' } }, 'origin'],
    ['in a frame of another site', { client: { crossOrigin: true } }, 'crossOrigin'],
    ['of another challenge', { client: { challenge: 'AAAA' } }, 'challenge'],
    ['of a registration', { client: { type: 'webauthn.create' } }, 'type'],
    ['for another relying party', { rpId: 'example' }, 'rpIdHash'],
    ['without the user being verified', { flags: 0x01 }, 'user-verified'],
    ['without the user being there', { flags: 0x04 }, 'user-present'],
  ])('is refused %s', (_what, how, what) => {
    const report = check(made(how));
    expectRefused(report, 'signature.holds');
    expect(report.checks.find(({ name }) => name === 'signature.holds')?.expected).toContain(what);
  });

  test('is none of a key of a file, and the other way round', () => {
    const plain = signed(statementFor(world, list.recordId, target, { person: 'p-2' }), 'second');
    expectRefused(check(anchorSignature(world, plain)), 'signature.holds');
    const said = { ...statementFor(world, list.recordId, target), key: personKeyOf(personSecret('first')) };
    const answer = assertion(passkeyChallenge(said), personSecret('first'));
    expectRefused(
      check(anchorSignature(world, countersignatureFile(withPasskey(said, answer)))),
      'signature.holds',
    );
  });

  test('is not made of what is no DER', () => {
    const said = statement();
    const answer = assertion(passkeyChallenge(said), personSecret('second'));
    const cut = { ...answer, signature: answer.signature.slice(1) };
    expect(() => withPasskey(said, cut)).toThrow(expect.objectContaining({ code: 'signature-invalid' }));
  });

  test('no bit of what was signed can be changed', () => {
    const said = parseCountersignature(made().file);
    if (said.proof.type !== 'passkey') throw new Error('a passkey signed it');
    const { proof } = said;
    const listed = passkey('second');
    expect(signatureProblem(said, listed)).toBeUndefined();
    fc.assert(
      fc.property(
        fc.constantFrom('authenticatorData' as const, 'clientDataJSON' as const, 'signature' as const),
        fc.nat(),
        (member, at) => {
          const spelling = member === 'signature' ? 'hex' : 'base64url';
          const bytes = Buffer.from(proof[member], spelling);
          bytes[Math.floor(at / 8) % bytes.length]! ^= 1 << (at & 7);
          const changed = { ...said, proof: { ...proof, [member]: bytes.toString(spelling) } };
          expect(signatureProblem(changed, listed)).toBeDefined();
        },
      ),
      fcRuns(),
    );
  });
});

describe('hostile input', () => {
  test('a flipped bit anywhere leaves nothing that counts', () => {
    fc.assert(
      fc.property(fc.constantFrom('file', 'receipt', 'list', 'listReceipt'), fc.nat(), (part, at) => {
        const flip = (bytes: Uint8Array) => {
          const changed = Uint8Array.from(bytes);
          changed[Math.floor(at / 8) % bytes.length]! ^= 1 << (at & 7);
          return changed;
        };
        const report = check(
          {
            ...good,
            ...(part === 'file' ? { file: flip(good.file) } : {}),
            ...(part === 'receipt' ? { receipt: flip(good.receipt) } : {}),
          },
          [
            {
              ...list,
              ...(part === 'list' ? { file: flip(list.file) } : {}),
              ...(part === 'listReceipt' ? { receipt: flip(list.receipt) } : {}),
            },
          ],
        );
        expect(report.verdict).not.toBe('SIGNED');
      }),
      fcRuns(),
    );
  });

  test('any bytes at all give a report', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const report = check({ ...good, file: bytes }, [{ ...list, file: bytes, receipt: bytes }]);
        expect(report.verdict).not.toBe('SIGNED');
      }),
      fcRuns(),
    );
  });
});

test('lists that were read once serve every countersignature, and each is judged as it is alone', () => {
  const other = anchorSignature(world, signed(statementFor(world, list.recordId, 'ab'.repeat(32))));
  const later = anchorList(world, listOf({ 'p-2': PERSONS['p-2'] }));
  const late = anchorSignature(world, signed(statementFor(world, list.recordId, target, { at: 1 })));
  const readings = new Map<string, number>();
  const counted = [list, later].map((given) => ({
    ...given,
    get receipt() {
      readings.set(given.recordId, (readings.get(given.recordId) ?? 0) + 1);
      return given.receipt;
    },
  }));
  const listCache: ListCache = new Map();
  const together = (countersignature: AnchoredRecord) =>
    verifyCountersignature({
      ...{ recordId: target, countersignature, keyLists: counted, trust: world.trust, listCache },
    });
  for (const each of [good, other, late]) expect(together(each)).toEqual(check(each, [list, later]));
  expect([good, other, late].map((each) => together(each).verdict)).toEqual(['SIGNED', 'INVALID', 'INVALID']);
  expect(readings).toEqual(
    new Map([
      [list.recordId, 1],
      [later.recordId, 1],
    ]),
  );
});

test('who signed is told role by role: what the kind asks for, and what came besides', () => {
  const reports = [
    check(good),
    check(anchorSignature(world, signed(statementFor(world, list.recordId, target, { at: 7 })))),
    check(good, []),
  ];
  expect(signedRoles('power-use', reports)).toEqual([
    { role: 'collectors', demanded: 2, signed: ['grid p-1'], excused: false },
    { role: 'reviewer', demanded: 1, signed: [], excused: false },
  ]);
  expect(signedRoles('evidence', reports)).toEqual([
    { role: 'collectors', demanded: 0, signed: ['grid p-1'], excused: false },
  ]);
  const { claims, hidden } = { claims: { noWitnessReason: 'a power cut in the whole street' }, hidden: [] };
  const template = kindState('on-site-inspection', claims, hidden);
  expect(signedRoles('on-site-inspection', [], template)).toContainEqual({
    ...{ role: 'witness', demanded: 1, signed: [], excused: true },
  });
});
