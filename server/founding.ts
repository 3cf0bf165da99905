import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex, toHex, utf8 } from '../core/bytes.ts';
import { JianzhengError } from '../core/errors.ts';
import { foundingPack, signFounding } from '../core/founding.ts';
import {
  type CreationCode,
  contractsOf,
  type FoundingDocument,
  type Names,
} from '../core/founding-document.ts';
import { addressOfKey, isPrivateKey } from '../core/signature.ts';
import { foundingTrust } from '../core/trust.ts';
import { syncFolder, writeDurable } from './durable-files.ts';
import { makeFolder } from './make-folder.ts';

/**
 * The first start on a data folder: keys, the founding document of a chain with one agency, signed by all of them, and
 * the trust bundle that auditors pin. It happens once, whole or not at all.
 */
export type Paths = {
  readonly founding: string;
  readonly trust: string;
  readonly keys: string;
  readonly operatorKey: string;
  readonly validatorKey: string;
  readonly chain: string;
  readonly service: string;
  /** Proof of misbehaviour, a file each. */
  readonly evidence: string;
};

export function pathsIn(data: string): Paths {
  const keys = join(data, 'keys');
  return {
    founding: join(data, 'founding.json'),
    trust: join(data, 'trust.json'),
    keys,
    operatorKey: join(keys, 'operator.key'),
    validatorKey: join(keys, 'validator.key'),
    chain: join(data, 'chain'),
    service: join(data, 'service'),
    evidence: join(data, 'evidence'),
  };
}

/** Who founds the chain. `id` as in the format; names as people know the agency. */
export type Founder = { readonly id: string; readonly name: Names };

/** Gas of a block. An anchor takes some 0.1 million whatever its batch's size. */
const GAS_LIMIT = 100_000_000;
/** A block's time may not lie in the future, and clocks differ. */
const GENESIS_AGE_SECONDS = 60;
const LOWEST_CHAIN_ID = 1_000_000;
const HIGHEST_CHAIN_ID = 2 ** 31;

function creationCode(): CreationCode {
  const read = (name: string): string => {
    const path = new URL(`../artifacts/contracts/${name}.sol/${name}.json`, import.meta.url);
    return (JSON.parse(readFileSync(path, 'utf8')) as { bytecode: string }).bytecode;
  };
  return {
    AgencyRegistry: read('AgencyRegistry'),
    EvidenceLedger: read('EvidenceLedger'),
    CaseHandoff: read('CaseHandoff'),
  };
}

function newKey(): Uint8Array {
  for (;;) {
    const key = new Uint8Array(randomBytes(32));
    // One in 2^128 is no key.
    if (isPrivateKey(key)) return key;
  }
}

function writeFounding(folder: string, founder: Founder, now: number): void {
  const keys = { governance: newKey(), operator: newKey(), validator: newKey() };
  const code = creationCode();
  const document: FoundingDocument = {
    agencies: [
      {
        governance: addressOfKey(keys.governance),
        id: founder.id,
        name: founder.name,
        operators: [addressOfKey(keys.operator)],
        validator: addressOfKey(keys.validator),
      },
    ],
    // Wallets and other chains' replays go by this number, so no two installations share one (but for bad luck).
    chainId: randomInt(LOWEST_CHAIN_ID, HIGHEST_CHAIN_ID),
    consortium: founder.name,
    contracts: contractsOf(code),
    format: 'jianzheng/founding/1',
    genesis: {
      forks: 'berlin',
      gasLimit: GAS_LIMIT,
      timestamp: Math.floor(now / 1000) - GENESIS_AGE_SECONDS,
    },
  };
  const signatures = Object.values(keys).map((key) => signFounding(document, key));
  mkdirSync(join(folder, 'keys'), { mode: 0o700 });
  for (const [role, key] of Object.entries(keys)) {
    writeDurable(join(folder, 'keys', `${role}.key`), utf8(`${toHex(key)}\n`));
  }
  syncFolder(join(folder, 'keys'));
  writeDurable(join(folder, 'trust.json'), foundingTrust({ document, signatures }));
  writeDurable(join(folder, 'founding.json'), foundingPack(document, code, signatures));
  syncFolder(folder);
}

/** Moves what a founding has made to its places. A crash in between leaves the rest for the next start. */
function publish(data: string, folder: string): void {
  // founding.json comes last: where it stands, everything does.
  for (const name of ['keys', 'trust.json', 'founding.json']) {
    if (readdirSync(folder).includes(name)) renameSync(join(folder, name), join(data, name));
  }
  syncFolder(data);
  rmdirSync(folder);
}

/**
 * Whether the data folder still has to be founded. Finishes what a crash left of a founding that was decided, and
 * removes what one left that was not: nobody has seen those keys.
 * @throws JianzhengError `folder-unusable`; `founding-incomplete` where keys or trust stand without a founding document
 */
export function needsFounding(data: string): boolean {
  makeFolder(data);
  const decided = join(data, '.founding');
  if (existsSync(decided)) publish(data, decided);
  rmSync(join(data, '.founding.new'), { recursive: true, force: true });
  const { founding, trust, keys } = pathsIn(data);
  if (existsSync(founding) || (existsSync(trust) && existsSync(keys))) return false;
  const left = [trust, keys, pathsIn(data).chain].filter((path) => existsSync(path));
  if (left.length > 0) {
    throw new JianzhengError('founding-incomplete', `${left[0]} is there, but founding.json is not`, {
      details: { folder: data, found: left.join(', ') },
    });
  }
  return true;
}

/** Founds a chain with one agency. Whole and durable on return. */
export function found(data: string, founder: Founder, now: number): void {
  const temporary = join(data, '.founding.new');
  mkdirSync(temporary, { mode: 0o700 });
  writeFounding(temporary, founder, now);
  // This rename decides: before it there was no founding, after it there is one, wherever its files lie.
  renameSync(temporary, join(data, '.founding'));
  syncFolder(data);
  publish(data, join(data, '.founding'));
}

/** A private key from its file. @throws JianzhengError `key-unreadable` */
export function readKeyFile(path: string): Uint8Array {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim().replace(/^0x/, '');
  } catch (cause) {
    throw new JianzhengError('key-unreadable', `${path} cannot be read`, { cause, details: { path } });
  }
  const key = /^[0-9a-f]{64}$/.test(text) ? fromHex(text) : new Uint8Array();
  if (!isPrivateKey(key)) {
    throw new JianzhengError('key-unreadable', `${path} is no private key: 64 hex digits`, {
      details: { path },
    });
  }
  return key;
}

/** The agency of this installation: the one asked for, or the founding agency that the operator key belongs to. */
export function agencyOf(document: FoundingDocument, operator: string, asked: string | undefined): Founder {
  const known = document.agencies.find(({ id, operators }) =>
    asked === undefined ? operators.includes(operator) : id === asked,
  );
  if (known) return { id: known.id, name: known.name };
  if (asked !== undefined) return { id: asked, name: { en: asked, zh: asked } };
  throw new JianzhengError(
    'agency-unknown',
    'The operator key belongs to no founding agency: set JIANZHENG_AGENCY',
    {
      details: { operator },
    },
  );
}
