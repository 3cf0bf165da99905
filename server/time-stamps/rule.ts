import { readFileSync } from 'node:fs';
import { JianzhengError } from '../../core/errors.ts';
import { certificatesOfPem } from '../../core/time-stamp/certificate.ts';
import type { Config } from '../config.ts';
import type { StampingRule } from './stamping.ts';

/**
 * The time-stamping authority that the operator set.
 * @throws JianzhengError `time-stamp-authority-unusable` when its certificates cannot be read: a service that went on
 *   would keep tokens of anyone
 */
export function readStampingRule(set: NonNullable<Config['timeStamps']>): StampingRule {
  const { url, policy, renewMs, certificatesPath: path } = set;
  try {
    const pinned = path === undefined ? [] : certificatesOfPem(readFileSync(path, 'utf8'));
    return { authority: { url, policy, pinned }, renewMs };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new JianzhengError('time-stamp-authority-unusable', reason, { cause, details: { path, reason } });
  }
}
