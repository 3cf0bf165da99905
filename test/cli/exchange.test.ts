import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAcknowledgement, signAcknowledgement } from '../../core/acknowledgement.ts';
import { addressOfKey } from '../../core/signature.ts';
import { agencyKeys, testKey } from '../support/founding.ts';
import type { Service } from '../support/service.ts';
import { startTwoAgencies, type TwoAgencies } from '../support/two-agencies.ts';
import { jsonLines, jz, type RunOptions, temporaryFolder } from './support/jz.ts';

/** Two agencies hand each other evidence, each with its own service, and with nothing but the command. */

const folder = temporaryFolder();
const at = (name: string) => path.join(folder, name);
let both: TwoAgencies;
beforeAll(async () => {
  mkdirSync(at('files'));
  writeFileSync(at('files/照片.jpg'), 'a photo');
  writeFileSync(at('files/note.txt'), 'a note');
  writeFileSync(at('other.txt'), 'something else');
  both = await startTwoAgencies();
}, 120_000);
afterAll(() => both.close());

const on = (service: Service, args: readonly string[], env: RunOptions['env'] = {}) =>
  jz(args, { cwd: folder, env: { JIANZHENG_DATA: service.data, ...env } });

/** A record of the grid, with its receipt in a file. */
async function submitted(name: string): Promise<string> {
  const ran = await on(both.grid, ['submit', 'files', '-c', name, '--wait', '--json']);
  expect(ran.stderr).toBe('');
  const [{ recordId }] = jsonLines<{ recordId: string }>(ran.stdout) as [{ recordId: string }];
  expect((await on(both.grid, ['receipt', recordId, '-o', `${name}.json`])).code).toBe(0);
  return recordId;
}

type Kept = { recordId: string; agency: string; receiptSha256: string; heldFiles: number[] };
const keptBy = async (service: Service, query: string) =>
  ((await (await service.request(`/api/v1/receipts?${query}`)).json()) as { items: Kept[] }).items;
const copiesOf = async (recordId: string) =>
  (
    (await (await both.grid.request(`/api/v1/records/${recordId}`)).json()) as {
      copies: { agency: string; heldFiles: number[]; receiptSha256: string }[];
    }
  ).copies;

describe('jz receipt import', () => {
  it('has the own service verify and keep a receipt, and its files later', async () => {
    const recordId = await submitted('imported');
    const first = await on(both.police, ['receipt', 'import', 'imported.json', '--json']);
    expect(first.stderr).toBe('');
    expect(first.code).toBe(0);
    const [kept] = jsonLines<Kept & { acknowledgement: unknown; replayed: boolean }>(first.stdout);
    expect(kept).toMatchObject({ recordId, agency: 'grid', heldFiles: [], replayed: false });
    expect(readAcknowledgement(kept!.acknowledgement).key).toBe(addressOfKey(agencyKeys('police').operator));

    const again = await on(both.police, ['receipt', 'import', 'imported.json', '--files', 'files']);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('2 of 2 files');
    expect(await keptBy(both.police, `recordId=${recordId}`)).toMatchObject([{ heldFiles: [0, 1] }]);
    expect(await keptBy(both.grid, '')).toEqual([]);
  });

  it('refuses a file that is none of the receipt’s, before anything is sent', async () => {
    const recordId = await submitted('foreign');
    const { code, stderr } = await on(both.police, [
      'receipt',
      'import',
      'foreign.json',
      '--files',
      'other.txt',
    ]);
    expect(stderr).toContain('[files-foreign]');
    expect(code).toBe(1);
    expect(await keptBy(both.police, `recordId=${recordId}`)).toEqual([]);
  });

  it('ends with 5 for a receipt that does not hold, and shows which check refused it', async () => {
    await submitted('forged');
    const receipt = JSON.parse(readFileSync(at('forged.json'), 'utf8'));
    receipt.inclusion.index = 1;
    writeFileSync(at('forged.json'), JSON.stringify(receipt));
    const forged = await on(both.police, ['receipt', 'import', 'forged.json']);
    expect(forged.stdout).toMatch(/^INVALID/);
    expect(forged.stderr).toContain('[receipt-invalid]');
    expect(forged.code).toBe(5);
    const none = await on(both.police, ['receipt', 'import', 'other.txt']);
    expect(none.stderr).toContain('[receipt-unreadable]');
    expect(none.code).toBe(5);
  });
});

describe('jz receipt send', () => {
  it('hands over receipt and files, and notes the copy at home by the peer’s signature', async () => {
    const recordId = await submitted('sent');
    const peer = { JIANZHENG_PEER_TOKEN: both.police.token };
    const to = ['receipt', 'send', recordId, '--to', both.police.url];
    const first = await on(both.grid, to, peer);
    expect(first.stderr).toBe('');
    expect(first.stdout).toContain('police keeps a copy');
    expect(await copiesOf(recordId)).toMatchObject([{ agency: 'police', heldFiles: [] }]);

    writeFileSync(at('peer.token'), `${both.police.token}\n`);
    const more = await on(both.grid, [
      ...to,
      '--with-files',
      'files',
      '--peer-token-file',
      'peer.token',
      '--json',
    ]);
    const [said] = jsonLines<{ copy: object; acknowledgement: unknown }>(more.stdout);
    expect(said!.copy).toMatchObject({ agency: 'police', heldFiles: [0, 1] });
    expect(await copiesOf(recordId)).toMatchObject([{ agency: 'police', heldFiles: [0, 1] }]);
    const [kept] = await keptBy(both.police, `recordId=${recordId}`);
    expect((await copiesOf(recordId))[0]!.receiptSha256).toBe(kept!.receiptSha256);
  });

  it('hands over the files that the own service holds, and says which it does not', async () => {
    const peer = { JIANZHENG_PEER_TOKEN: both.police.token };
    const recordId = await submitted('from-service');
    const to = (id: string) => ['receipt', 'send', id, '--to', both.police.url, '--with-files'];
    const sent = await on(both.grid, to(recordId), peer);
    expect(sent.stderr).toBe('');
    expect(await copiesOf(recordId)).toMatchObject([{ agency: 'police', heldFiles: [0, 1] }]);

    const only = await on(both.grid, ['submit', 'files', '--digests-only', '--wait', '--json']);
    const [digests] = jsonLines<{ recordId: string }>(only.stdout);
    const without = await on(both.grid, to(digests!.recordId), peer);
    expect(without.stderr.match(/digests only/g)).toHaveLength(2);
    expect(without.code).toBe(0);
    expect(await copiesOf(digests!.recordId)).toMatchObject([{ agency: 'police', heldFiles: [] }]);
  });

  it('needs a token of the peer, and does not take its own service for another agency', async () => {
    const recordId = await submitted('not-sent');
    const to = (url: string) => ['receipt', 'send', recordId, '--to', url];
    expect(await on(both.grid, to(both.police.url))).toMatchObject({ code: 2 });
    const own = await on(both.grid, to(both.grid.url), { JIANZHENG_PEER_TOKEN: both.grid.token });
    expect(own.stderr).toContain('[acknowledgement-invalid]');
    expect(own.code).toBe(6);
    expect(await copiesOf(recordId)).toEqual([]);
  });

  it('is noted only by a key that the registry knows as that agency’s', async () => {
    const recordId = await submitted('stranger');
    const statement = { agency: 'court', at: 1, heldFiles: [], receiptSha256: 'ab'.repeat(32), recordId };
    const note = async (key: Uint8Array) => {
      const body = JSON.stringify(signAcknowledgement(statement, key));
      const headers = { 'content-type': 'application/json' };
      const sent = { method: 'POST', body, headers };
      return (await both.grid.request(`/api/v1/records/${recordId}/copies`, sent)).status;
    };
    expect(await note(testKey('nobody'))).toBe(422);
    expect(await note(agencyKeys('police').operator)).toBe(422);
    expect(await note(agencyKeys('court').validator)).toBe(422);
    expect(await note(agencyKeys('court').operator)).toBe(201);
  });
});

describe('after a change of the validators', () => {
  it('receipts of the new set are kept, and a pinned bundle is carried forward from any agency to verify them', async () => {
    writeFileSync(at('pinned.json'), readFileSync(both.node.trustPath));
    await both.node.admitNewcomer();
    const recordId = await submitted('later');
    const imported = await on(both.police, ['receipt', 'import', 'later.json', '--files', 'files']);
    expect(imported.stderr).toBe('');
    expect(imported.code).toBe(0);

    // From here on the submitting agency's server is not needed.
    await both.grid.stop();
    const [kept] = await keptBy(both.police, `recordId=${recordId}`);
    const answer = await both.police.request(`/api/v1/receipts/${kept!.receiptSha256}`);
    writeFileSync(at('kept.json'), Buffer.from(await answer.arrayBuffer()));
    expect(readFileSync(at('kept.json'))).toEqual(readFileSync(at('later.json')));

    const verify = ['verify', 'files', '--receipt', 'kept.json', '--trust', 'pinned.json'];
    expect((await jz(verify, { cwd: folder })).code).toBe(4);
    const update = await jz(['trust', 'update', both.police.url, '--trust', 'pinned.json'], { cwd: folder });
    expect(update.code).toBe(0);
    const verified = await jz(verify, { cwd: folder });
    expect(verified.stdout).toContain('validator set 2');
    expect(verified.code).toBe(0);
  });
});
