import { en } from '../../language/docs-page.ts';
import type { ProblemCode } from '../../language/problems.ts';
import { DELIVERED } from './examples/delivered.ts';
import { EXAMPLES } from './examples/examples.ts';
import { NOTICE_SCHEMAS } from './notice-schemas.ts';
import { type Json, type SchemaWriter, schemaWriter } from './openapi-schemas.ts';
import { OPERATIONS, type Operation, type OperationId, UNLIMITED } from './operations.ts';
import { STATUS } from './problems.ts';
import { problem } from './schemas.ts';

/** The API as OpenAPI 3.1 describes it, out of the very schemas that validate. */

const MULTIPART = 'multipart/form-data';
/** As generators know it (`format`, of OpenAPI 3.0) and as JSON Schema says it. */
const BYTES = { type: 'string', format: 'binary', contentMediaType: 'application/octet-stream' };
const ETAG = { ETag: { description: 'For If-None-Match', schema: { type: 'string' } } };

function bodyOf({ id, body, fileParts }: Operation, schemas: SchemaWriter): Json {
  const content = Object.entries(body ?? {}).map(([type, schema]) => {
    const example = EXAMPLES[id].body?.[type];
    const shown = example === undefined ? {} : { example };
    if (type === MULTIPART) {
      const made = schemas.inline(schema, 'input');
      const files = (fileParts ?? []).map((name) => [name, { type: 'array', items: BYTES }]);
      made.properties = { ...(made.properties as Json), ...Object.fromEntries(files) };
      return [type, { schema: made, ...shown }];
    }
    if (!type.endsWith('json')) return [type, { schema: BYTES }];
    return [type, { schema: schemas.refer(schema, 'input'), ...shown }];
  });
  return content.length === 0
    ? {}
    : { requestBody: { required: true, content: Object.fromEntries(content) } };
}

/** Never the same twice, or too small to be worth it. Reading the access log is itself noted there. */
const ALWAYS_NEW: readonly OperationId[] = ['listAccess', 'getStatus', 'health', 'ready'];

/** Answers that a caller may ask for only if they have changed: what is read as a document, not streamed. */
function hasTag({ id, method, answers }: Operation): boolean {
  if (ALWAYS_NEW.includes(id)) return false;
  return method === 'get' && (answers[304] !== undefined || answers[200]?.schema !== undefined);
}

/** Headers that go with many calls. */
const HEADERS = {
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header',
    required: false,
    description: 'Of texts for people: zh-CN or en',
    schema: { type: 'string' },
    example: 'zh-CN',
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'ETag of the answer that the caller has: 304 where it is still the same',
    schema: { type: 'string' },
  },
};
const headerOf = (name: keyof typeof HEADERS): Json => ({ $ref: `#/components/parameters/${name}` });

function parametersOf(operation: Operation, schemas: SchemaWriter): Json {
  const { id, path, query, headers } = operation;
  const examples = EXAMPLES[id];
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
    example: examples.path?.[name],
  }));
  const shape = query
    ? (schemas.inline(query, 'input') as { properties: Json; required?: string[] })
    : undefined;
  const inQuery = Object.entries(shape?.properties ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: shape?.required?.includes(name) ?? false,
    schema,
    ...(examples.query?.[name] === undefined ? {} : { example: examples.query[name] }),
  }));
  const inHeader = Object.entries(headers ?? {}).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  }));
  const common = [headerOf('AcceptLanguage'), ...(hasTag(operation) ? [headerOf('IfNoneMatch')] : [])];
  return { parameters: [...inPath, ...inQuery, ...inHeader, ...common] };
}

function contentOf(answer: Operation['answers'][number], example: unknown, schemas: SchemaWriter): Json {
  if (!answer) return {};
  const text = answer.type.startsWith('text/') || answer.type.endsWith('ndjson');
  const schema = answer.schema ? schemas.refer(answer.schema, 'output') : text ? { type: 'string' } : BYTES;
  return { content: { [answer.type]: { schema, ...(example === undefined ? {} : { example }) } } };
}

/** What may come of any call beside its own problems. */
function commonProblems({ access, id }: Operation): ProblemCode[] {
  const anywhere: ProblemCode[] = ['host-not-allowed'];
  if (access !== 'open') return ['not-signed-in', 'role-insufficient', ...anywhere];
  return UNLIMITED.has(id) ? anywhere : ['too-many-requests', ...anywhere];
}

function answersOf(operation: Operation, schemas: SchemaWriter): Json {
  const { id, answers, problems } = operation;
  const tagged = hasTag(operation);
  const good = Object.entries(answers).map(([status, answer]) => [
    status,
    {
      description: answer?.schema?.description ?? en[`op.${id}`],
      ...(tagged && status === '200' ? { headers: ETAG } : {}),
      ...contentOf(answer, EXAMPLES[id].answers?.[Number(status)], schemas),
    },
  ]);
  const unchanged = tagged ? [['304', { description: 'As it was: If-None-Match names it' }]] : [];
  const byStatus = Map.groupBy(new Set([...problems, ...commonProblems(operation)]), (code) => STATUS[code]);
  const bad = [...byStatus].map(([status, codes]) => [
    String(status),
    {
      description: codes.join(', '),
      content: { 'application/problem+json': { schema: schemas.refer(problem, 'output') } },
    },
  ]);
  return Object.fromEntries([...bad, ...unchanged, ...good]);
}

/** As the Standard Webhooks specification names them. */
const DELIVERY_HEADERS = [
  ['webhook-id', 'The same in each attempt at one notice: whoever has seen it need do nothing'],
  ['webhook-timestamp', 'Of this attempt, unix seconds'],
  [
    'webhook-signature',
    'v1 and HMAC-SHA256 over id, timestamp and body; one for each secret that is good now',
  ],
].map(([name, description]) => ({
  ...{ name, in: 'header', required: true, description },
  schema: { type: 'string' },
}));

/** What receivers are sent, by type of notice. */
function webhooksOf(schemas: SchemaWriter): Json {
  return Object.fromEntries(
    NOTICE_SCHEMAS.map((schema) => {
      const { value: type } = schema.shape.type;
      const example = DELIVERED.find((told) => told.type === type);
      const described = {
        operationId: `on_${type.replaceAll('.', '_')}`,
        summary: schema.description,
        security: [],
        parameters: DELIVERY_HEADERS,
        requestBody: {
          required: true,
          content: { 'application/json': { schema: schemas.refer(schema, 'output'), example } },
        },
        responses: {
          '2XX': { description: 'Taken. Anything else, and it comes again' },
          410: { description: 'Nobody is here any more: the webhook is paused' },
        },
      };
      return [type, { post: described }];
    }),
  );
}

/** The OpenAPI 3.1 document. */
export function openApiDocument(): Json {
  const schemas = schemaWriter();
  const paths: Record<string, Json> = {};
  for (const operation of OPERATIONS) {
    const { id, method, path, access } = operation;
    paths[path] ??= {};
    paths[path][method] = {
      operationId: id,
      summary: en[`op.${id}`],
      security: access === 'open' ? [] : [{ token: [] }, { session: [] }],
      ...(Array.isArray(access) ? { 'x-roles': access } : {}),
      ...parametersOf(operation, schemas),
      ...bodyOf(operation, schemas),
      responses: answersOf(operation, schemas),
    };
  }
  const license = { name: 'Apache-2.0', identifier: 'Apache-2.0' };
  return {
    openapi: '3.1.1',
    info: { title: en.title, version: '1', description: en.authentication, license },
    servers: [{ url: '/' }],
    paths,
    webhooks: webhooksOf(schemas),
    components: {
      schemas: schemas.components(),
      parameters: HEADERS,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'jianzheng' },
      },
    },
  };
}
