import { expect } from 'vitest';
import type { AuditEvent } from '../../server/http/services.ts';
import { type Service, startService } from './service.ts';

/** Where every scenario ends: everything is verified again from bytes, and everything acknowledged has its receipt. */

export type Ledger = { readonly checked: Readonly<Record<string, number>> };

async function auditOf(service: Service): Promise<AuditEvent[]> {
  const answer = await service.request('/api/v1/audits', { method: 'POST' });
  if (answer.status !== 200) throw new Error(`The audit answered ${answer.status}: ${await answer.text()}`);
  return (await answer.text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditEvent);
}

async function drained(service: Service, ms: number): Promise<void> {
  for (const end = Date.now() + ms; ; ) {
    const answer = await service.request('/api/v1/status');
    const { queue } = (await answer.json()) as { queue: { received: number; batched: number } };
    if (queue.received + queue.batched === 0) return;
    if (Date.now() > end)
      throw new Error(`The queue does not drain: ${JSON.stringify(queue)}\n${service.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The state of every record, by ID. */
async function allStates(service: Service): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await service.request(`/api/v1/records?limit=200${from}`);
    if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
    const page = (await answer.json()) as {
      items: { recordId: string; state: string }[];
      next: string | null;
    };
    for (const { recordId, state } of page.items) states.set(recordId, state);
    cursor = page.next;
  }
  return states;
}

/**
 * Holds a running service to all that it owes.
 * @param acknowledged IDs of the records that somebody was told are received
 */
export async function checkLedger(
  service: Service,
  acknowledged: Iterable<string> = [],
  ms = 60_000,
): Promise<Ledger> {
  await drained(service, ms);
  const events = await auditOf(service);
  const findings = events.flatMap((event) => ('finding' in event ? [event.finding] : []));
  expect(findings).toEqual([]);
  const result = events.flatMap((event) => ('result' in event ? [event.result] : []))[0];
  expect(result?.clean).toBe(true);
  const { alerts } = (await (await service.request('/api/v1/status')).json()) as { alerts?: unknown[] };
  expect(alerts ?? []).toEqual([]);
  const states = await allStates(service);
  const missing = [...acknowledged].filter((id) => states.get(id) !== 'anchored');
  expect(missing.map((id) => `${id} ${states.get(id)}`)).toEqual([]);
  return { checked: result?.checked ?? {} };
}

/** The same for a data folder whose service is down: starts it once more, as any next start would. */
export async function checkFolder(data: string, acknowledged: Iterable<string> = []): Promise<Ledger> {
  const service = await startService({ data });
  try {
    return await checkLedger(service, acknowledged);
  } finally {
    await service.stop();
  }
}
