import { describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../core/canonical.ts';
import { headFingerprint } from '../../core/fingerprint.ts';
import { foundingOf, signFounding } from '../../core/founding.ts';
import { ledgerAt } from '../../core/ledgers.ts';
import type { SealedLog } from '../../core/sealed-log.ts';
import { readSuccessorNamed } from '../../core/successor-named.ts';
import { extendTrust, foundingTrust, openTrust } from '../../core/trust.ts';
import { readOffer, updateTrust } from '../../core/trust-update.ts';
import { verify } from '../../core/verify.ts';
import {
  addressFor,
  anchoringLog,
  batchOf,
  bytesFor,
  digestsOf,
  noiseLog,
  type PaperChain,
  paperChain,
  paperRecord,
  receiptsOf,
} from '../support/ledger-fixture.ts';
import { FOUR, paperDocument, setChangeLog, successorLog, validatorsOf } from '../support/paper-world.ts';

/** A ledger that takes over: named by the registry in a sealed block, a link of the bundle like a new set. */

const document = paperDocument('succession', FOUR);
const { registry, ledger } = foundingOf(document);
const signatures = document.agencies.flatMap(({ id }) =>
  ['governance', 'operator', 'validator'].map((role) => signFounding(document, bytesFor(`${id} ${role}`))),
);
const founded = foundingTrust({ document, signatures });
const OLD = validatorsOf(FOUR);
const NEW = validatorsOf([...FOUR, 'telecom']);
const [SECOND, THIRD] = [addressFor('second ledger'), addressFor('third ledger')];

type Naming = {
  number?: number;
  ledger?: string;
  fromBlock?: number;
  sealedBy?: number;
  emitter?: string;
  signers?: readonly string[];
  succeeded?: boolean;
};

/** Seals a block that names a ledger, and proves it. */
function name(chain: PaperChain, set: readonly string[], naming: Naming = {}): SealedLog {
  const { emitter = registry, signers, succeeded = true, ...values } = naming;
  const log = successorLog(emitter, { number: 1, ledger: SECOND, fromBlock: 6, sealedBy: 1, ...values });
  const transactions = [{ logs: [noiseLog('n')] }, { succeeded, logs: [log] }];
  return chain.prove(chain.seal(set, transactions, signers ? { signers } : {}), 1);
}
function change(
  chain: PaperChain,
  set: readonly string[],
  version: number,
  to: readonly string[],
): SealedLog {
  const log = setChangeLog(registry, version, to.map(addressFor));
  return chain.prove(chain.seal(set, [{ logs: [log] }]), 0);
}
const grown = (seed: string, blocks: number, set: readonly string[] = OLD): PaperChain => {
  const chain = paperChain(seed);
  for (let i = 0; i < blocks; i++) chain.seal(set, []);
  return chain;
};
const bundleOf = (links: readonly unknown[]) =>
  canonicalBytes({ format: 'jianzheng/trust/1', founding: document, links, signatures });
const refusal = (link: number, reason: string) =>
  expect.objectContaining({
    code: 'trust-link-invalid',
    details: expect.objectContaining({ link, reason }),
  });

/** Named in block 2 from 6 on; set 2 from block 4 on; a third ledger named in block 5, from 9 on. */
const chain = grown('succession', 1);
const links = [name(chain, OLD), change(chain, OLD, 2, NEW)];
chain.seal(NEW, []);
links.push(name(chain, NEW, { number: 2, ledger: THIRD, fromBlock: 9, sealedBy: 2 }));
const LEDGERS = [
  { address: ledger, fromBlock: 0, namedAt: 0 },
  { address: SECOND, fromBlock: 6, namedAt: 2 },
  { address: THIRD, fromBlock: 9, namedAt: 5 },
];

describe('the event of a successor', () => {
  const log = successorLog(registry, { number: 3, ledger: SECOND, fromBlock: 7, sealedBy: 2 });

  it('is read whole', () => {
    expect(readSuccessorNamed(log)).toMatchObject({
      number: 3,
      ledger: SECOND,
      fromBlock: 7,
      sealedBy: 2,
      codeHash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    });
  });

  it.each([
    ['no topic', { ...log, topics: [] }, 'event-other'],
    ['another topic', { ...log, topics: [bytesFor('x'), ...log.topics.slice(1)] }, 'event-other'],
    ['a topic less', { ...log, topics: log.topics.slice(0, 1) }, 'event-invalid'],
    ['a topic more', { ...log, topics: [...log.topics, bytesFor('x')] }, 'event-invalid'],
    ['a word less', { ...log, data: log.data.subarray(0, 96) }, 'event-invalid'],
    ['a byte more', { ...log, data: new Uint8Array([...log.data, 0]) }, 'event-invalid'],
    ['a number beyond 2^53', { ...log, topics: [log.topics[0]!, bytesFor('big')] }, 'event-invalid'],
    [
      'number 0',
      successorLog(registry, { number: 0, ledger: SECOND, fromBlock: 7, sealedBy: 2 }),
      'event-invalid',
    ],
    [
      'set 0',
      successorLog(registry, { number: 1, ledger: SECOND, fromBlock: 7, sealedBy: 0 }),
      'event-invalid',
    ],
    [
      'the zero address',
      successorLog(registry, { number: 1, ledger: `0x${'0'.repeat(40)}`, fromBlock: 7, sealedBy: 2 }),
      'event-invalid',
    ],
    ['no address', { ...log, data: new Uint8Array(128).fill(1) }, 'event-invalid'],
  ])('is refused with %s', (_, bad, code) => {
    expect(() => readSuccessorNamed(bad)).toThrow(expect.objectContaining({ code }));
  });
});

describe('a trust bundle with successors', () => {
  it('knows which ledger is in force in each block', () => {
    const trust = openTrust(bundleOf(links));
    expect(trust.ledgers).toEqual(LEDGERS);
    expect(trust.ledger).toBe(ledger);
    expect(trust.changedAt).toEqual([0, 3]);
    const inForce = [0, 5, 6, 8, 9, 1e9].map((number) => ledgerAt(trust.ledgers, number));
    expect(inForce).toEqual([ledger, ledger, SECOND, SECOND, THIRD, THIRD]);
  });

  it('takes them whenever they come, as long as the set that sealed them is known', () => {
    const [first, set, second] = links as [SealedLog, SealedLog, SealedLog];
    const late = extendTrust(bundleOf([set]), [first, second]).trust;
    expect(late.ledgers).toEqual(LEDGERS);
    expect(headFingerprint(late)).toBe(headFingerprint(openTrust(bundleOf(links))));
    expect(() => extendTrust(founded, [first, second])).toThrow(refusal(2, 'link-set'));
  });

  it('is refused with one left out, doubled or in front', () => {
    const [first, set, second] = links as [SealedLog, SealedLog, SealedLog];
    expect(() => openTrust(bundleOf([set, second]))).toThrow(refusal(2, 'link-version'));
    expect(() => openTrust(bundleOf([first, first]))).toThrow(refusal(2, 'link-version'));
    expect(() => openTrust(bundleOf([set, second, first]))).toThrow(refusal(2, 'link-version'));
  });

  it.each<[string, Naming, string]>([
    ['another contract than the registry', { emitter: SECOND }, 'link-emitter'],
    ['a failed transaction', { succeeded: false }, 'link-failed'],
    ['two of four', { signers: OLD.slice(0, 2) }, 'seals-too-few'],
    ['strangers', { signers: ['s1', 's2', 's3'] }, 'seal-foreign'],
    ['a set to come', { sealedBy: 2 }, 'link-set'],
    ['a first block that is over', { fromBlock: 2 }, 'link-order'],
  ])('is refused when a ledger is named by %s', (_, naming, reason) => {
    expect(() => openTrust(bundleOf([name(grown('bad', 1), OLD, naming)]))).toThrow(refusal(1, reason));
  });

  it('is refused when a ledger takes over before the one that was named before it', () => {
    const other = grown('order', 1);
    const first = name(other, OLD);
    const second = name(other, OLD, { number: 2, ledger: THIRD, fromBlock: 6 });
    expect(() => openTrust(bundleOf([first, second]))).toThrow(refusal(2, 'link-order'));
  });

  it('is refused when a set that has left names a ledger, or is said to have left before it named one', () => {
    const [, set] = links as [SealedLog, SealedLog];
    const gone = name(grown('gone', 6), OLD, { fromBlock: 20 });
    expect(() => openTrust(bundleOf([set, gone]))).toThrow(refusal(2, 'link-set'));
    // The other way round, where the bundle was behind: the two contradict each other.
    expect(() => openTrust(bundleOf([gone, set]))).toThrow(refusal(2, 'link-order'));
  });

  it('takes both in one block: the outgoing set seals it', () => {
    const both = grown('both', 1);
    const number = both.seal(OLD, [
      { logs: [setChangeLog(registry, 2, NEW.map(addressFor))] },
      { logs: [successorLog(registry, { number: 1, ledger: SECOND, fromBlock: 6, sealedBy: 1 })] },
    ]);
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const trust = openTrust(bundleOf(order.map((index) => both.prove(number, index))));
      expect(trust.changedAt).toEqual([0, 2]);
      expect(trust.ledgers).toEqual(LEDGERS.slice(0, 2));
    }
  });

  it('has a head of its own: whoever was told of another ledger sees it', () => {
    const rival = name(grown('rival', 1), OLD, { ledger: THIRD });
    const later = name(grown('later', 1), OLD, { fromBlock: 7 });
    const heads = [[], [links[0]], [rival], [later], links].map((given) =>
      headFingerprint(openTrust(bundleOf(given))),
    );
    expect(new Set(heads).size).toBe(5);
  });
});

describe('an update with successors', () => {
  it('learns them from another bundle, and passes over what is known', () => {
    const full = bundleOf(links);
    expect(updateTrust(founded, readOffer(JSON.parse(new TextDecoder().decode(full))))).toMatchObject({
      added: 3,
      bundle: full,
    });
    expect(updateTrust(full, { links })).toMatchObject({ added: 0, bundle: full });
  });

  it('is refused by a bundle that holds one less', () => {
    const offer = readOffer(JSON.parse(new TextDecoder().decode(bundleOf(links.slice(0, 2)))));
    expect(() => updateTrust(bundleOf(links), offer)).toThrow(
      expect.objectContaining({ code: 'trust-behind', details: { held: 3, offered: 2 } }),
    );
  });

  it.each<[string, Naming]>([
    ['another ledger', { ledger: THIRD }],
    ['another first block', { fromBlock: 7 }],
  ])('shows two histories where the same set has named %s', (_, naming) => {
    const rival = name(grown('rival', 1), OLD, naming);
    expect(() => updateTrust(bundleOf(links), { links: [rival] })).toThrow(refusal(1, 'link-conflict'));
    const unsealed = name(grown('rival', 1), OLD, { ...naming, signers: ['s1', 's2', 's3'] });
    expect(() => updateTrust(bundleOf(links), { links: [unsealed] })).toThrow(refusal(1, 'seal-foreign'));
    const unknown = name(grown('rival', 1), OLD, { ...naming, sealedBy: 9 });
    expect(() => updateTrust(bundleOf(links), { links: [unknown] })).toThrow(refusal(1, 'link-set'));
  });
});

describe('receipts around a succession', () => {
  /** A receipt of a batch anchored in this ledger, in the block of this number. */
  function anchoredIn(address: string, number: number) {
    const other = grown(`anchored ${address} ${number}`, 3);
    while (other.blocks.length < number) other.seal(NEW, []);
    const records = [paperRecord(other, 'grid', `of ${address} ${number}`)];
    const { root } = batchOf(records);
    const sealedBy = number <= 3 ? 1 : 2;
    const log = anchoringLog(address, { agency: 'grid', sequence: 1, root, size: 1, sealedBy });
    other.seal(number <= 3 ? OLD : NEW, [{ logs: [log] }]);
    // Who makes a receipt believes in its ledger: that is what an adversary would do as well.
    const trust = { ...openTrust(bundleOf(links)), ledgers: [{ address, fromBlock: 0, namedAt: 0 }] };
    const [receipt] = receiptsOf(other, trust, records, other.prove(number, 0));
    return { receipt: receipt as Uint8Array, files: records[0]!.files.map(digestsOf) };
  }
  const judged = (address: string, number: number, bundle = bundleOf(links)) => {
    const report = verify({ ...anchoredIn(address, number), trust: openTrust(bundle) });
    const emitter = report.checks.find(({ name: check }) => check === 'anchor.emitter')!;
    return {
      verdict: report.verdict,
      outcome: emitter.outcome,
      expected: emitter.expected,
      next: report.next,
    };
  };

  it('are VERIFIED from each ledger in its own blocks', () => {
    for (const [address, number] of [
      [ledger, 5],
      [SECOND, 6],
      [SECOND, 8],
      [THIRD, 9],
    ] as const) {
      expect(judged(address, number)).toMatchObject({ verdict: 'VERIFIED', outcome: 'pass' });
    }
  });

  it('are INVALID from a ledger before it takes over, or after another one has', () => {
    for (const [address, number, expected] of [
      [SECOND, 5, ledger],
      [ledger, 6, SECOND],
      [SECOND, 9, THIRD],
      [ledger, 20, THIRD],
    ] as const) {
      const found = judged(address, number);
      expect(found).toEqual({ verdict: 'INVALID', outcome: 'fail', expected, next: 'check-trust' });
    }
  });

  it('tell whoever has an older bundle to look at it', () => {
    const older = bundleOf(links.slice(1, 2));
    expect(judged(SECOND, 6, older)).toMatchObject({ verdict: 'INVALID', next: 'check-trust' });
  });
});
