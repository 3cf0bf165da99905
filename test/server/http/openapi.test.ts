import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { EXAMPLES } from '../../../server/http/examples/examples.ts';
import { openApiDocument } from '../../../server/http/openapi.ts';
import { OPERATIONS } from '../../../server/http/operations.ts';

/** Documented examples are what the service itself would take and give, with nothing left over and nothing made up. */

/** What a schema makes of the example: a member that it does not know is gone from it, or refused. */
function accepted(schema: z.ZodType, example: unknown): unknown {
  const result = schema.safeParse(example);
  return result.success ? result.data : result.error.issues;
}

describe.each(OPERATIONS.map((operation) => [operation.id, operation] as const))('%s', (id, operation) => {
  const example = EXAMPLES[id];

  test('has an example of each parameter in its path, and of a query that is accepted', () => {
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(example.path ?? {})).toEqual(names);
    expect(example.query === undefined).toBe(operation.query === undefined);
    if (operation.query) expect(accepted(operation.query, example.query)).toMatchObject(example.query!);
  });

  test('has an example of each body that is accepted', () => {
    const bodies = Object.entries(operation.body ?? {}).filter(([type]) => /json$|^multipart/.test(type));
    expect(Object.keys(example.body ?? {})).toEqual(bodies.map(([type]) => type));
    for (const [type, schema] of bodies) {
      expect(accepted(schema, example.body![type])).toEqual(example.body![type]);
    }
  });

  test('has an example of each answer that has a schema', () => {
    const answers = Object.entries(operation.answers).filter(([, answer]) => answer?.schema);
    const own = id === 'openApi' ? { 200: openApiDocument() } : example.answers;
    expect(Object.keys(own ?? {})).toEqual(answers.map(([status]) => status));
    for (const [status, answer] of answers) {
      expect(accepted(answer!.schema!, own![Number(status)])).toEqual(own![Number(status)]);
    }
  });
});

test('every example stands in the document, and every reference leads somewhere', () => {
  const text = JSON.stringify(openApiDocument());
  const { components } = openApiDocument() as { components: { schemas: Record<string, unknown> } };
  const referred = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
  expect([...referred].sort()).toEqual(Object.keys(components.schemas));
  for (const { path = {}, query = {}, body = {}, answers = {} } of Object.values(EXAMPLES)) {
    for (const value of [path, query, body, answers].flatMap((part) => Object.values(part))) {
      expect(text).toContain(`"example":${JSON.stringify(value)}`);
    }
  }
});
