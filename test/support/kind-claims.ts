import type { KindTemplate } from '../../core/kinds.ts';

const VALUES = {
  line: '京A12345',
  text: '一行\n二行',
  time: '2026-03-01T09:30:00+08:00',
  sha256: 'ab'.repeat(32),
};

/** A claim for each field of a template, of the form that the field has. */
export function claimsFor({ fields }: Pick<KindTemplate, 'fields'>): Record<string, string> {
  return Object.fromEntries(fields.map(({ name, form }) => [name, VALUES[form]]));
}
