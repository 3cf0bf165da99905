/**
 * P7: what notarizing costs in gas, per record, beside the Ethereum Attestation Service doing the same with its own
 * published contracts in the same run. An anchor costs the same whatever the batch holds; attestations are paid one
 * by one, and `multiAttest` saves only what the transaction itself costs.
 */
import { AbiCoder, sha256, toBeHex, ZeroAddress, ZeroHash } from 'ethers';
import { artifact } from '../../test/contracts/support/chain.ts';
import { addressOf, found } from '../../test/contracts/support/consortium.ts';
import type { Row } from './row.ts';

const EAS = 'node_modules/@ethereum-attestation-service/eas-contracts/artifacts/contracts';
const digest = (n: number) => sha256(toBeHex(n, 32));

export default async function bench(): Promise<Row[]> {
  const c = await found(4, 'merge');
  const officer = addressOf('grid operator');
  const schemas = await c.chain.deploy(artifact('SchemaRegistry.sol/SchemaRegistry.json', EAS), []);
  const eas = await c.chain.deploy(artifact('EAS.sol/EAS.json', EAS), [schemas.address]);
  const { events } = await c.chain.send(schemas, officer, 'register', ['bytes32 root', ZeroAddress, true]);
  const schema = events[0]!.args[0] as string;
  const content = (n: number) => [
    ZeroAddress,
    0,
    true,
    ZeroHash,
    AbiCoder.defaultAbiCoder().encode(['bytes32'], [digest(n)]),
    0,
  ];

  await c.anchor('grid operator', 1, digest(1), 1);
  await c.chain.send(eas, officer, 'attest', [[schema, content(1)]]);
  const attest = (await c.chain.send(eas, officer, 'attest', [[schema, content(2)]])).gasUsed;
  const hundred = Array.from({ length: 100 }, (_, n) => content(n + 3));
  const multiAttest = (await c.chain.send(eas, officer, 'multiAttest', [[[schema, hundred]]])).gasUsed / 100;

  const rows: Row[] = [
    { id: 'P7', what: 'EAS attest, one record', value: attest, unit: 'gas/record' },
    { id: 'P7', what: 'EAS multiAttest of 100, one record', value: multiAttest, unit: 'gas/record' },
  ];
  for (const [index, size] of [1, 100, 10_000].entries()) {
    const { gasUsed } = await c.anchor('grid operator', index + 2, digest(1000 + index), size);
    const ratio = gasUsed / size / (size === 1 ? attest : multiAttest);
    rows.push(
      { id: 'P7', what: `anchor of a batch of ${size}`, value: gasUsed / size, unit: 'gas/record' },
      {
        id: 'P7',
        what: `  as a part of EAS ${size === 1 ? 'attest' : 'multiAttest'}`,
        value: ratio,
        unit: 'x',
        ...(size === 1 ? { target: '<= 0.5', ok: ratio <= 0.5 } : {}),
      },
    );
  }
  return rows;
}
