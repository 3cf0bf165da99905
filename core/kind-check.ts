import { type Field, type Role, type RoleName, templateOf } from './kinds.ts';

/**
 * What a record says of what its kind asks for. Before it is made: what stands in its way. Afterwards: what is there,
 * hidden or not provided, which a verdict never depends on, since the rules may have been others when it was made.
 */

export type ClaimProblem = {
  readonly claim: string;
  /** `missing-either`: it, or the claim that says why there is none. */
  readonly reason: 'missing' | 'missing-either' | 'no-time' | 'no-sha256' | 'before-start';
};

/** RFC 3339 with an offset: a time without one says a different thing in each zone. */
const TIME =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

const SPANS = [
  ['startedAt', 'endedAt'],
  ['periodStart', 'periodEnd'],
  ['acceptedAt', 'issuedAt'],
] as const;

function timeOf(text: string): number {
  const parts = TIME.exec(text);
  if (!parts) return Number.NaN;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  // Date takes 31 February for a day in March; the record must not.
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? Date.parse(text) : Number.NaN;
}

function formProblem({ name, form }: Field, value: string): ClaimProblem | undefined {
  if (form === 'time' && Number.isNaN(timeOf(value))) return { claim: name, reason: 'no-time' };
  if (form === 'sha256' && !/^[0-9a-f]{64}$/.test(value)) return { claim: name, reason: 'no-sha256' };
  return undefined;
}

/** Whether a text says anything: blanks in a demanded field are not what the rules mean. */
function said(claims: Readonly<Record<string, string>>, name: string): boolean {
  return Object.hasOwn(claims, name) && claims[name]!.trim() !== '';
}

/**
 * What keeps a record of this kind from being made, in the order of the template's fields; nothing where the kind has
 * no template. Claims beyond the template are welcome.
 */
export function claimProblems(kind: string, claims: Readonly<Record<string, string>>): ClaimProblem[] {
  const template = templateOf(kind);
  if (!template) return [];
  const roleOf = (name: string) => template.roles.find((role) => role.claims.includes(name));
  return template.fields.flatMap((field): ClaimProblem[] => {
    const { name } = field;
    if (said(claims, name)) {
      const problem = formProblem(field, claims[name]!);
      if (problem) return [problem];
      const start = SPANS.find(([, end]) => end === name)?.[0];
      if (start === undefined || !said(claims, start)) return [];
      return timeOf(claims[name]!) < timeOf(claims[start]!) ? [{ claim: name, reason: 'before-start' }] : [];
    }
    const instead = roleOf(name)?.instead ?? null;
    if (instead !== null) return said(claims, instead) ? [] : [{ claim: name, reason: 'missing-either' }];
    return field.demanded || roleOf(name) ? [{ claim: name, reason: 'missing' }] : [];
  });
}

/** `given`: shown. `hidden`: the record holds it, and this receipt does not show it. */
export type FieldState = {
  readonly name: string;
  readonly state: 'given' | 'hidden' | 'not-provided';
  /** Not where a reason stands in its place. */
  readonly demanded: boolean;
};

/** `named`: how many of the demanded persons the record names, shown or hidden. Names are claims, no signatures. */
export type RoleState = {
  readonly role: RoleName;
  readonly demanded: number;
  readonly named: number;
  /** In its place the record holds a reason for none. */
  readonly excused: boolean;
};

export type KindState = { readonly fields: readonly FieldState[]; readonly roles: readonly RoleState[] };

/**
 * What a record provides of what its kind asks for; undefined where the kind has no template.
 * @param claims those that are shown
 * @param hidden names of those that the record holds and that are not shown
 */
export function kindState(
  kind: string,
  claims: Readonly<Record<string, string>>,
  hidden: readonly string[] = [],
): KindState | undefined {
  const template = templateOf(kind);
  if (!template) return undefined;
  const stateOf = (name: string): FieldState['state'] =>
    hidden.includes(name) ? 'hidden' : said(claims, name) ? 'given' : 'not-provided';
  const there = (name: string) => stateOf(name) !== 'not-provided';
  const excused = ({ claims: persons, instead }: Role) =>
    instead !== null && there(instead) && !persons.every(there);
  const roleOf = (name: string) => template.roles.find((role) => role.claims.includes(name));
  return {
    fields: template.fields.map(({ name, demanded }) => {
      const role = roleOf(name);
      return { name, state: stateOf(name), demanded: role ? !excused(role) : demanded };
    }),
    roles: template.roles.map((role) => ({
      role: role.name,
      demanded: role.claims.length,
      named: role.claims.filter(there).length,
      excused: excused(role),
    })),
  };
}
