import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../../core/bytes.ts';
import { makeCard, parseCard } from '../../core/card.ts';
import {
  agencySignatures,
  documentOf,
  mergeSignatures,
  readAgencySignatures,
} from '../../core/found-consortium.ts';
import { foundingPack, signFounding } from '../../core/founding.ts';
import type { CreationCode } from '../../core/founding-document.ts';
import { isPrivateKey } from '../../core/signature.ts';
import { foundingTrust } from '../../core/trust.ts';
import { AGENCIES, type AgencyId, CONSORTIUM } from './agencies.ts';

/**
 * The founding of the demo's chain, as four agencies do it: each makes its keys and its card, one document follows from
 * the cards, each signs it. Only that here all of it happens on one machine, with the keys in plain files.
 */

const GAS_LIMIT = 100_000_000;
const GENESIS_AGE_SECONDS = 60;
const LOWEST_CHAIN_ID = 1_000_000;
const HIGHEST_CHAIN_ID = 2 ** 31;

export type AgencyPaths = {
  /** The data folder of its service. */
  readonly data: string;
  readonly founding: string;
  readonly validatorKey: string;
  readonly chain: string;
};

export function pathsOf(folder: string, id: AgencyId): AgencyPaths {
  const data = join(folder, id);
  return {
    data,
    founding: join(data, 'founding.json'),
    validatorKey: join(data, 'keys', 'validator.key'),
    // Not where a service keeps the chain that it runs itself: this node is beside it.
    chain: join(data, 'node'),
  };
}

function newKey(): Uint8Array {
  for (;;) {
    const key = new Uint8Array(randomBytes(32));
    if (isPrivateKey(key)) return key;
  }
}

function creationCode(): CreationCode {
  const read = (name: string): string => {
    const path = new URL(`../../artifacts/contracts/${name}.sol/${name}.json`, import.meta.url);
    return (JSON.parse(readFileSync(path, 'utf8')) as { bytecode: string }).bytecode;
  };
  return {
    AgencyRegistry: read('AgencyRegistry'),
    EvidenceLedger: read('EvidenceLedger'),
    CaseHandoff: read('CaseHandoff'),
  };
}

function writeFounding(folder: string): void {
  const code = creationCode();
  const members = AGENCIES.map(({ id, name }) => {
    const keys = { governance: newKey(), operator: newKey(), validator: newKey() };
    const { governance, operator, validator } = keys;
    const card = makeCard({ id, name, endpoint: null }, { governance, operators: [operator], validator });
    return { id, keys, card: parseCard(card) };
  });
  const document = documentOf(
    members.map(({ card }) => card),
    {
      chainId: randomInt(LOWEST_CHAIN_ID, HIGHEST_CHAIN_ID),
      consortium: CONSORTIUM,
      forks: 'berlin',
      gasLimit: GAS_LIMIT,
      timestamp: Math.floor(Date.now() / 1000) - GENESIS_AGE_SECONDS,
    },
    code,
  );
  const signed = members.map(({ id, keys }) => {
    const signatures = [keys.governance, keys.operator, keys.validator].map((key) =>
      signFounding(document, key),
    );
    return readAgencySignatures(document, agencySignatures(document, id, signatures));
  });
  const signatures = mergeSignatures(document, signed);
  const pack = foundingPack(document, code, signatures);
  const trust = foundingTrust({ document, signatures });
  for (const { id, keys } of members) {
    const { data, founding } = pathsOf(folder, id);
    mkdirSync(join(data, 'keys'), { recursive: true, mode: 0o700 });
    for (const [role, key] of Object.entries(keys)) {
      writeFileSync(join(data, 'keys', `${role}.key`), `${toHex(key)}\n`, { mode: 0o600 });
    }
    writeFileSync(founding, pack);
    writeFileSync(join(data, 'trust.json'), trust);
  }
}

/** Founds the demo's chain in `folder`, unless it stands there. @returns whether it was founded now */
export function foundDemo(folder: string): boolean {
  if (existsSync(folder)) return false;
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  writeFounding(fresh);
  // Whole or not at all: a demo that was interrupted here begins again.
  renameSync(fresh, folder);
  return true;
}
