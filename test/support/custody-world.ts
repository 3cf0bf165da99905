import type { Service } from './service.ts';
import { until } from './until.ts';

/** What people of an agency have done by its service, and what became of it. */

export type Act = {
  id: number;
  state: string;
  block: number | null;
  refusal: { error: string; what: string; next: string } | null;
};

const DAY_MS = 24 * 3600 * 1000;
/** @param from unix ms */
export const inDays = (days: number, from = Date.now()) => new Date(from + days * DAY_MS).toISOString();

export const get = async <Value>(service: Service, path: string): Promise<Value> =>
  (await (await service.request(`/api/v1/${path}`)).json()) as Value;

/** A record that is anchored. */
export async function anchored(service: Service, name: string, caseId: string): Promise<string> {
  const { recordId } = await service.submit([{ name, bytes: name }], { case: caseId });
  await service.receipt(recordId);
  return recordId;
}

/** Has the agency say something, and waits until both services have followed the chain to it. */
export async function said(service: Service, wish: object, others: readonly Service[] = []): Promise<Act> {
  const response = await service.request('/api/v1/acts', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wish),
  });
  if (response.status !== 202) throw new Error(await response.text());
  const { id } = (await response.json()) as Act;
  const act = await until(`act ${id}`, async () => {
    const now = await get<Act>(service, `acts/${id}`);
    return now.state !== 'open' && now;
  });
  if (act.refusal) throw new Error(act.refusal.what);
  for (const each of [service, ...others]) {
    await until(`block ${act.block}`, async () => {
      const { block } = await get<{ block: number | null }>(each, 'handoffs?limit=1');
      return (block ?? 0) >= (act.block ?? 0);
    });
  }
  return act;
}

/** Hands a record's receipt from one agency to another, which keeps it. */
export async function handReceipt(from: Service, to: Service, recordId: string): Promise<void> {
  const kept = new FormData();
  kept.append('receipt', new Blob([Buffer.from(await from.receipt(recordId))]), 'receipt.json');
  const answer = await to.request('/api/v1/receipts', { method: 'POST', body: kept });
  if (answer.status !== 201) throw new Error(await answer.text());
}
