import { openApiDocument } from '../../server/http/openapi.ts';
import type { Json } from '../../server/http/openapi-schemas.ts';
import { STATUS } from '../../server/http/problems.ts';

/** The calls of the API as TypeScript, out of the OpenAPI document, for the client package: `packages/client/api.ts`. */

type Schema = Json & { properties?: Record<string, Schema>; required?: string[]; items?: Schema };
type Content = Record<string, { schema?: Schema }>;
type Described = {
  operationId: string;
  summary: string;
  parameters?: { name: string; in: string; required: boolean; schema: Schema; description?: string }[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
};

const JSON_TYPE = 'application/json';
/** Uploads in pieces have clients of their own (tus). */
const OTHER_PROTOCOL = 'Tus-Resumable';
const KEY = 'Idempotency-Key';

const quoted = (value: unknown) =>
  JSON.stringify(value)
    .replaceAll("'", "\\'")
    .replace(/^"(.*)"$/, "'$1'");
const indented = (text: string) => text.replaceAll('\n', '\n  ');
const comment = (text: unknown) =>
  typeof text === 'string' && text !== '' ? `/** ${text.replaceAll('*/', '* /')} */\n` : '';

function object(members: readonly string[]): string {
  return members.length === 0
    ? 'Record<string, never>'
    : `{\n  ${indented(members.map((member) => `${member};`).join('\n'))}\n}`;
}

function objectType({ properties = {}, required = [], additionalProperties }: Schema): string {
  const members = Object.entries(properties).map(([name, schema]) => {
    const needed = required.includes(name);
    const type = typeOf(schema);
    return `${comment(schema.description)}readonly ${name}${needed ? '' : '?'}: ${type}${needed ? '' : ' | undefined'}`;
  });
  const others = additionalProperties as Schema | boolean | undefined;
  if (typeof others !== 'object') return object(members);
  if (members.length === 0) return `Readonly<Record<string, ${typeOf(others)}>>`;
  return object([...members, 'readonly [member: string]: unknown']);
}

/** A JSON Schema as zod writes it. @throws Error where it says something that this does not know */
function typeOf(schema: Schema): string {
  const { $ref, enum: values, anyOf, oneOf, type } = schema;
  if (typeof $ref === 'string') return $ref.split('/').at(-1)!;
  if ('const' in schema) return quoted(schema.const);
  if (Array.isArray(values)) return values.map(quoted).join(' | ');
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices)) return choices.map((choice) => typeOf(choice as Schema)).join(' | ');
  if (Array.isArray(type)) return type.map((one: unknown) => typeOf({ ...schema, type: one })).join(' | ');
  switch (type) {
    case 'string':
      return schema.format === 'binary' ? 'Blob' : 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
    case 'null':
      return type;
    case 'array':
      return `ReadonlyArray<${typeOf(schema.items ?? {})}>`;
    case 'object':
      return objectType(schema);
    case undefined:
      return 'unknown';
    default:
      throw new Error(`No type for ${JSON.stringify(schema)}`);
  }
}

function parametersType(described: Described, where: string): string | undefined {
  const members = (described.parameters ?? [])
    .filter((parameter) => parameter.in === where)
    .map(({ name, required, schema }) => {
      const optional = required ? '' : '?';
      return `${comment(schema.description)}readonly ${name}${optional}: ${typeOf(schema)}${required ? '' : ' | undefined'}`;
    });
  return members.length === 0 ? undefined : object(members);
}

/** What comes of a call: its JSON, nothing, or the answer itself where its bytes are what counts. */
function answerOf({ responses }: Described): { as: 'json' | 'nothing' | 'response'; type: string } {
  const contents = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([, { content = {} }]) => content);
  if (contents.every((content) => Object.keys(content).length === 0)) {
    return { as: 'nothing', type: 'undefined' };
  }
  if (contents.some((content) => !(JSON_TYPE in content))) return { as: 'response', type: 'Response' };
  const types = contents.map((content) => typeOf(content[JSON_TYPE]?.schema ?? {}));
  return { as: 'json', type: [...new Set(types)].join(' | ') };
}

function callType(described: Described): string {
  const body = described.requestBody?.content[JSON_TYPE]?.schema;
  const path = parametersType(described, 'path');
  const query = parametersType(described, 'query');
  const { type } = answerOf(described);
  return `${comment(described.summary)}readonly ${described.operationId}: ${object([
    ...(path ? [`readonly path: ${path}`] : []),
    ...(query ? [`readonly query?: ${query}`] : []),
    ...(body ? [`readonly body: ${typeOf(body)}`] : []),
    `readonly answer: ${type}`,
  ])}`;
}

/** @returns the whole file */
export function apiTypes(): string {
  const document = openApiDocument() as {
    paths: Record<string, Record<string, Described>>;
    components: { schemas: Record<string, Schema> };
  };
  const calls = Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({ path, method, described })),
    )
    .filter(({ path, method }) => path.startsWith('/api/v1/') && /^(get|post|delete)$/.test(method))
    .filter(({ described }) => !described.parameters?.some(({ name }) => name === OTHER_PROTOCOL));
  const components = Object.entries(document.components.schemas).map(
    ([name, schema]) => `${comment(schema.description)}export type ${name} = ${typeOf(schema)};\n`,
  );
  const table = calls.map(({ path, method, described }) => {
    const key = described.parameters?.some(({ name }) => name === KEY) ?? false;
    const { as } = answerOf(described);
    return `${described.operationId}: { method: '${method.toUpperCase()}', path: '${path}', as: '${as}', key: ${key} }`;
  });
  return `/** The calls of the API and what they take and give. Written by \`npm run packages\` out of the OpenAPI document. */

${components.join('\n')}
/** The codes of docs/errors.md. */
export type ProblemCode =
${Object.keys(STATUS)
  .map((code) => `  | '${code}'`)
  .join('\n')};

export type Calls = ${object(calls.map(({ described }) => callType(described)))};

/** How each call is made; \`key\`: it takes an idempotency key. */
export const CALLS = {
  ${table.join(',\n  ')},
} as const;
`;
}
