import type { RequestHandler } from 'express';
import * as docsTexts from '../../language/docs-page.ts';
import { fill, type Language, pick } from '../../language/language.ts';
import * as problemTexts from '../../language/problems.ts';
import { openApiDocument } from './openapi.ts';
import { type Json, written } from './openapi-schemas.ts';
import { STATUS } from './problems.ts';

/** The API's documentation as a plain page, written out of the OpenAPI document: no script, nothing from elsewhere. */

/** A body or an answer: its schema, and an example of it. */
type Shown = { schema?: unknown; example?: unknown };

type Parameter = { name: string; in: string; required: boolean; schema: unknown; description?: string };

type Described = {
  summary: string;
  operationId: string;
  security: unknown[];
  'x-roles'?: string[];
  parameters: (Parameter | { $ref: string })[];
  requestBody?: { content: Record<string, Shown> };
  responses: Record<string, { description: string; content?: Record<string, Shown> }>;
};

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
const code = (value: unknown) => `<pre><code>${escaped(JSON.stringify(value, null, 2))}</code></pre>`;
const details = (title: string, inner: string) =>
  `<details><summary>${escaped(title)}</summary>${inner}</details>`;

type Call = { method: string; path: string; operation: Described; components: Json };

function shownHtml({ schema, example }: Shown, components: Json, title: string): string {
  const sample = example === undefined ? '' : `<p>${title}</p>${code(example)}`;
  return `${sample}${schema === undefined ? '' : code(written(schema, components))}`;
}

function operationHtml({ method, path, operation, components }: Call, language: Language): string {
  const texts = language === 'zh' ? docsTexts.zh : docsTexts.en;
  const { operationId, security } = operation;
  const roles = operation['x-roles']?.join(', ');
  const who = security.length === 0 ? texts.open : roles ? fill(texts.role, { role: roles }) : '';
  // What goes with every call is told once, above.
  const own = operation.parameters.filter((parameter): parameter is Parameter => 'name' in parameter);
  const parameters = own.map(
    ({ name, in: where, description, schema }) =>
      `<li><code>${escaped(name)}</code> (${where}) ${escaped(description ?? '')}${code(schema)}</li>`,
  );
  const bodies = Object.entries(operation.requestBody?.content ?? {}).map(([type, shown]) =>
    details(`${texts.request}: ${type}`, shownHtml(shown, components, texts.example)),
  );
  const answers = Object.entries(operation.responses).map(([status, { description, content }]) => {
    const [type, body] = Object.entries(content ?? {})[0] ?? [];
    const title = `${fill(texts.answer, { status })}${type ? `: ${type}` : ''}`;
    const isProblem = type === 'application/problem+json';
    const shown = isProblem
      ? `<p>${escaped(description)}</p>`
      : body
        ? shownHtml(body, components, texts.example)
        : '';
    return details(title, shown);
  });
  return `<section id="${operationId}">
<h2><span class="method">${method.toUpperCase()}</span> <code>${escaped(path)}</code></h2>
<p>${escaped(texts[`op.${operationId}` as keyof typeof texts])} <small>${escaped(who)}</small></p>
${parameters.length > 0 ? details(texts.parameters, `<ul>${parameters.join('')}</ul>`) : ''}
${bodies.join('\n')}
${answers.join('\n')}
</section>`;
}

function problemsHtml(language: Language): string {
  const texts = language === 'zh' ? docsTexts.zh : docsTexts.en;
  const problems = language === 'zh' ? problemTexts.zh : problemTexts.en;
  const rows = (Object.keys(STATUS) as (keyof typeof STATUS)[]).map(
    (name) =>
      `<tr id="${name}"><td><code>${name}</code></td><td>${STATUS[name]}</td><td>${escaped(problems[`${name}.detail`])}</td><td>${escaped(problems[`${name}.next`])}</td></tr>`,
  );
  return `<section><h2>${texts.problems}</h2><p>${escaped(texts.problemsIntro)}</p>
<table><thead><tr><th>${texts.code}</th><th>${texts.status}</th><th>${texts.happened}</th><th>${texts.todo}</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></section>`;
}

function pageHtml(language: Language): string {
  const texts = language === 'zh' ? docsTexts.zh : docsTexts.en;
  const document = openApiDocument() as {
    paths: Record<string, Record<string, Described>>;
    components: { schemas: Json };
  };
  const sections = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      operationHtml({ method, path, operation, components: document.components.schemas }, language),
    ),
  );
  const link = '<a href="/api/openapi.json">/api/openapi.json</a>';
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${texts.title}</title><link rel="stylesheet" href="/api/docs.css"></head>
<body><main>
<p><a href="?lang=${language === 'zh' ? 'en' : 'zh'}">${texts.other}</a></p>
<h1>${texts.title}</h1>
<p>${fill(escaped(texts.intro), { link })}</p>
<p>${escaped(texts.authentication)}</p>
${sections.join('\n')}
${problemsHtml(language)}
</main></body></html>`;
}

const CSS = `:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:0}
main{max-width:56rem;margin:0 auto;padding:1.5rem}
section{border-top:1px solid #8886;padding:.5rem 0}
h2{font-size:1.1rem;overflow-wrap:anywhere}
.method{font-weight:600}
small{opacity:.8}
pre{overflow-x:auto;border:1px solid #8886;border-radius:4px;padding:.5rem;font-size:.85rem}
table{border-collapse:collapse;display:block;overflow-x:auto}
th,td{border-bottom:1px solid #8886;padding:.4rem;text-align:left;vertical-align:top}
`;

export function docsPage(): { page: RequestHandler; style: RequestHandler; document: RequestHandler } {
  const pages = new Map<Language, string>();
  const document = JSON.stringify(openApiDocument());
  return {
    page(request, response) {
      const asked = request.query.lang;
      const language = pick(typeof asked === 'string' ? asked : request.headers['accept-language']);
      let page = pages.get(language);
      if (page === undefined) {
        page = pageHtml(language);
        pages.set(language, page);
      }
      response.vary('Accept-Language').type('html').send(page);
    },
    style(_request, response) {
      response.type('css').set('Cache-Control', 'public, max-age=3600').send(CSS);
    },
    document(_request, response) {
      response.type('application/json').send(document);
    },
  };
}
