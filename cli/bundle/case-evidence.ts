import { namedRecords, type Statement } from '../../core/statement-events.ts';
import { ask, problemOf, readBody, type Service, send } from '../service.ts';
import type { BagWriter } from './bag-writer.ts';

/** Statements of one answer. */
const PAGE = 500;

type Said = { readonly id: string; readonly statement: Statement };
type Page = { readonly items: readonly Said[]; readonly next: string | null };

async function statementsOf(service: Service, query: string): Promise<Said[]> {
  const said: Said[] = [];
  let cursor: string | null = null;
  do {
    const path: string = `statements?${query}&limit=${PAGE}${cursor === null ? '' : `&cursor=${cursor}`}`;
    const page: Page = await ask<Page>(service, { method: 'GET', path });
    said.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return said;
}

/**
 * What agencies said on the chain of the case and its records, hand-offs and their answers among it, each as a file.
 * @returns paths of the files, and the records that they name
 */
export async function addEvidence(
  service: Service,
  bag: BagWriter,
  commitment: string,
  recordIds: readonly string[],
): Promise<{ paths: string[]; named: string[] }> {
  const said = new Map<string, Statement>();
  for (const query of [`commitment=${commitment}`, ...recordIds.map((id) => `recordId=${id}`)]) {
    for (const { id, statement } of await statementsOf(service, query)) said.set(id, statement);
  }
  const paths: string[] = [];
  for (const id of said.keys()) {
    const answer = await send(service, { method: 'GET', path: `statements/${id}` });
    if (answer.status !== 200) throw await problemOf(service, answer);
    const path = `data/evidence/${id}.json`;
    await bag.add(path, await readBody(service, answer));
    paths.push(path);
  }
  const named = new Set([...said.values()].flatMap(namedRecords));
  return { paths: paths.sort(), named: [...named].sort() };
}
