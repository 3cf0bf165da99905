import { z } from 'zod';
import { en } from '../../language/docs-page.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { STATUS } from './problems.ts';
import { problem } from './schemas.ts';

/** The API as OpenAPI 3.1 describes it, out of the very schemas that validate. */

type Json = Record<string, unknown>;
const MULTIPART = 'multipart/form-data';

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
  });
  return rest;
}

function bodyOf(operation: Operation): Json {
  const content = Object.entries(operation.body ?? {}).map(([type, schema]) => {
    const made = schemaOf(schema, 'input');
    if (type === MULTIPART) {
      const files = (operation.fileParts ?? []).map((name) => [
        name,
        { type: 'array', items: { type: 'string', contentMediaType: 'application/octet-stream' } },
      ]);
      made.properties = { ...(made.properties as Json), ...Object.fromEntries(files) };
    }
    return [type, { schema: made }];
  });
  return content.length === 0
    ? {}
    : { requestBody: { required: true, content: Object.fromEntries(content) } };
}

function parametersOf({ path, query, headers }: Operation): Json {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const shape = query ? (schemaOf(query, 'input') as { properties: Json; required?: string[] }) : undefined;
  const inQuery = Object.entries(shape?.properties ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: shape?.required?.includes(name) ?? false,
    schema,
  }));
  const inHeader = Object.entries(headers ?? {}).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  }));
  const parameters = [...inPath, ...inQuery, ...inHeader];
  return parameters.length === 0 ? {} : { parameters };
}

function answersOf(operation: Operation): Json {
  const answers = Object.entries(operation.answers).map(([status, answer]) => [
    status,
    {
      description: answer?.schema?.description ?? '',
      ...(answer
        ? { content: { [answer.type]: answer.schema ? { schema: schemaOf(answer.schema, 'output') } : {} } }
        : {}),
    },
  ]);
  const byStatus = Map.groupBy(
    operation.access === 'open'
      ? operation.problems
      : [...operation.problems, 'not-signed-in' as const, 'role-insufficient' as const],
    (code) => STATUS[code],
  );
  const problems = [...byStatus].map(([status, codes]) => [
    String(status),
    {
      description: codes.join(', '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]);
  return Object.fromEntries([...problems, ...answers]);
}

/** The OpenAPI 3.1 document. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const operation of OPERATIONS) {
    const { id, method, path, access } = operation;
    paths[path] ??= {};
    paths[path][method] = {
      operationId: id,
      summary: en[`op.${id}`],
      security: access === 'open' ? [] : [{ token: [] }, { session: [] }],
      ...(Array.isArray(access) ? { 'x-roles': access } : {}),
      ...parametersOf(operation),
      ...bodyOf(operation),
      responses: answersOf(operation),
    };
  }
  return {
    openapi: '3.1.1',
    info: { title: en.title, version: '1', description: en.authentication, license: { name: 'Apache-2.0' } },
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'jianzheng' },
      },
    },
  };
}
