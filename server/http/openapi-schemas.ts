import { z } from 'zod';
import * as notices from './notice-schemas.ts';
import * as schemas from './schemas.ts';

/** The schemas of the API as JSON Schema, each under its own name, so that generated clients call things the same. */

export type Json = Record<string, unknown>;

const COMPONENTS = '#/components/schemas/';

/** What is worth a type in a client; texts and numbers are told in place. */
const NAMES = new Map<unknown, string>(
  Object.entries({ ...schemas, ...notices }).flatMap(([name, schema]) =>
    schema instanceof z.ZodObject || schema instanceof z.ZodUnion || schema instanceof z.ZodRecord
      ? [[schema, `${name[0]?.toUpperCase()}${name.slice(1)}`]]
      : [],
  ),
);

type Direction = 'input' | 'output';

export type SchemaWriter = {
  /** A reference where the schema has a name, and its content elsewhere. */
  readonly refer: (schema: z.ZodType, io: Direction) => Json;
  /** The content itself; named schemas inside it are references. */
  readonly inline: (schema: z.ZodType, io: Direction) => Json;
  /** What was referred to, by name. */
  readonly components: () => Json;
};

export function schemaWriter(): SchemaWriter {
  const written = new Map<string, Json>();

  function refer(schema: z.ZodType, io: Direction): Json {
    const name = NAMES.get(schema);
    if (name === undefined) return inline(schema, io);
    if (!written.has(name)) {
      // The place is taken first: what it refers to comes after it.
      written.set(name, {});
      written.set(name, inline(schema, io));
    }
    return { $ref: `${COMPONENTS}${name}` };
  }

  function inline(schema: z.ZodType, io: Direction): Json {
    const { $schema: _, ...made } = z.toJSONSchema(schema, {
      target: 'draft-2020-12',
      io,
      unrepresentable: 'any',
      override({ zodSchema, jsonSchema }) {
        if ((zodSchema as unknown) === schema || !NAMES.has(zodSchema)) return;
        const reference = refer(zodSchema as unknown as z.ZodType, io);
        for (const key of Object.keys(jsonSchema)) delete (jsonSchema as Json)[key];
        Object.assign(jsonSchema, reference);
      },
    });
    return made;
  }

  return { refer, inline, components: () => Object.fromEntries([...written].sort()) };
}

/** A schema with what it refers to written out, for people to read. */
export function written(schema: unknown, components: Json): unknown {
  if (Array.isArray(schema)) return schema.map((item) => written(item, components));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref } = schema as { $ref?: unknown };
  if (typeof $ref === 'string') return written(components[$ref.slice(COMPONENTS.length)], components);
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, written(value, components)]));
}
