import type { RequestHandler } from 'express';
import { KINDS } from '../../core/kinds.ts';
import { labelOf } from '../../language/kinds.ts';

/** The kinds of records that ask for something: `GET /kinds`. */

const both = (what: 'kind' | 'role' | 'claim', name: string) => ({
  en: labelOf(what, name, 'en'),
  zh: labelOf(what, name, 'zh'),
});

const ITEMS = KINDS.map(({ kind, fields, roles }) => ({
  kind,
  label: both('kind', kind),
  fields: fields.map((field) => ({ ...field, label: both('claim', field.name) })),
  roles: roles.map((role) => ({ ...role, label: both('role', role.name) })),
}));

export const kinds: RequestHandler = (_request, response) => {
  response.set('Cache-Control', 'no-cache').json({ items: ITEMS });
};
