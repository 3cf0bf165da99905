import type { KindState } from '../kind-check.ts';
import { templateOf } from '../kinds.ts';
import type { CountersignatureReport } from './verify.ts';

/** Who signed a record, role by role. */
export type SignedRole = {
  readonly role: string;
  /** Persons whom the record's kind asks for in that role; 0 where it does not ask. */
  readonly demanded: number;
  /** Those whose countersignatures hold, each once, as `agency person`. */
  readonly signed: readonly string[];
  /** In place of the persons the record itself gives a reason for none, which is the agency's claim. */
  readonly excused: boolean;
};

/** Persons who are still missing in a role, 0 where a reason stands in their place. */
export const missingIn = ({ demanded, signed, excused }: SignedRole): number =>
  excused ? 0 : Math.max(0, demanded - signed.length);

/**
 * The roles that the record's kind asks for, in its order, then those in which others signed besides. A person counts
 * once in a role, and nothing but a countersignature that holds counts. No verdict rests on it: which signatures were
 * handed over is for whoever hands them over to choose.
 * @param template what the record provides of what its kind asks for, where that is known
 */
export function signedRoles(
  kind: string,
  reports: readonly CountersignatureReport[],
  template?: KindState,
): SignedRole[] {
  const demanded = new Map<string, number>(
    (templateOf(kind)?.roles ?? []).map(({ name, claims }) => [name, claims.length]),
  );
  const holding = reports.filter(({ verdict }) => verdict === 'SIGNED');
  const beside = holding.map(({ role }) => role ?? '').filter((role) => !demanded.has(role));
  return [...demanded.keys(), ...new Set(beside.sort())].map((role) => {
    const named = template?.roles.find((each) => each.role === role);
    const signers = holding.filter((report) => report.role === role);
    return {
      role,
      demanded: demanded.get(role) ?? 0,
      signed: [...new Set(signers.map(({ agency, person }) => `${agency} ${person}`))].sort(),
      excused: named?.excused ?? false,
    };
  });
}
