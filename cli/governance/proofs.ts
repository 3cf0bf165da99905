import { MAX_CARD_BYTES, parseCard } from '../../core/card.ts';
import type { GovernanceCall } from '../../core/governance/calls.ts';
import {
  MAX_POSSESSION_BYTES,
  type PossessionFile,
  readPossession,
} from '../../core/governance/possession.ts';
import type { Trust } from '../../core/trust.ts';
import { readBounded } from '../bounded-file.ts';
import { failure } from '../command-error.ts';
import { orRefuse } from '../refused.ts';

/** Calls that bring a key into the registry, out of the files that its agency handed over. */

async function proofIn(file: string, trust: Trust): Promise<PossessionFile> {
  const bytes = await readBounded(file, MAX_POSSESSION_BYTES);
  return orRefuse('possession-refused', file, () => readPossession(bytes, trust));
}

async function proofOf(file: string, trust: Trust, agency: string): Promise<PossessionFile> {
  const proof = await proofIn(file, trust);
  if (proof.agency !== agency) {
    throw failure('possession-of-another', { path: file, found: proof.agency, expected: agency });
  }
  return proof;
}

/** @throws CommandError `card-refused`, `possession-refused`, `possession-elsewhere`, `possession-of-another` */
export async function admissionCall(
  cardFile: string,
  proofFile: string,
  trust: Trust,
): Promise<GovernanceCall> {
  const bytes = await readBounded(cardFile, MAX_CARD_BYTES);
  const card = orRefuse('card-refused', cardFile, () => parseCard(bytes));
  const { governance, validator } = await proofOf(proofFile, trust, card.id);
  for (const [proved, named] of [
    [governance.key, card.governance],
    [validator.key, card.validator],
  ]) {
    if (proved !== named) {
      throw failure('possession-of-another', { path: proofFile, found: `${proved}`, expected: `${named}` });
    }
  }
  return { method: 'propose-admission', agency: card.id, governance, validator };
}

/** @throws CommandError `possession-refused`, `possession-elsewhere`, `possession-of-another` */
export async function replacementCall(
  role: 'governance' | 'validator',
  agency: string,
  proofFile: string,
  trust: Trust,
): Promise<GovernanceCall> {
  const proof = await proofOf(proofFile, trust, agency);
  return { method: `propose-${role}`, agency, key: proof[role] };
}

/** @throws CommandError `possession-refused`, `possession-elsewhere` */
export async function operatorCall(proofFile: string, trust: Trust): Promise<GovernanceCall> {
  return { method: 'add-operator', key: (await proofIn(proofFile, trust)).operator };
}
