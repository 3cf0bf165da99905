import { templateOf } from '../kinds.ts';
import type { CountersignatureReport } from './verify.ts';

/** Who signed a record, role by role. */
export type SignedRole = {
  readonly role: string;
  /** Persons whom the record's kind asks for in that role; 0 where it does not ask. */
  readonly demanded: number;
  /** Those whose countersignatures hold, each once, as `agency person`. */
  readonly signed: readonly string[];
};

/**
 * The roles that the record's kind asks for, in its order, then those in which others signed besides. A person counts
 * once in a role, and nothing but a countersignature that holds counts. No verdict rests on it: which signatures were
 * handed over is for whoever hands them over to choose.
 */
export function signedRoles(kind: string, reports: readonly CountersignatureReport[]): SignedRole[] {
  const demanded = new Map<string, number>(
    (templateOf(kind)?.roles ?? []).map(({ name, claims }) => [name, claims.length]),
  );
  const holding = reports.filter(({ verdict }) => verdict === 'SIGNED');
  const beside = holding.map(({ role }) => role ?? '').filter((role) => !demanded.has(role));
  return [...demanded.keys(), ...new Set(beside.sort())].map((role) => {
    const signers = holding.filter((report) => report.role === role);
    return {
      role,
      demanded: demanded.get(role) ?? 0,
      signed: [...new Set(signers.map(({ agency, person }) => `${agency} ${person}`))].sort(),
    };
  });
}
