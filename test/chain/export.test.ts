import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RLP } from '@ethereumjs/rlp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { decodeHeader, encodeHeader, type Header } from '../../core/header.ts';
import { decodeExtra, encodeExtra, sealHeader } from '../../core/qbft.ts';
import { addressOfKey } from '../../core/signature.ts';
import { type GenesisFile, importBlocks } from '../support/besu-import.ts';
import { openTestChain, type TestChain, temporaryFolder } from '../support/embedded-chain.ts';
import { agencyKeys } from '../support/founding.ts';
import { anchorCall, type CallFields, signCall } from '../support/ledger-calls.ts';
import { agencyWord, ROLE, registryAbi, signPossession } from '../support/registry-calls.ts';

const run = promisify(execFile);
const EXPORT = fileURLToPath(new URL('../../chain/export.ts', import.meta.url));
const IDS = ['court', 'grid', 'police', 'telecom'];
const registry = registryAbi();

let place: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  place = temporaryFolder();
});
afterEach(() => place.remove());

async function exported(): Promise<{ genesis: GenesisFile; file: Uint8Array; said: unknown }> {
  const out = join(place.folder, 'blocks.rlp');
  const { stdout } = await run(process.execPath, [EXPORT, '--data', place.folder, '--out', out]);
  const genesis = JSON.parse(readFileSync(join(place.folder, 'genesis.json'), 'utf8')) as GenesisFile;
  return { genesis, file: readFileSync(out), said: JSON.parse(stdout) };
}

/** Sends calls one after the other or `together`, each key with its own nonces. */
function sender(test: TestChain) {
  const nonces = new Map<string, number>();
  return async (calls: readonly (CallFields & { key: Uint8Array })[]) => {
    const raws = calls.map(({ key, ...fields }) => {
      const who = addressOfKey(key);
      const nonce = nonces.get(who) ?? 0;
      nonces.set(who, nonce + 1);
      return signCall(key, { ...fields, nonce, gasLimit: 3_000_000 });
    });
    await Promise.all(raws.map((raw) => test.rpc('eth_sendRawTransaction', raw)));
    await test.settled();
  };
}

async function busyChain(forks: 'berlin' | 'london'): Promise<TestChain> {
  const newcomer = agencyKeys('customs');
  const test = await openTestChain({
    folder: place.folder,
    ids: IDS,
    forks,
    sealWith: [
      agencyKeys('court').validator,
      ...[...IDS.slice(1), 'customs'].map((id) => agencyKeys(id).validator),
    ],
  });
  const send = sender(test);
  const type = forks === 'london' ? 2 : 1;
  for (let round = 1; round <= 3; round++) {
    await send(
      IDS.flatMap((id, i) => [
        { key: agencyKeys(id).operator, to: test.ledger, data: anchorCall(round), type: i % 2 ? type : 0 },
        { key: agencyKeys(id).operator, to: test.ledger, data: anchorCall(99) },
      ]),
    );
  }
  await send([
    { key: agencyKeys('grid').operator, to: null, data: '0x600a600c600039600a6000f3602a60005260206000f3' },
  ]);
  const possession = async (role: 'governance' | 'validator') => {
    const args = [agencyWord('customs'), ROLE[role], addressOfKey(newcomer[role])];
    const data = registry.encodeFunctionData('possessionHash', args);
    return signPossession(
      newcomer[role],
      (await test.rpc('eth_call', { to: test.registry, data })) as string,
    );
  };
  const admission = registry.encodeFunctionData('proposeAdmission', [
    agencyWord('customs'),
    addressOfKey(newcomer.governance),
    addressOfKey(newcomer.validator),
    await possession('governance'),
    await possession('validator'),
  ]);
  await send([{ key: agencyKeys('court').governance, to: test.registry, data: admission }]);
  const vote = registry.encodeFunctionData('vote', [1]);
  await send(
    ['grid', 'police', 'telecom'].map((id) => ({
      key: agencyKeys(id).governance,
      to: test.registry,
      data: vote,
    })),
  );
  await send([
    { key: newcomer.validator, to: test.registry, data: registry.encodeFunctionData('claim', []) },
  ]);
  await send([{ key: agencyKeys('grid').operator, to: test.ledger, data: anchorCall(4) }]);
  return test;
}

it.each(['berlin', 'london'] as const)(
  'an exported chain passes every rule of an importing engine, a change of its validators included (%s)',
  async (forks) => {
    const test = await busyChain(forks);
    const set = registry.encodeFunctionData('getValidators', []);
    const words = (await test.rpc('eth_call', { to: test.registry, data: set }, 'latest')) as string;
    expect(registry.decodeFunctionResult('getValidators', words)[0]).toHaveLength(5);
    const head = (await test.rpc('eth_getBlockByNumber', 'latest', false)) as {
      number: string;
      hash: string;
    };
    // The chain is still running: an export needs no pause.
    const { genesis, file, said } = await exported();
    await test.close();
    expect(said).toMatchObject({ blocks: Number(head.number), head: head.hash });
    expect(await importBlocks(genesis, file)).toEqual({ blocks: Number(head.number), head: head.hash });
  },
);

it('the importing rules notice what was tampered with', async () => {
  const test = await busyChain('berlin');
  const { genesis, file } = await exported();
  await test.close();
  const blocks: Uint8Array[][] = [];
  for (let rest: Uint8Array = file; rest.length > 0; ) {
    const { data, remainder } = RLP.decode(rest, true);
    blocks.push(data as unknown as Uint8Array[]);
    rest = remainder;
  }
  const withHeader = (index: number, change: (header: Header) => Header) => {
    const copy = blocks.map((block) => [...block]);
    const block = copy[index] as unknown[];
    const header = change(decodeHeader(RLP.encode(block[0] as Uint8Array[])));
    block[0] = RLP.decode(encodeHeader(header));
    return Buffer.concat(copy.map((each) => RLP.encode(each)));
  };
  const withSeals = (change: (seals: readonly Uint8Array[]) => readonly Uint8Array[]) => (header: Header) => {
    const extra = decodeExtra(header.extraData);
    return { ...header, extraData: encodeExtra({ ...extra, seals: change(extra.seals) }) };
  };
  const keys = IDS.map((id) => agencyKeys(id).validator);
  const resealed = (change: Partial<Header>) => (header: Header) =>
    sealHeader({ ...header, ...change }, keys.slice(0, 3));
  const refusals: [Uint8Array, RegExp][] = [
    [
      withHeader(
        2,
        withSeals((seals) => seals.slice(0, 2)),
      ),
      /insufficient/,
    ],
    [
      withHeader(
        2,
        withSeals((seals) => [...seals.slice(0, 2), ...seals.slice(1, 2)]),
      ),
      /duplicated/,
    ],
    [
      withHeader(2, (header) => sealHeader(header, [...keys.slice(0, 2), agencyKeys('customs').validator])),
      /not validators/,
    ],
    [withHeader(2, resealed({ gasUsed: 21_000n })), /gas used/],
    [withHeader(2, resealed({ stateRoot: new Uint8Array(32) })), /state root/],
    [withHeader(2, resealed({ timestamp: 1_790_000_000n })), /TimestampMoreRecentThanParent/],
    [withHeader(2, resealed({ gasLimit: 200_000_000n })), /GasLimitRange/],
  ];
  for (const [tampered, rule] of refusals)
    await expect(importBlocks(genesis, tampered)).rejects.toThrow(rule);
});

it('a folder without a chain is said to be one', async () => {
  const exporting = run(process.execPath, [EXPORT, '--data', place.folder, '--out', join(place.folder, 'x')]);
  await expect(exporting).rejects.toMatchObject({
    code: 17,
    stderr: expect.stringContaining('cannot be opened'),
  });
});
