import { readFileSync } from 'node:fs';
import { Interface, Wallet } from 'ethers';
import { fromHex0x, toHex0x, utf8 } from '../../core/bytes.ts';

function abiOf(name: string): Interface {
  const path = new URL(`../../artifacts/contracts/${name}.sol/${name}.json`, import.meta.url);
  return new Interface((JSON.parse(readFileSync(path, 'utf8')) as { abi: [] }).abi);
}

/** ABI of the real contracts, as the compiler left it in artifacts/. */
export const registryAbi = () => abiOf('AgencyRegistry');
export const ledgerAbi = () => abiOf('EvidenceLedger');

/** Numbers of `IAgencyRegistry.Role`. */
export const ROLE = { governance: 1, operator: 2, validator: 3 } as const;

/** An agency's id as the contracts have it: ASCII, left-aligned in 32 bytes. */
export function agencyWord(id: string): string {
  return toHex0x(utf8(id)).padEnd(66, '0');
}

/** A key's signature under the registry's possession hash (32 bytes, hex), as an EIP-191 message. */
export function signPossession(privateKey: Uint8Array, possessionHash: string): string {
  return new Wallet(toHex0x(privateKey)).signMessageSync(fromHex0x(possessionHash));
}
