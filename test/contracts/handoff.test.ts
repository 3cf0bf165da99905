import { sha256, ZeroHash } from 'ethers';
import { describe, expect, test } from 'vitest';
import { anchorRecords } from './support/batches.ts';
import { bytes32, DAY } from './support/consortium.ts';
import { CLOCK, type Custody, custody, purpose, reason, reportLeaf, STATE } from './support/custody.ts';

/** Custody offered, answered, reported on; whose clock counts, and what each entry says. */

const at = (c: Custody, time: number) => c.chain.nextBlockAt(time);

describe('an offer', () => {
  test('names what, from whom, to whom, why and by when, and its event says all that an evidence file needs', async () => {
    const c = await custody(5);
    const terms = await c.termsFor('police');
    const { events } = await c.as('grid', 'offer', c.second, ZeroHash, terms);
    expect(events.map((event) => event.name)).toEqual(['HandoffOffered']);
    expect([...events[0]!.args]).toEqual([
      1n,
      bytes32('grid'),
      bytes32('police'),
      bytes32('grid'),
      c.second.leaf,
      ZeroHash,
      1n,
      0n,
      BigInt(terms.answerBy),
      BigInt(terms.reportBy),
      purpose,
      1n,
    ]);
    expect(events[0]!.fragment.inputs.filter((input) => input.indexed)).toHaveLength(3);
    expect(await c.state(1n)).toBe(STATE.offered);
    const kept = (await c.view('handoffAt', 1n)) as { leaf: string; answer: bigint };
    expect([kept.leaf, kept.answer]).toEqual([c.second.leaf, STATE.offered]);
    expect(await c.view('registry')).toBe(await c.view('registry'));
    expect(String(await c.view('ledger')).toLowerCase()).toBe(c.ledger.address.toLowerCase());
    expect(String(await c.view('registry')).toLowerCase()).toBe(c.registry.address.toLowerCase());
  });

  test('of a whole case carries its commitment', async () => {
    const c = await custody(5);
    const commitment = sha256('0xca5e');
    await c.offer('police', {}, c.second, commitment);
    expect(((await c.view('handoffAt', 1n)) as { commitment: string }).commitment).toBe(commitment);
  });

  test('is for what the agency submitted itself, and for what stands in a batch', async () => {
    const c = await custody(5);
    const terms = await c.termsFor('court');
    await expect(c.as('telecom', 'offer', c.first, ZeroHash, terms)).rejects.toThrow(
      `CaseHandoffNotOwner(${bytes32('telecom')},${bytes32('grid')},${c.first.leaf})`,
    );
    const moved = { ...c.first, index: 1 };
    await expect(c.as('grid', 'offer', moved, ZeroHash, terms)).rejects.toThrow(
      `CaseHandoffUnknownRecord(${bytes32('grid')},1,${c.first.leaf},1)`,
    );
    await expect(c.as('grid', 'offer', { ...c.first, sequence: 9 }, ZeroHash, terms)).rejects.toThrow(
      'EvidenceLedgerUnknownBatch',
    );
  });

  test('is to another agency with a seat, for a purpose', async () => {
    const c = await custody(5);
    await expect(c.offer('grid')).rejects.toThrow(`CaseHandoffToSelf(${bytes32('grid')})`);
    await expect(c.offer('nobody')).rejects.toThrow(`CaseHandoffNoSeat(${bytes32('nobody')},0)`);
    await expect(c.offer('police', { purpose: ZeroHash })).rejects.toThrow(
      `CaseHandoffNoPurpose(${bytes32('police')})`,
    );
  });

  test('leaves at least 24 hours for the answer, and as long again for the report', async () => {
    const c = await custody(5);
    let now = await c.chain.time();
    const given = async (answer: number, report: number) => {
      now += 10;
      await at(c, now);
      return c.offer('police', { answerBy: now + answer, reportBy: report === 0 ? 0 : now + report });
    };
    await expect(given(DAY - 1, 0)).rejects.toThrow(`CaseHandoffDeadline(${CLOCK.answer},`);
    await expect(given(DAY, 2 * DAY - 1)).rejects.toThrow(
      `CaseHandoffDeadline(${CLOCK.report},${now + 2 * DAY - 1},${now + 2 * DAY})`,
    );
    await given(DAY, 2 * DAY);
    expect(await c.state(1n)).toBe(STATE.offered);
  });

  test('of the same to the same agency waits until the one before is over; to another, or of another, it does not', async () => {
    const c = await custody(5);
    const { number, terms } = await c.offer('police');
    await expect(c.offer('police')).rejects.toThrow(`CaseHandoffDoubled(1,${STATE.offered})`);
    await c.offer('court');
    await c.offer('police', {}, c.second);
    await c.as('police', 'accept', number);
    await expect(c.offer('police')).rejects.toThrow(`CaseHandoffDoubled(1,${STATE.accepted})`);
    await c.chain.pass(terms.reportBy - (await c.chain.time()));
    await expect(c.offer('police')).rejects.toThrow(`CaseHandoffDoubled(1,${STATE.overdue})`);
    await c.as('police', 'report', number, true, reportLeaf);
    await c.offer('police');
    expect(await c.view('handoffCount')).toBe(4n);
  });
});

describe('an answer', () => {
  test('admits receipt: accepted until the second before the deadline, and not at it', async () => {
    const c = await custody(5);
    const { number, terms } = await c.offer('police');
    const late = await c.offer('court');
    await at(c, terms.answerBy - 1);
    const { events } = await c.as('police', 'accept', number);
    expect([...events[0]!.args]).toEqual([
      number,
      bytes32('grid'),
      bytes32('police'),
      c.first.leaf,
      BigInt(terms.answerBy),
      1n,
    ]);
    expect(await c.state(number)).toBe(STATE.accepted);
    await at(c, late.terms.answerBy);
    await expect(c.as('court', 'accept', late.number)).rejects.toThrow(
      `CaseHandoffLate(${late.number},${late.terms.answerBy},${late.terms.answerBy})`,
    );
    await expect(c.as('court', 'refuse', late.number, reason)).rejects.toThrow('CaseHandoffLate');
    await expect(c.as('grid', 'recall', late.number)).rejects.toThrow('CaseHandoffLate');
    await at(c, late.terms.answerBy + 5);
    await c.as('anyone', 'recordOverdue', late.number);
    expect(await c.state(late.number)).toBe(STATE.unanswered);
  });

  test('refuses with a reason', async () => {
    const c = await custody(5);
    const { number, terms } = await c.offer('police');
    await expect(c.as('police', 'refuse', number, ZeroHash)).rejects.toThrow(
      `CaseHandoffNoReason(${number})`,
    );
    const { events } = await c.as('police', 'refuse', number, reason);
    expect([...events[0]!.args].slice(3)).toEqual([c.first.leaf, BigInt(terms.answerBy), reason, 1n]);
    expect(await c.state(number)).toBe(STATE.refused);
    for (const again of [
      () => c.as('police', 'accept', number),
      () => c.as('grid', 'recall', number),
      () => c.as('anyone', 'recordOverdue', number),
    ]) {
      await expect(again()).rejects.toThrow(`CaseHandoffState(${number},${STATE.refused})`);
    }
  });

  test('is for the agency that was asked; taking back for the one that offered', async () => {
    const c = await custody(5);
    const { number } = await c.offer('police');
    for (const who of ['grid', 'court']) {
      for (const [method, ...args] of [
        ['accept'],
        ['refuse', reason],
        ['report', false, reportLeaf],
      ] as const) {
        await expect(c.as(who, method, number, ...args)).rejects.toThrow(
          `CaseHandoffWrongAgency(${number},${bytes32(who)})`,
        );
      }
    }
    await expect(c.as('police', 'recall', number)).rejects.toThrow('CaseHandoffWrongAgency');
    const { events } = await c.as('grid', 'recall', number);
    expect([events[0]!.name, ...events[0]!.args]).toEqual([
      'HandoffRecalled',
      number,
      bytes32('grid'),
      bytes32('police'),
      c.first.leaf,
      1n,
    ]);
    await expect(c.as('police', 'accept', number)).rejects.toThrow(
      `CaseHandoffState(${number},${STATE.recalled})`,
    );
  });

  test('to what was never offered is refused, by number', async () => {
    const c = await custody(5);
    for (const [method, ...args] of [
      ['accept'],
      ['refuse', reason],
      ['recall'],
      ['report', true, reportLeaf],
      ['askExtension', 1],
      ['recordOverdue'],
    ] as const) {
      await expect(c.as('police', method, 7n, ...args)).rejects.toThrow('CaseHandoffUnknown(7)');
    }
    await expect(c.as('police', 'agreeExtension', 7n, 1)).rejects.toThrow('CaseHandoffUnknown(7)');
    for (const name of ['handoffAt', 'stateOf', 'custodyOf']) {
      await expect(c.view(name, 7n)).rejects.toThrow('CaseHandoffUnknown(7)');
      await expect(c.view(name, 0n)).rejects.toThrow('CaseHandoffUnknown(0)');
    }
  });
});

describe('a report', () => {
  test('comes as often as need be, is final once, and shows how late it is', async () => {
    const c = await custody(5);
    const { number, terms } = await c.offer('police');
    await expect(c.as('police', 'report', number, false, reportLeaf)).rejects.toThrow(
      `CaseHandoffState(${number},${STATE.offered})`,
    );
    await c.as('police', 'accept', number);
    await expect(c.as('police', 'report', number, false, ZeroHash)).rejects.toThrow(
      `CaseHandoffNoReport(${number})`,
    );
    await c.as('police', 'report', number, false, reportLeaf);
    await at(c, terms.reportBy + 1);
    const { events } = await c.as('police', 'report', number, true, reportLeaf);
    expect([...events[0]!.args].slice(3)).toEqual([
      c.first.leaf,
      BigInt(terms.reportBy),
      2n,
      true,
      reportLeaf,
      1n,
    ]);
    expect(await c.state(number)).toBe(STATE.completed);
    await expect(c.as('police', 'report', number, false, reportLeaf)).rejects.toThrow(
      `CaseHandoffState(${number},${STATE.completed})`,
    );
  });

  test('has no deadline where none was asked for', async () => {
    const c = await custody(5);
    const { number } = await c.offer('police', { reportBy: 0 });
    await c.as('police', 'accept', number);
    await c.chain.nextBlockAt((await c.chain.time()) + 400 * DAY);
    await expect(c.as('anyone', 'recordOverdue', number)).rejects.toThrow(`CaseHandoffNoDeadline(${number})`);
    await expect(c.as('police', 'askExtension', number, 2_000_000_000)).rejects.toThrow(
      'CaseHandoffNoDeadline',
    );
    expect(await c.state(number)).toBe(STATE.accepted);
  });
});

describe('what is overdue', () => {
  test('may be recorded by anybody, from the deadline on, once for each deadline', async () => {
    const c = await custody(5);
    const { number, terms } = await c.offer('police');
    await at(c, terms.answerBy - 1);
    await expect(c.as('a stranger', 'recordOverdue', number)).rejects.toThrow(
      `CaseHandoffNotOverdue(${number},${terms.answerBy},${terms.answerBy - 1})`,
    );
    await at(c, terms.answerBy);
    const { events } = await c.as('a stranger', 'recordOverdue', number);
    expect([events[0]!.name, ...events[0]!.args]).toEqual([
      'HandoffOverdue',
      number,
      bytes32('grid'),
      bytes32('police'),
      c.first.leaf,
      CLOCK.answer,
      BigInt(terms.answerBy),
      1n,
    ]);
    await expect(c.as('grid', 'recordOverdue', number)).rejects.toThrow(
      `CaseHandoffOverdueRecorded(${number},${terms.answerBy})`,
    );
  });

  test('counts again for the report, and again after an extension', async () => {
    const c = await custody(5);
    const { number, terms } = await c.offer('police');
    await c.as('police', 'accept', number);
    await at(c, terms.reportBy);
    const first = await c.as('grid', 'recordOverdue', number);
    expect(first.events[0]!.args.clock).toBe(CLOCK.report);
    expect(await c.state(number)).toBe(STATE.overdue);
    const until = terms.reportBy + 5 * DAY;
    await c.as('police', 'askExtension', number, until);
    await c.as('grid', 'agreeExtension', number, until);
    expect(await c.state(number)).toBe(STATE.accepted);
    await at(c, until);
    const second = await c.as('grid', 'recordOverdue', number);
    expect(second.events[0]!.args.deadline).toBe(BigInt(until));
    await c.as('police', 'report', number, true, reportLeaf);
    await expect(c.as('grid', 'recordOverdue', number)).rejects.toThrow(
      `CaseHandoffState(${number},${STATE.completed})`,
    );
  });
});

describe('how a hand-off stands', () => {
  test('changes with the second of each deadline', async () => {
    const c = await custody(5);
    const standsAt = async (number: bigint, seconds: number) => {
      await at(c, seconds);
      await c.chain.rpc('evm_mine');
      return c.state(number);
    };
    const unanswered = await c.offer('police');
    const { number, terms } = await c.offer('court');
    await c.as('court', 'accept', number);
    const { answerBy } = unanswered.terms;
    expect(await standsAt(unanswered.number, answerBy - 1)).toBe(STATE.offered);
    expect(await standsAt(unanswered.number, answerBy)).toBe(STATE.unanswered);
    expect(await standsAt(number, terms.reportBy - 1)).toBe(STATE.accepted);
    expect(await standsAt(number, terms.reportBy)).toBe(STATE.overdue);
  });
});

describe('an extension', () => {
  test('is what one side asks for and the other agrees to, to the second', async () => {
    const c = await custody(5);
    const { number, terms } = await c.offer('police');
    const until = terms.answerBy + DAY;
    const { events } = await c.as('police', 'askExtension', number, until);
    expect([events[0]!.name, ...events[0]!.args]).toEqual([
      'HandoffExtensionAsked',
      number,
      bytes32('grid'),
      bytes32('police'),
      c.first.leaf,
      CLOCK.answer,
      bytes32('police'),
      BigInt(until),
      1n,
    ]);
    await expect(c.as('police', 'agreeExtension', number, until)).rejects.toThrow('CaseHandoffWrongAgency');
    await expect(c.as('court', 'agreeExtension', number, until)).rejects.toThrow('CaseHandoffWrongAgency');
    await expect(c.as('grid', 'agreeExtension', number, until + 1)).rejects.toThrow(
      `CaseHandoffNotAsked(${number},${until + 1},${until})`,
    );
    const agreed = await c.as('grid', 'agreeExtension', number, until);
    expect([...agreed.events[0]!.args].slice(4)).toEqual([
      CLOCK.answer,
      BigInt(terms.answerBy),
      BigInt(until),
      1n,
    ]);
    await expect(c.as('grid', 'agreeExtension', number, until)).rejects.toThrow(
      `CaseHandoffNotAsked(${number},${until},0)`,
    );
    // Zero is what stands where nothing was asked for; nobody agrees to it.
    await expect(c.as('police', 'agreeExtension', number, 0)).rejects.toThrow(
      `CaseHandoffNotAsked(${number},0,0)`,
    );
    await at(c, until - 1);
    await c.as('police', 'accept', number);
  });

  test('that the offerer asks for is agreed to by the recipient; the last that was asked for counts', async () => {
    const c = await custody(5);
    const { number, terms } = await c.offer('police');
    await c.as('police', 'askExtension', number, terms.answerBy + DAY);
    await c.as('grid', 'askExtension', number, terms.answerBy + 2 * DAY);
    await expect(c.as('grid', 'agreeExtension', number, terms.answerBy + 2 * DAY)).rejects.toThrow(
      'CaseHandoffWrongAgency',
    );
    await c.as('police', 'agreeExtension', number, terms.answerBy + 2 * DAY);
    await expect(c.as('court', 'askExtension', number, terms.answerBy + 3 * DAY)).rejects.toThrow(
      'CaseHandoffWrongAgency',
    );
  });

  test('is later than the deadline, a day away, and leaves a day for the report', async () => {
    const c = await custody(5);
    const { number, terms } = await c.offer('police');
    await expect(c.as('police', 'askExtension', number, terms.answerBy)).rejects.toThrow(
      `CaseHandoffDeadline(${CLOCK.answer},${terms.answerBy},${terms.answerBy + 1})`,
    );
    await expect(c.as('police', 'askExtension', number, terms.reportBy)).rejects.toThrow(
      `CaseHandoffDeadline(${CLOCK.report},${terms.reportBy},${terms.reportBy + DAY})`,
    );
    await c.as('police', 'askExtension', number, terms.reportBy - DAY);
    // Just before the old deadline, a day from now is what counts.
    await at(c, terms.answerBy - 1);
    await expect(c.as('police', 'askExtension', number, terms.answerBy + 1)).rejects.toThrow(
      `CaseHandoffDeadline(${CLOCK.answer},${terms.answerBy + 1},${terms.answerBy - 1 + DAY})`,
    );
  });

  test('of an offer without a report leaves no room for one', async () => {
    const c = await custody(5);
    const { number, terms } = await c.offer('police', { reportBy: 0 });
    const until = terms.answerBy + 30 * DAY;
    await c.as('police', 'askExtension', number, until);
    await c.as('grid', 'agreeExtension', number, until);
    const { answerBy, reportBy } = await c.view('handoffAt', number);
    expect([answerBy, reportBy]).toEqual([BigInt(until), 0n]);
  });

  test('saves no offer that nobody answered in time, and what was asked for ends with the answer', async () => {
    const c = await custody(5);
    const { number, terms } = await c.offer('police');
    const until = terms.answerBy + 3 * DAY;
    await c.as('police', 'askExtension', number, until);
    await at(c, terms.answerBy);
    await expect(c.as('grid', 'agreeExtension', number, until)).rejects.toThrow('CaseHandoffLate');
    const again = await c.offer('police');
    await c.as('grid', 'askExtension', again.number, again.terms.answerBy + DAY);
    await c.as('police', 'accept', again.number);
    await expect(c.as('police', 'agreeExtension', again.number, again.terms.answerBy + DAY)).rejects.toThrow(
      `CaseHandoffNotAsked(${again.number},${again.terms.answerBy + DAY},0)`,
    );
    await c.as('police', 'report', again.number, true, reportLeaf);
    await expect(c.as('police', 'askExtension', again.number, again.terms.reportBy + DAY)).rejects.toThrow(
      `CaseHandoffState(${again.number},${STATE.completed})`,
    );
  });
});

describe('handing on', () => {
  test('keeps what it was and the way that it took', async () => {
    const c = await custody(5);
    const first = await c.offer('police');
    await expect(c.handOn('police', first.number, 'court')).rejects.toThrow(
      `CaseHandoffState(${first.number},${STATE.offered})`,
    );
    await c.as('police', 'accept', first.number);
    await expect(c.handOn('grid', first.number, 'court')).rejects.toThrow(
      `CaseHandoffWrongAgency(${first.number},${bytes32('grid')})`,
    );
    await expect(c.handOn('police', 9n, 'court')).rejects.toThrow('CaseHandoffUnknown(9)');
    const second = await c.handOn('police', first.number, 'court');
    const kept = (await c.view('handoffAt', second.number)) as {
      agency: string;
      leaf: string;
      from: string;
      previous: bigint;
      sequence: bigint;
    };
    expect([kept.agency, kept.leaf, kept.from, kept.previous, kept.sequence]).toEqual([
      bytes32('grid'),
      c.first.leaf,
      bytes32('police'),
      first.number,
      1n,
    ]);
    await c.as('court', 'accept', second.number);
    // Completed custody is custody.
    await c.as('court', 'report', second.number, true, reportLeaf);
    const third = await c.handOn('court', second.number, 'telecom');
    expect(await c.view('custodyOf', third.number)).toEqual([first.number, second.number, third.number]);
    expect(await c.view('custodyOf', first.number)).toEqual([first.number]);
    await expect(c.handOn('police', first.number, 'police')).rejects.toThrow('CaseHandoffToSelf');
  });

  test('a whole case hands on the whole case', async () => {
    const c = await custody(5);
    const commitment = sha256('0xca5e');
    const { number } = await c.offer('police', {}, c.second, commitment);
    await c.as('police', 'accept', number);
    const { number: next } = await c.handOn('police', number, 'court');
    expect(((await c.view('handoffAt', next)) as { commitment: string }).commitment).toBe(commitment);
  });
});

describe('a suspended agency', () => {
  test('can answer and report, take back, ask and agree; it cannot offer or hand on', async () => {
    const c = await custody(5);
    await anchorRecords(c, 'police', 1, ['of the police']);
    const toPolice = await c.offer('police');
    const other = await c.offer('police', {}, c.second);
    const fromPolice = await (async () => {
      const [record] = await anchorRecords(c, 'police', 2, ['another']);
      await c.as('police', 'offer', record, ZeroHash, await c.termsFor('court'));
      return (await c.view('handoffCount')) as bigint;
    })();
    await c.suspend('police');
    await c.as('police', 'accept', toPolice.number);
    await c.as('police', 'refuse', other.number, reason);
    await c.as('police', 'report', toPolice.number, false, reportLeaf);
    await c.as('police', 'askExtension', toPolice.number, toPolice.terms.reportBy + DAY);
    await c.as('police', 'recall', fromPolice);
    await expect(c.handOn('police', toPolice.number, 'court')).rejects.toThrow('AgencyRegistry');
    const [record] = [c.first];
    await expect(c.as('police', 'offer', record, ZeroHash, await c.termsFor('court'))).rejects.toThrow(
      'AgencyRegistry',
    );
    // It can still be offered something: it can answer.
    await c.offer('police', {}, c.second);
  });

  test('that left its seat answers nothing, and nobody offers it anything', async () => {
    const c = await custody(6);
    const { number } = await c.offer('court');
    const motion = await c.propose.removal('grid', 'court');
    await c.pass(motion, 'telecom', 'reform', 'police');
    await expect(c.as('court', 'accept', number)).rejects.toThrow('AgencyRegistry');
    await expect(c.offer('court', {}, c.second)).rejects.toThrow(`CaseHandoffNoSeat(${bytes32('court')}`);
  });

  test('a stranger does none of it', async () => {
    const c = await custody(5);
    const { number, terms } = await c.offer('police');
    for (const [method, ...args] of [
      ['accept', number],
      ['refuse', number, reason],
      ['recall', number],
      ['report', number, true, reportLeaf],
      ['askExtension', number, terms.answerBy + DAY],
      ['agreeExtension', number, terms.answerBy + DAY],
      ['handOn', number, terms],
      ['offer', c.first, ZeroHash, terms],
    ] as const) {
      await expect(c.as('a stranger', method, ...args), method).rejects.toThrow('AgencyRegistry');
    }
  });
});
