/**
 * Agencies, some of them suspended or gone, and a stranger call all three contracts in any order, and every outcome is
 * held against a model (support/evidence-model.ts): what breaks no rule succeeds, all else is refused for a rule that
 * it breaks. At the end everything that can be read is what the model kept.
 * `npm run fuzz:contracts` goes on for a million calls.
 */
import { sha256, ZeroHash } from 'ethers';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { fcRuns } from '../support/properties.ts';
import { anchorRecords, type RecordProof } from './support/batches.ts';
import { Revert, type Sent } from './support/chain.ts';
import { addressOf, bytes32, type Consortium, found, NAMES, STATUS } from './support/consortium.ts';
import { purpose, reason, reportLeaf, STATE } from './support/custody.ts';
import * as model from './support/evidence-model.ts';

const FOUNDERS = NAMES.slice(0, 5);
const PEOPLE = [...FOUNDERS, 'stranger'];
const HASHES = [sha256('0x01'), sha256('0x02')];
const calls = { made: 0, done: new Map<string, number>(), refused: new Map<string, number>() };

const nat = fc.nat(9999);
const acts = (weight: number, ...names: string[]) => ({ weight, arbitrary: fc.constantFrom(...names) });
const step = fc.record({
  act: fc.oneof(
    acts(4, 'anchor', 'attest', 'supersede', 'withdraw', 'closeCase'),
    acts(5, 'offer', 'handOn'),
    acts(5, 'accept', 'accept', 'refuse', 'recall', 'recordOverdue'),
    acts(7, 'report', 'askExtension', 'agreeExtension', 'agreeExtension'),
    acts(2, 'wait'),
    acts(1, 'suspension', 'suspension', 'reinstatement', 'reinstatement', 'removal'),
  ),
  /** Who, what, to whom, and in which way: see where each is used. */
  who: nat,
  what: nat,
  other: nat,
  how: nat,
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Run {
  c: Consortium;
  w: model.World;
  proofs: RecordProof[];
  now: number;
}

const count = (of: Map<string, number>, name: string) => of.set(name, (of.get(name) ?? 0) + 1);
/** Three in four do what makes sense for them; the rest is anybody. */
const person = (choice: number, sensible?: string) =>
  choice % 4 === 0 || !sensible ? PEOPLE[Math.floor(choice / 4) % PEOPLE.length]! : sensible;
/** Mostly one of the last hand-offs, sometimes the next, which is none yet. */
const handoffFor = ({ handoffs: { length } }: model.World, choice: number) =>
  choice % 12 === 0 ? length + 1 : Math.max(1, length - (choice % 5));
const short = (error: unknown) => (error as Error).message.replace(/\(.*/s, '');

/** Sends one call at an exact second; says whether it was done, which must be what the model says. */
async function expecting(
  run: Run,
  what: string,
  broken: model.Broken,
  act: () => Promise<unknown>,
): Promise<boolean> {
  await run.c.chain.nextBlockAt(run.now);
  calls.made += 1;
  let refused: string | undefined;
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Revert)) throw error;
    refused = short(error);
  }
  if (refused === undefined) {
    expect(broken, `${what} succeeded`).toEqual([]);
    count(calls.done, what);
  } else {
    expect(broken, `${what} was refused`).toContain(refused);
    count(calls.refused, refused);
  }
  return refused === undefined;
}

const onLedger = ({ c }: Run, who: string, method: string, ...args: unknown[]): Promise<Sent> =>
  c.chain.send(c.ledger, addressOf(`${who} operator`), method, args);
const onHandoff = ({ c }: Run, who: string, method: string, ...args: unknown[]): Promise<Sent> =>
  c.chain.send(c.handoff, addressOf(`${who} operator`), method, args);

async function actOnLedger(run: Run, { act, who, what, other, how }: Step): Promise<void> {
  const { w, proofs } = run;
  const r = what % w.records.length;
  const record = w.records[r]!;
  const owner = person(who, record.agency);
  if (act === 'anchor') {
    const by = person(who);
    const sequence = (w.batches.get(by) ?? 0) + (how % 4 === 0 ? how % 3 : 1);
    let made: RecordProof[] = [];
    const texts = [0, 1, 2].map((i) => `${w.records.length + i}`);
    const done = await expecting(run, act, model.anchor(w, by, sequence), async () => {
      made = await anchorRecords(run.c, by, sequence, texts);
    });
    if (!done) return;
    w.batches.set(by, sequence);
    proofs.push(...made);
    w.records.push(...made.map(() => ({ agency: by, standing: 'stands' as const, opinions: [] })));
  } else if (act === 'attest') {
    const by = person(who * 4, undefined);
    const reasons = how % 3 === 0 ? ZeroHash : HASHES[how % 2]!;
    const said = { opinion: other % 4, reasons, none: reasons === ZeroHash, forged: how % 11 === 0 };
    const proof = said.forged ? { ...proofs[r]!, path: [HASHES[0]!] } : proofs[r]!;
    const broken = model.attest(w, by, r, said);
    if (!(await expecting(run, act, broken, () => onLedger(run, by, act, proof, said.opinion, reasons))))
      return;
    const previous = record.opinions.findLastIndex(({ attester }) => attester === by) + 1;
    record.opinions.push({ attester: by, opinion: said.opinion, reasons, previous });
  } else if (act === 'supersede') {
    const by = other % w.records.length;
    const done = await expecting(run, act, model.correct(w, owner, r, by), () =>
      onLedger(run, owner, act, proofs[r], proofs[by], reason),
    );
    if (done) Object.assign(record, { standing: 'superseded', replacement: by });
  } else if (act === 'withdraw') {
    const done = await expecting(run, act, model.correct(w, owner, r), () =>
      onLedger(run, owner, act, proofs[r], reason),
    );
    if (done) record.standing = 'withdrawn';
  } else {
    const [commitment, size] = [HASHES[other % 2]!, how % 4];
    const head = proofs[r]!.leaf;
    const done = await expecting(run, 'closeCase', model.closeCase(w, owner, commitment, size), () =>
      onLedger(run, owner, 'closeCase', commitment, size, head),
    );
    if (done) w.closed.set(`${owner} ${commitment}`, { count: size, head });
  }
}

async function offer(run: Run, { act, who, what, other, how }: Step): Promise<void> {
  const { w, now } = run;
  const previous = act === 'handOn' ? handoffFor(w, what) : 0;
  const before = w.handoffs[previous - 1];
  const record = before?.record ?? what % w.records.length;
  const answerBy = now + (how % 9 === 0 ? 23 : 24 + (how % 48)) * model.HOURS;
  const reportBy = how % 5 === 0 ? 0 : answerBy + (how % 13 === 0 ? 23 : 24 + (how % 100)) * model.HOURS;
  const asked: model.Asked = {
    record,
    commitment: before?.commitment ?? [ZeroHash, ...HASHES][how % 3]!,
    from: person(who, before?.to ?? w.records[record]!.agency),
    to: PEOPLE[other % PEOPLE.length]!,
    previous,
    answerBy,
    reportBy,
  };
  const forged = act === 'offer' && how % 17 === 0;
  const proof = forged ? { ...run.proofs[record]!, path: [HASHES[0]!] } : run.proofs[record]!;
  const terms = { to: bytes32(asked.to), purpose, answerBy, reportBy };
  const done = await expecting(run, act, model.offer(w, asked, now, forged), () =>
    act === 'offer'
      ? onHandoff(run, asked.from, act, proof, asked.commitment, terms)
      : onHandoff(run, asked.from, act, previous, terms),
  );
  if (done) w.handoffs.push({ ...asked, answer: STATE.offered, reports: 0, overdueSince: 0 });
}

async function actOnHandoff(run: Run, { act, who, what, how }: Step): Promise<void> {
  const { w, now } = run;
  const number = handoffFor(w, what);
  const h = w.handoffs[number - 1];
  const unknown = ['CaseHandoffUnknown', 'CaseHandoffNotAsked', 'AgencyRegistryNoRights'];
  const before = h && { ...h };
  const sensible = act === 'recall' || (act === 'agreeExtension' && h?.asked?.by === h?.to) ? h?.from : h?.to;
  const by = person(who, act === 'askExtension' && how % 2 ? h?.from : sensible);
  const call = (broken: model.Broken, ...args: unknown[]) =>
    expecting(run, act, h ? broken : unknown, () => onHandoff(run, by, act, number, ...args));
  if (act === 'accept') {
    if ((await call(h ? model.answer(w, by, h, 'to', now) : [])) && h) {
      h.answer = STATE.accepted;
      delete h.asked;
    }
  } else if (act === 'refuse') {
    if ((await call(h ? model.answer(w, by, h, 'to', now) : [], reason)) && h) h.answer = STATE.refused;
  } else if (act === 'recall') {
    if ((await call(h ? model.answer(w, by, h, 'from', now) : [])) && h) h.answer = STATE.recalled;
  } else if (act === 'report') {
    const isFinal = how % 4 === 0;
    if ((await call(h ? model.report(w, by, h) : [], isFinal, reportLeaf)) && h) {
      h.reports += 1;
      if (isFinal) h.answer = STATE.completed;
    }
  } else if (act === 'askExtension') {
    const until = (how % 3 === 0 ? now : (h?.answerBy ?? now)) + (20 + (how % 60)) * model.HOURS;
    if ((await call(h ? model.askExtension(w, by, h, until, now) : [], until)) && h) h.asked = { by, until };
  } else if (act === 'agreeExtension') {
    const until = how % 8 === 0 ? now + 30 * model.HOURS : (h?.asked?.until ?? now + 30 * model.HOURS);
    if ((await call(h ? model.agreeExtension(w, by, h, until, now) : [], until)) && h) {
      if (h.answer === STATE.offered) h.answerBy = until;
      else h.reportBy = until;
      delete h.asked;
    }
  } else if ((await call(h ? model.recordOverdue(h, now) : [])) && h) {
    h.overdueSince = h.answer === STATE.offered ? h.answerBy : h.reportBy;
  }
  if (!h || !before) return;
  expect(h.answerBy, 'no deadline comes closer').toBeGreaterThanOrEqual(before.answerBy);
  const settled = [STATE.unanswered, STATE.refused, STATE.recalled, STATE.completed] as bigint[];
  const stood = model.stateAt(before, now);
  if (settled.includes(stood)) expect(model.stateAt(h, now), 'what is over stays over').toBe(stood);
}

/** Motions of the registry, whose rules another test holds; here they change who may do what. */
async function govern(run: Run, { act, what }: Step): Promise<void> {
  const { c, w } = run;
  const whom = FOUNDERS[what % FOUNDERS.length]!;
  const [proposer, ...voters] = FOUNDERS.filter(
    (name) => name !== whom && w.status.get(name) === STATUS.active,
  );
  const attempt = async (act: () => Promise<unknown>) => {
    calls.made += 1;
    await act().catch((error) => {
      if (!(error instanceof Revert)) throw error;
    });
  };
  const kind = act as 'suspension' | 'reinstatement' | 'removal';
  let motion: bigint | undefined;
  await attempt(async () => {
    motion = await c.propose[kind](proposer!, whom);
  });
  if (motion !== undefined) for (const voter of voters) await attempt(() => c.vote(voter, motion!));
  if (kind === 'reinstatement') await attempt(() => c.claim(`${whom} validator`));
  for (const name of FOUNDERS) w.status.set(name, await c.status(name));
  run.now = Math.max(run.now, await c.chain.time());
}

async function audit({ c, w, proofs, now }: Run): Promise<void> {
  const ask = async (contract: Consortium['ledger'], method: string, ...args: unknown[]) =>
    (await c.chain.call(contract, addressOf('anyone'), method, args))[0];
  for (const [i, record] of w.records.entries()) {
    const at = [proofs[i]!.agency, proofs[i]!.leaf] as const;
    const correction = await ask(c.ledger, 'correctionOf', ...at);
    expect(correction.standing).toBe(BigInt(['stands', 'superseded', 'withdrawn'].indexOf(record.standing)));
    const replacement = record.replacement === undefined ? ZeroHash : proofs[record.replacement]!.leaf;
    expect(correction.replacement).toBe(record.standing === 'superseded' ? replacement : ZeroHash);
    // A chain of replacements ends.
    let link: number | undefined = i;
    for (let length = 0; link !== undefined; length += 1) {
      expect(length).toBeLessThan(w.records.length);
      link = w.records[link]!.replacement;
    }
    expect(await ask(c.ledger, 'opinionCount', ...at)).toBe(BigInt(record.opinions.length));
    for (const [j, kept] of record.opinions.entries()) {
      const opinion = await ask(c.ledger, 'opinionAt', ...at, j + 1);
      expect([opinion.attester, Number(opinion.opinion), opinion.reasons, Number(opinion.previous)]).toEqual([
        bytes32(kept.attester),
        kept.opinion,
        kept.reasons,
        kept.previous,
      ]);
    }
  }
  for (const [key, closed] of w.closed) {
    const [who, commitment] = key.split(' ') as [string, string];
    const kept = await ask(c.ledger, 'closedCase', bytes32(who), commitment);
    expect([Number(kept.count), kept.head]).toEqual([closed.count, closed.head]);
  }
  expect(await ask(c.handoff, 'handoffCount')).toBe(BigInt(w.handoffs.length));
  await c.chain.nextBlockAt(now);
  await c.chain.rpc('evm_mine');
  for (const [i, h] of w.handoffs.entries()) {
    const kept = await ask(c.handoff, 'handoffAt', i + 1);
    expect([kept.leaf, kept.commitment, kept.from, kept.to].map(String)).toEqual([
      proofs[h.record]!.leaf,
      h.commitment,
      bytes32(h.from),
      bytes32(h.to),
    ]);
    expect(
      [kept.previous, kept.answerBy, kept.reportBy, kept.reports, kept.overdueSince].map(Number),
    ).toEqual([h.previous, h.answerBy, h.reportBy, h.reports, h.overdueSince]);
    expect(await ask(c.handoff, 'stateOf', i + 1)).toBe(model.stateAt(h, now));
    const way = ([...(await ask(c.handoff, 'custodyOf', i + 1))] as bigint[]).map(Number);
    expect(way.at(-1)).toBe(i + 1);
    const links = way.map((number) => w.handoffs[number - 1]!);
    expect(links[0]!.from, 'custody begins with who submitted it').toBe(w.records[h.record]!.agency);
    for (const [at, link] of links.slice(1).entries()) {
      expect(link.from, 'nobody hands on what it did not get').toBe(links[at]!.to);
      expect([STATE.accepted, STATE.completed]).toContain(links[at]!.answer);
    }
  }
}

describe('whatever agencies do with evidence', () => {
  test('each call has the outcome that the rules give it, and what was said stays as it was said', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 100, maxLength: 200 }), async (steps) => {
        const c = await found(FOUNDERS.length);
        const run: Run = {
          c,
          w: {
            status: new Map(FOUNDERS.map((name) => [name, STATUS.active])),
            batches: new Map([['grid', 1]]),
            records: [0, 1].map(() => ({ agency: 'grid', standing: 'stands', opinions: [] })),
            closed: new Map(),
            handoffs: [],
          },
          proofs: await anchorRecords(c, 'grid', 1, ['first', 'second']),
          now: await c.chain.time(),
        };
        for (const one of steps) {
          run.now += 60;
          if (one.act === 'wait') run.now += (1 + (one.how % 30)) * model.HOURS;
          else if (['suspension', 'reinstatement', 'removal'].includes(one.act)) await govern(run, one);
          else if (one.act === 'offer' || one.act === 'handOn') await offer(run, one);
          else if (['anchor', 'attest', 'supersede', 'withdraw', 'closeCase'].includes(one.act))
            await actOnLedger(run, one);
          else await actOnHandoff(run, one);
        }
        run.now += 60;
        await audit(run);
      }),
      fcRuns(12),
    );
    for (const act of ['attest', 'offer', 'accept', 'report']) {
      expect(calls.done.get(act), act).toBeGreaterThan(0);
    }
  });
  afterAll(() => {
    const list = (of: Map<string, number>) => [...of].map(([name, n]) => `${name} ${n}`).join(', ');
    console.log(`${calls.made} calls. Done: ${list(calls.done)}. Refused: ${list(calls.refused)}.`);
  });
});
