import { expect, test } from 'vitest';
import { toHex0x } from '../../core/bytes.ts';
import { canonicalBytes } from '../../core/canonical.ts';
import { buildEquivocation, type EquivocationEvidence, openEquivocation } from '../../core/equivocation.ts';
import { FormatError } from '../../core/errors.ts';
import { encodeHeader, type Header } from '../../core/header.ts';
import { decodeExtra, encodeExtra, sealHeader } from '../../core/qbft.ts';
import { openTrust } from '../../core/trust.ts';
import { addressFor, bytesFor } from '../support/ledger-fixture.ts';
import { FOUR, paperWorld, validatorsOf } from '../support/paper-world.ts';

const world = paperWorld('equivocation');
const { trust } = world;
const NUMBER = 2;
const ours = world.chain.blocks[NUMBER]!.header;
const four = validatorsOf(FOUR);

/** Another block of the same height, sealed by these. */
function other(
  change: Partial<Header> = {},
  signers: readonly string[] = four.slice(1),
  round?: number,
): Header {
  const extra = decodeExtra(ours.extraData);
  const header = {
    ...ours,
    stateRoot: new Uint8Array(32).fill(7),
    extraData: encodeExtra({ ...extra, round: round ?? extra.round, seals: [] }),
    ...change,
  };
  return sealHeader(header, signers.map(bytesFor));
}

const evidence = (a: Header = ours, b: Header = other()) =>
  JSON.parse(Buffer.from(buildEquivocation([a, b], 1, trust).bytes).toString('utf8')) as EquivocationEvidence;
const open = (value: object) => openEquivocation(canonicalBytes(value), trust);
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof FormatError) return error.code;
    throw error;
  }
  return 'none';
};

test('two sealed blocks of one height prove who sealed both', () => {
  const { bytes, found } = buildEquivocation([ours, other()], 1, trust);
  expect(openEquivocation(bytes, trust)).toEqual(found);
  const signers = found.blocks.map((block) => block.signers);
  const both = four.map(addressFor).filter((address) => signers.every((list) => list.includes(address)));
  expect(found).toMatchObject({
    number: NUMBER,
    setVersion: 1,
    validators: both.toSorted(),
    sameRound: true,
    sameParent: true,
  });
  expect(both.length).toBeGreaterThanOrEqual(2);
});

test('the same two give the same bytes in either order', () => {
  const fork = other();
  expect(buildEquivocation([fork, ours], 1, trust).bytes).toEqual(
    buildEquivocation([ours, fork], 1, trust).bytes,
  );
});

test('blocks of different rounds and of different parents are told apart', () => {
  const { round } = decodeExtra(ours.extraData);
  const { found } = buildEquivocation(
    [ours, other({ parentHash: new Uint8Array(32).fill(9) }, four.slice(1), round + 1)],
    1,
    trust,
  );
  expect(found).toMatchObject({ sameRound: false, sameParent: false });
});

test('one block sealed by two quorums, or in two rounds, proves nothing', () => {
  for (const round of [undefined, 3]) {
    const again = other({ stateRoot: ours.stateRoot }, four.slice(1), round);
    expect(codeOf(() => evidence(ours, again))).toBe('evidence-same-block');
  }
});

test.each([
  ['two heights', 'evidence-heights', () => other({ number: ours.number + 1n })],
  ['less than a quorum', 'seals-too-few', () => other({}, four.slice(2))],
  ['a seal of a stranger', 'seal-foreign', () => other({}, [...four.slice(2), 'a stranger'])],
  ['one seal twice', 'seal-repeated', () => other({}, [...four.slice(1), four[1]!])],
  ['no seal', 'seals-too-few', () => other({}, [])],
])('%s prove nothing', (_, code, fork) => {
  expect(codeOf(() => evidence(ours, fork()))).toBe(code);
});

test('seals of another block prove nothing', () => {
  const { seals } = decodeExtra(ours.extraData);
  const bare = other({}, []);
  const forged = { ...bare, extraData: encodeExtra({ ...decodeExtra(bare.extraData), seals }) };
  // What they recover to is somebody, but no validator.
  expect(codeOf(() => evidence(ours, forged))).toBe('seal-foreign');
});

test.each([
  [
    'someone more is named',
    'evidence-validators',
    (value: EquivocationEvidence) => ({ ...value, validators: four.map(addressFor).toSorted() }),
  ],
  [
    'someone else is named',
    'evidence-validators',
    (value: EquivocationEvidence) => ({ ...value, validators: [addressFor('somebody')] }),
  ],
  [
    'someone is left out',
    'evidence-validators',
    (value: EquivocationEvidence) => ({ ...value, validators: value.validators.slice(1) }),
  ],
  ['nobody is named', 'member-invalid', (value: EquivocationEvidence) => ({ ...value, validators: [] })],
  [
    'the headers stand the other way round',
    'evidence-order',
    (value: EquivocationEvidence) => ({ ...value, headers: value.headers.toReversed() }),
  ],
  [
    'a header stands there twice',
    'evidence-same-block',
    (value: EquivocationEvidence) => ({ ...value, headers: [value.headers[0], value.headers[0]] }),
  ],
  [
    'there is one header',
    'member-invalid',
    (value: EquivocationEvidence) => ({ ...value, headers: [value.headers[0]] }),
  ],
  [
    'there are three headers',
    'member-invalid',
    (value: EquivocationEvidence) => ({ ...value, headers: [...value.headers, value.headers[0]] }),
  ],
  [
    'a header is no header',
    'header-invalid',
    (value: EquivocationEvidence) => ({ ...value, headers: [value.headers[0], '0xc0'] }),
  ],
  ['it says more', 'member-invalid', (value: EquivocationEvidence) => ({ ...value, verdict: 'guilty' })],
  [
    'it is of another format',
    'member-invalid',
    (value: EquivocationEvidence) => ({ ...value, format: 'jianzheng/equivocation/2' }),
  ],
])('evidence is refused when %s', (_, code, change) => {
  expect(codeOf(() => open(change(evidence())))).toBe(code);
});

test('a header that was changed after it was sealed is refused', () => {
  const value = evidence();
  const tampered = { ...other(), stateRoot: new Uint8Array(32).fill(8) };
  for (const place of [0, 1]) {
    const headers = value.headers.toSpliced(place, 1, toHex0x(encodeHeader(tampered)));
    expect(['seal-foreign', 'seal-invalid', 'seal-repeated']).toContain(
      codeOf(() => open({ ...value, headers })),
    );
  }
});

test('a set that does not seal this height proves nothing, and one that the bundle does not know decides nothing', () => {
  expect(codeOf(() => open({ ...evidence(), setVersion: 2 }))).toBe('evidence-set-other');
  expect(codeOf(() => open({ ...evidence(), setVersion: 3 }))).toBe('evidence-set-unknown');
  const later = world.chain.blocks[world.changedAt + 1]!.header;
  const fork = sealHeader(
    {
      ...later,
      stateRoot: ours.stateRoot,
      extraData: encodeExtra({ ...decodeExtra(later.extraData), seals: [] }),
    },
    world.sets[1]!.map(bytesFor),
  );
  const { bytes } = buildEquivocation([later, fork], 2, trust);
  expect(openEquivocation(bytes, trust).setVersion).toBe(2);
  expect(codeOf(() => openEquivocation(bytes, openTrust(world.bundles.founding)))).toBe(
    'evidence-set-unknown',
  );
});

test('another spelling of the same evidence is refused', () => {
  const spaced = Buffer.from(JSON.stringify(evidence(), null, 1), 'utf8');
  expect(codeOf(() => openEquivocation(spaced, trust))).not.toBe('none');
});

test('another consortium’s bundle does not accept it', () => {
  const stranger = paperWorld('someone else', ['court', 'customs', 'police', 'reform']);
  expect(codeOf(() => openEquivocation(canonicalBytes(evidence()), stranger.trust))).toBe('seal-foreign');
});
