import type { Trust } from '../trust.ts';

/** What verification needs of an opened trust bundle. */
export type VerifierTrust = Pick<Trust, 'ledgers' | 'sets' | 'changedAt'>;
