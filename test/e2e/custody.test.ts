import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStatement } from '../../core/statement.ts';
import { openTrust } from '../../core/trust.ts';
import { WEEKENDS_ONLY, workingDaysAfter } from '../../core/working-days.ts';
import { jz, temporaryFolder } from '../cli/support/jz.ts';
import { checkLedger } from '../support/check-ledger.ts';
import { type Service, startService } from '../support/service.ts';
import { startTwoAgencies, type TwoAgencies } from '../support/two-agencies.ts';
import { until } from '../support/until.ts';

/** Two agencies, each with its own service: offered by one, answered by the other, and proved to anybody. */

type Act = {
  id: number;
  state: string;
  block: number | null;
  refusal: { error: string; what: string; next: string } | null;
  counted: { term: string; workingDays: number; time: string; calendar: string }[];
};
type Handoff = {
  handoff: number;
  state: string;
  from: string;
  to: string;
  recordId: string;
  answerBy: string;
  reportBy: string | null;
};
type Item = { id: string; block: number; says: string[]; statement: { kind: string } };

const DAY_MS = 24 * 3600 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

let both: TwoAgencies;
let grid: Service;
let police: Service;
/** By agency: a service that was started again is another value. */
const reasons = { grid: '', police: '' };

beforeAll(async () => {
  both = await startTwoAgencies();
  ({ grid, police } = both);
  for (const agency of ['grid', 'police'] as const) {
    const service = both[agency];
    const { recordId } = await service.submit([{ name: 'reasons.txt', bytes: 'why' }], { case: 'reasons' });
    await service.receipt(recordId);
    reasons[agency] = recordId;
  }
}, 180_000);
afterAll(async () => {
  // The one that was started again after its kill is none of those.
  if (grid !== both?.grid) await grid.stop();
  await both?.close();
});

async function anchored(service: Service, name: string, caseId = 'case 1'): Promise<string> {
  const { recordId } = await service.submit([{ name, bytes: name }], { case: caseId });
  await service.receipt(recordId);
  return recordId;
}

function post(service: Service, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return service.request('/api/v1/acts', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

const get = async <Value>(service: Service, path: string, language = 'en') =>
  (await (
    await service.request(`/api/v1/${path}`, { headers: { 'accept-language': language } })
  ).json()) as Value;

/** What came of a wish: said in a block, or refused by the contract. */
async function done(service: Service, body: object): Promise<Act> {
  const response = await post(service, body);
  const { id } = (await response.json()) as Act;
  expect(response.status).toBe(202);
  return until(`act ${id}`, async () => {
    const act = await get<Act>(service, `acts/${id}`);
    return act.state !== 'open' && act;
  });
}

async function said(service: Service, body: object): Promise<Act> {
  const act = await done(service, body);
  expect(act.refusal).toBeNull();
  return act;
}

const offer = (recordId: string, more: object = {}) => ({
  ...{ do: 'offer', recordId, to: 'police', purpose: reasons.grid, answerBy: inDays(3) },
  ...more,
});

/** The newest hand-off, once this service has followed the chain so far that it stands like this. */
const handoff = (service: Service, recordId: string, state: string) =>
  until(`hand-off ${state}`, async () => {
    const { items } = await get<{ items: Handoff[] }>(service, 'handoffs');
    return items.find((item) => item.recordId === recordId && item.state === state);
  });

describe('custody', () => {
  test('is offered by one agency, accepted by the other, and proved to anybody by a file', async () => {
    const recordId = await anchored(grid, 'list.csv');
    const { block } = await said(grid, offer(recordId, { reportBy: inDays(9), wholeCase: true }));
    expect(block).toBeGreaterThan(0);
    const offered = await handoff(police, recordId, 'offered');
    expect(offered).toMatchObject({ from: 'grid', to: 'police', recordId });
    await said(police, { do: 'accept', handoff: offered.handoff });
    await said(police, {
      ...{ do: 'report', handoff: offered.handoff, final: true, report: reasons.police },
    });
    await handoff(grid, recordId, 'completed');

    const path = `statements?handoff=${offered.handoff}`;
    const { items } = await get<{ items: Item[] }>(grid, path);
    expect(items.map(({ statement }) => statement.kind)).toEqual(['reported', 'accepted', 'offered']);
    expect(items[1]?.says[0]).toContain('“police” accepted from “grid”');
    const chinese = await get<{ items: Item[] }>(grid, path, 'zh-CN');
    expect(chinese.items[1]?.says[0]).toContain('已接收');

    const answer = await grid.request(`/api/v1/statements/${items[1]?.id}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const trust = openTrust(readFileSync(join(police.data, 'trust.json')));
    expect(openStatement(bytes, trust).statement).toMatchObject({
      kind: 'accepted',
      from: 'grid',
      to: 'police',
    });
  });

  test('that the contract refuses is said in words, in the language asked for, and nothing was sent', async () => {
    const recordId = await anchored(grid, 'own.csv');
    const refused = await done(grid, offer(recordId, { to: 'grid' }));
    expect(refused).toMatchObject({ state: 'refused', block: null, refusal: { error: 'CaseHandoffToSelf' } });
    const { refusal } = await get<Act>(grid, `acts/${refused.id}`, 'zh-CN');
    expect(refusal?.what).toBe('不能移交给自己。');
    const late = await done(grid, offer(recordId, { answerBy: inDays(0.5) }));
    expect(late.refusal).toMatchObject({ error: 'CaseHandoffDeadline', next: 'Choose a later one.' });
    expect((await done(police, { do: 'accept', handoff: 999 })).refusal?.what).toBe(
      'There is no hand-off 999.',
    );
  });

  test('the same wish under the same key is one act; another under it is refused', async () => {
    const recordId = await anchored(grid, 'once.csv');
    const key = { 'idempotency-key': 'offer-once' };
    const wish = offer(recordId);
    const [first, second] = [await post(grid, wish, key), await post(grid, wish, key)];
    const ids = [((await first.json()) as Act).id, ((await second.json()) as Act).id];
    expect(ids[0]).toBe(ids[1]);
    expect((await post(grid, { ...wish, to: 'court' }, key)).status).toBe(422);
  });

  test('within working days is stored as a time, and says by which calendar it was counted', async () => {
    const recordId = await anchored(grid, 'working days.csv');
    const before = Math.floor(Date.now() / 1000);
    const act = await said(
      grid,
      offer(recordId, { answerBy: { workingDays: 5 }, reportBy: { workingDays: 9 } }),
    );
    const after = Math.floor(Date.now() / 1000);
    const { answerBy, reportBy } = await handoff(police, recordId, 'offered');
    // Midnight may pass while the test runs.
    const possible = (count: number) =>
      [before, after].map((time) =>
        new Date(workingDaysAfter(WEEKENDS_ONLY, time, count) * 1000).toISOString(),
      );
    expect(possible(5)).toContain(answerBy);
    expect(possible(9)).toContain(reportBy);
    expect(act.counted).toEqual([
      { term: 'answerBy', workingDays: 5, time: answerBy, calendar: WEEKENDS_ONLY.name.en },
      { term: 'reportBy', workingDays: 9, time: reportBy, calendar: WEEKENDS_ONLY.name.en },
    ]);
    const chinese = await get<Act>(grid, `acts/${act.id}`, 'zh-CN');
    expect(chinese.counted[0]?.calendar).toBe(WEEKENDS_ONLY.name.zh);
    for (const wrong of [0, 251, 1.5, '5']) {
      expect((await post(grid, offer(recordId, { answerBy: { workingDays: wrong } }))).status).toBe(400);
    }
  });

  test('of nothing that is here, or is not anchored yet, is refused before anything is asked of the chain', async () => {
    const code = async (response: Response) => ((await response.json()) as { code: string }).code;
    expect(await code(await post(grid, offer('a'.repeat(64))))).toBe('record-not-found');
    expect(await code(await post(grid, { do: 'close-case', case: 'nowhere' }))).toBe('case-not-found');
    expect((await post(grid, { do: 'accept' })).status).toBe(400);
    expect((await grid.request('/api/v1/acts/999999')).status).toBe(404);
    expect((await grid.request('/api/v1/statements/1-1-1')).status).toBe(404);
    expect((await grid.request('/api/v1/statements/x')).status).toBe(404);
    expect((await grid.request('/api/v1/handoffs/999999')).status).toBe(404);
  });
});

describe('opinions and corrections', () => {
  test('another agency disputes a record whose receipt it keeps; its own agency replaces it', async () => {
    const recordId = await anchored(grid, 'disputed.csv', 'case 2');
    const receipt = await grid.receipt(recordId);
    const kept = new FormData();
    kept.append('receipt', new Blob([Buffer.from(receipt)]), 'receipt.json');
    expect((await police.request('/api/v1/receipts', { method: 'POST', body: kept })).status).toBe(201);
    await said(police, { do: 'attest', recordId, opinion: 'dispute', reasons: reasons.police });
    const again = await done(police, {
      ...{ do: 'attest', recordId, opinion: 'dispute', reasons: reasons.police },
    });
    expect(again.refusal).toMatchObject({ error: 'EvidenceLedgerSameOpinion' });
    const replacement = await anchored(grid, 'corrected.csv', 'case 2');
    await said(grid, { do: 'supersede', recordId, replacement, reason: reasons.grid });
    expect((await done(grid, { do: 'withdraw', recordId, reason: reasons.grid })).refusal?.error).toBe(
      'EvidenceLedgerNotStanding',
    );
    const { items } = await until('both statements', async () => {
      const page = await get<{ items: Item[] }>(grid, `statements?recordId=${recordId}`);
      return page.items.length === 2 && page;
    });
    expect(items.map(({ statement }) => statement.kind)).toEqual(['superseded', 'opinion']);
  });

  test('a closed case takes no more records', async () => {
    await anchored(grid, 'last.csv', 'case 3');
    await said(grid, { do: 'close-case', case: 'case 3' });
    await expect(anchored(grid, 'too late.csv', 'case 3')).rejects.toThrow();
    expect((await done(grid, { do: 'close-case', case: 'case 3' })).refusal?.error).toBe(
      'EvidenceLedgerCaseClosed',
    );
  });
});

describe('from the command line', () => {
  const folder = temporaryFolder();
  const at = (service: Service, ...args: string[]) =>
    jz(args, { cwd: folder, env: { JIANZHENG_DATA: service.data, TZ: 'UTC' } });

  test('a record is offered, accepted, and its acceptance is a file that jz verifies', async () => {
    const recordId = await anchored(grid, 'by command.csv', 'case 4');
    const terms = ['--to', 'police', '--purpose', reasons.grid, '--answer-by', inDays(3)];
    const offered = await at(grid, 'handoff', 'offer', recordId, ...terms);
    expect([offered.code, offered.stderr]).toEqual([0, expect.stringMatching(/^Said, in block \d+\.\n$/)]);
    const { handoff: number } = await handoff(police, recordId, 'offered');
    expect((await at(police, 'handoff', 'list')).stdout).toMatch(/waits for an answer +grid → police/);
    const noTime = await at(grid, 'handoff', 'ask', String(number));
    expect([noTime.code, noTime.stderr]).toEqual([2, expect.stringContaining('[handoff-no-deadline]')]);
    const twice = ['--until', inDays(5), '--working-days', '5'];
    expect((await at(grid, 'handoff', 'ask', String(number), ...twice)).code).toBe(2);
    const asked = await at(grid, 'handoff', 'ask', String(number), '--working-days', '20', '--lang', 'zh');
    expect(asked.code).toBe(0);
    expect(asked.stderr).toMatch(/请求延至 .*：20 个工作日（工作日历：仅排除周末，未设置节假日）。/);
    // The other side agrees to the time as it is shown, to the second.
    const shown = await until('the extension that is asked for', async () => {
      const { stdout } = await at(police, 'handoff', 'show', String(number));
      return /grid asks for time until (.+)\.$/m.exec(stdout)?.[1];
    });
    const agreed = await at(police, 'handoff', 'agree', String(number), '--until', shown);
    expect([agreed.code, agreed.stderr]).toEqual([0, expect.stringMatching(/^Said, in block/)]);
    const several = await Promise.all(['one.csv', 'two.csv'].map((name) => anchored(grid, name, 'case 4')));
    const nowhere = 'ab'.repeat(32);
    const some = await at(grid, 'handoff', 'offer', ...several, nowhere, several[0]!, ...terms);
    expect(some.code).not.toBe(0);
    expect(some.stderr.match(/^Said, in block \d+\.$/gm)).toHaveLength(2);
    expect(some.stderr).toContain(`Not asked for: ${nowhere}`);
    for (const one of several) await handoff(police, one, 'offered');
    const whole = await at(grid, 'handoff', 'offer', ...several, '--case', ...terms);
    expect([whole.code, whole.stderr]).toEqual([2, expect.stringContaining('[handoff-one-case]')]);
    const zone = await at(grid, 'handoff', 'ask', String(number), '--until', '2030-01-01T00:00');
    expect(zone.code).toBe(2);
    expect((await at(police, 'handoff', 'accept', String(number))).code).toBe(0);
    const late = await at(police, 'handoff', 'accept', String(number), '--lang', 'zh');
    expect([late.code, late.stderr]).toEqual([6, expect.stringContaining('[CaseHandoffState]')]);
    expect(late.stderr).toContain(`移交 ${number} 目前的状态不允许此操作`);

    const line = await until('the acceptance', async () => {
      const { stdout } = await at(grid, 'handoff', 'show', String(number));
      return stdout.split('\n').find((each) => each.includes('“police” accepted'));
    });
    const id = line.trim().split(/\s+/)[0] as string;
    expect((await at(grid, 'statement', 'get', id, '-o', 'acceptance.json')).code).toBe(0);
    const verified = await at(
      police,
      'evidence',
      'verify',
      'acceptance.json',
      '--trust',
      join(police.data, 'trust.json'),
    );
    expect([verified.code, verified.stderr]).toEqual([0, '']);
    expect(verified.stdout).toContain('the other agency admits that it has it');
  });

  test('an opinion, a correction and a closing', async () => {
    const recordId = await anchored(grid, 'old.csv', 'case 5');
    const [reason, replacement] = [reasons.grid, await anchored(grid, 'new.csv', 'case 5')];
    const own = await at(grid, 'opinion', recordId, '--opinion', 'confirm');
    expect([own.code, own.stderr]).toEqual([6, expect.stringContaining('no opinion on a record of its own')]);
    const superseded = await at(
      grid,
      'correct',
      'supersede',
      recordId,
      '--by',
      replacement,
      '--reason',
      reason,
    );
    expect(superseded.code).toBe(0);
    const closed = await at(grid, 'case', 'close', 'case 5', '--json');
    expect(JSON.parse(closed.stdout)).toMatchObject({ method: 'closeCase', state: 'said' });
    const said = await until('both', async () => {
      const { stdout } = await at(grid, 'statement', 'list', '--agency', 'grid', '--json');
      return stdout.includes('"closed"') && stdout;
    });
    expect(said).toContain('superseded');
  });
});

describe('a case bundle', () => {
  const folder = temporaryFolder();
  const at = (...args: string[]) =>
    jz(args, {
      cwd: folder,
      env: { JIANZHENG_DATA: grid.data, JIANZHENG_TRUST: join(grid.data, 'trust.json') },
    });

  test('tells what was said of the case: closed and corrected, it is complete', async () => {
    const first = await anchored(grid, 'first.csv', 'case 6');
    const second = await anchored(grid, 'second.csv', 'case 6');
    const reason = reasons.grid;
    await said(grid, { do: 'supersede', recordId: first, replacement: second, reason });
    const early = await until('the correction', async () => {
      const { items } = await get<{ items: Item[] }>(grid, `statements?recordId=${first}`);
      return items.length === 1 && items;
    });
    expect(early[0]?.statement.kind).toBe('superseded');
    const { block } = await said(grid, { do: 'close-case', case: 'case 6' });
    await until('the closing', async () => {
      const { items } = await get<{ items: Item[] }>(grid, 'statements?kind=closed&limit=1');
      return items[0]?.block === block;
    });
    expect((await at('case', 'export', 'case 6', '-o', 'closed.zip')).code).toBe(0);
    const verified = await at('case', 'verify', 'closed.zip');
    expect([verified.code, verified.stderr]).toEqual([0, '']);
    expect(verified.stdout).toContain('What agencies said on the chain');
    expect(verified.stdout).toContain(`put ${second} in the place of its record ${first}`);
    const json = await at('case', 'verify', 'closed.zip', '--json');
    expect(json.stdout).toContain('"complete"');
  });
});

describe('a service that is killed', () => {
  test.each(['act-durable', 'act-sent'])(
    'at %s says it once, and goes on with its anchors',
    async (point) => {
      const recordId = await anchored(grid, `${point}.csv`, point);
      const { data } = grid;
      await grid.stop();
      const env = { JIANZHENG_AGENCY: 'grid', JIANZHENG_RPC_URL: both.rpcUrl };
      const doomed = await startService({ data, env: { ...env, JIANZHENG_FAULT: point } });
      await post(doomed, offer(recordId)).catch(() => undefined);
      expect(await doomed.ended).toBe('SIGKILL');
      grid = await startService({ data, env });
      await until('the act', async () => {
        const { items } = await get<{ items: Act[] }>(grid, 'acts');
        return items[0]?.state === 'said';
      });
      await handoff(grid, recordId, 'offered');
      const { items } = await get<{ items: Item[] }>(grid, `statements?recordId=${recordId}&kind=offered`);
      expect(items).toHaveLength(1);
      await anchored(grid, 'after.csv', point);
      await checkLedger(grid, [recordId]);
    },
    300_000,
  );
});
