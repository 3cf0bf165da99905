import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { templateOf } from '../../core/kinds.ts';
import { passkeyChallenge, personKeyOf, withPasskey } from '../../core/persons/countersignature.ts';
import { keyListFile } from '../../core/persons/key-list.ts';
import { verifyCountersignature } from '../../core/persons/verify.ts';
import { openTrust, type Trust } from '../../core/trust.ts';
import { claimsFor } from '../support/kind-claims.ts';
import { assertion, fileKey, listOf, passkey, personSecret, signed } from '../support/person-world.ts';
import { type Service, startService } from '../support/service.ts';
import { until } from '../support/until.ts';

/** Persons sign a record of a real service on its real chain, and anybody verifies it without the service. */

type Page = {
  kind: string;
  items: {
    recordId: string;
    role: string;
    person: string;
    by: string;
    verdict: string | null;
    failed: string | null;
  }[];
  roles: { role: string; demanded: number; signed: string[] }[];
};
type Problem = { code: string; reason?: string };

let service: Service;
let trust: Trust;
let record: string;
let keyList: string;
const LIST = listOf({
  'p-1': { keys: [fileKey('first')], roles: ['collectors'] },
  'p-2': { keys: [passkey('second')], roles: ['collectors', 'reviewer'] },
});

beforeAll(async () => {
  service = await startService({ env: { JIANZHENG_AGENCY: 'grid' } });
  trust = openTrust(new Uint8Array(await (await service.request('/api/v1/trust')).arrayBuffer()));
  const claims = JSON.stringify(claimsFor(templateOf('power-use')!));
  const files = [{ name: '用电.csv', bytes: '1,2,3' }];
  ({ recordId: record } = await service.submit(files, { kind: 'power-use', claims }));
  keyList = await submitList(LIST);
}, 120_000);
afterAll(async () => {
  await service?.stop();
});

async function submitList(list: typeof LIST): Promise<string> {
  const file = { name: 'person-keys.json', bytes: keyListFile(list) };
  const { recordId } = await service.submit([file], { kind: 'person-keys' });
  await service.receipt(recordId);
  return recordId;
}

const statement = (more: object = {}) => ({
  ...{
    at: 1_795_000_000,
    keyList,
    ledger: trust.ledger,
    person: 'p-1',
    recordId: record,
    role: 'collectors',
  },
  ...more,
});

const send = (body: Uint8Array, on = record) =>
  service.request(`/api/v1/records/${on}/countersignatures`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(body),
  });
const page = async (): Promise<Page> =>
  (await (await service.request(`/api/v1/records/${record}/countersignatures`)).json()) as Page;
const file = async (id: string): Promise<Uint8Array> =>
  new Uint8Array(await (await service.request(`/api/v1/records/${id}/files/0`)).arrayBuffer());

test('before anybody signed, what the kind asks for is missing', async () => {
  expect(await page()).toMatchObject({
    kind: 'power-use',
    items: [],
    roles: [
      { role: 'collectors', demanded: 2, signed: [] },
      { role: 'reviewer', demanded: 1, signed: [] },
    ],
  });
});

test('a key of a file and a passkey sign; once anchored they count, here and to anybody offline', async () => {
  const first = signed(statement());
  const taken = await send(first);
  expect(taken.status).toBe(201);
  const { recordId } = (await taken.json()) as { recordId: string };
  // The same bytes again are the same countersignature.
  const again = await send(first);
  expect([again.status, await again.json()]).toEqual([200, { recordId, signedRecord: record }]);

  const said = {
    ...statement({ person: 'p-2', role: 'reviewer' }),
    key: personKeyOf(personSecret('second')),
  };
  const made = withPasskey(said, assertion(passkeyChallenge(said), personSecret('second')));
  expect((await send(Buffer.from(JSON.stringify(made)))).status).toBe(201);

  const whole = await until('both count', async () => {
    const now = await page();
    return now.items.every(({ verdict }) => verdict !== null) && now;
  });
  expect(whole.items).toMatchObject([
    { recordId, role: 'collectors', person: 'p-1', by: 'p256', verdict: 'SIGNED', failed: null },
    { role: 'reviewer', person: 'p-2', by: 'passkey', verdict: 'SIGNED', failed: null },
  ]);
  expect(whole.roles).toEqual([
    { role: 'collectors', demanded: 2, signed: ['grid p-1'], excused: false },
    { role: 'reviewer', demanded: 1, signed: ['grid p-2'], excused: false },
  ]);

  const anchored = async (id: string) => {
    const answer = await service.request(`/api/v1/records/${id}`);
    const { files } = (await answer.json()) as { files: { sm3: string }[] };
    return { file: await file(id), sm3: files[0]!.sm3, receipt: await service.receipt(id) };
  };
  const report = verifyCountersignature({
    recordId: record,
    countersignature: await anchored(recordId),
    keyLists: [await anchored(keyList)],
    trust,
  });
  expect(report).toMatchObject({ verdict: 'SIGNED', person: 'p-1', agency: 'grid' });
});

describe('what would never count is refused while the person is there', () => {
  test.each<[string, () => Uint8Array]>([
    ['other-record', () => signed(statement({ recordId: 'f'.repeat(64) }))],
    ['other-chain', () => signed(statement({ ledger: `0x${'ab'.repeat(20)}` }))],
    ['key-list-unknown', () => signed(statement({ keyList: record }))],
    ['key-not-listed', () => signed(statement(), 'stranger')],
    ['role-not-listed', () => signed(statement({ role: 'witness' }))],
    [
      'signature-invalid',
      () => Buffer.from(Buffer.from(signed(statement())).toString().replace('1795000000', '1795000001')),
    ],
    ['countersignature', () => Buffer.from('{"format":"jianzheng/countersignature/1"}')],
  ])('%s', async (reason, body) => {
    const before = (await page()).items.length;
    const answer = await send(body());
    const problem = (await answer.json()) as Problem;
    expect([answer.status, problem.code, problem.reason]).toEqual([422, 'countersignature-refused', reason]);
    expect((await page()).items.length).toBe(before);
  });

  test('a record that is not here, and a body that is none', async () => {
    expect(((await (await send(signed(statement()), 'f'.repeat(64))).json()) as Problem).code).toBe(
      'record-not-found',
    );
    expect((await send(Buffer.from('{'))).status).toBe(400);
  });
});

test('a newer list that drops a key ends it for what comes after, not for what was signed before', async () => {
  await submitList(listOf({ 'p-2': { keys: [passkey('second')], roles: ['collectors', 'reviewer'] } }));
  // It names the older list, as if the newer one were not there.
  const late = await send(signed(statement({ at: 1_795_000_500 })));
  expect([late.status, ((await late.json()) as Problem).reason]).toEqual([422, 'key-ended']);
  expect((await page()).items.map(({ verdict }) => verdict)).toEqual(['SIGNED', 'SIGNED']);
});
