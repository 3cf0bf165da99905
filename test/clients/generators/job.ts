// The main job of an integrator through the client that openapi-typescript and openapi-fetch make: run by the test.
import createClient from 'openapi-fetch';
import type { paths } from './schema';

declare const process: { argv: string[]; exit(code: number): never };
const [, , baseUrl, token] = process.argv;
const client = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } });
const content = new Blob(['time,kWh\n08:30,147\n'], { type: 'text/csv' });

const made = await client.POST('/api/v1/records', {
  params: { header: { 'Idempotency-Key': 'job-1' } },
  body: { case: '2026-0147', claims: { collector: '王芳' } },
  bodySerializer({ case: name, claims }) {
    const form = new FormData();
    form.set('case', name ?? '');
    form.set('claims', JSON.stringify(claims));
    form.set('files', content, '抄表.csv');
    return form;
  },
});
if (!made.data) throw new Error(made.error.detail);
const id = made.data.recordId;
const [file] = made.data.files;
if (!file) throw new Error('No file');

for (;;) {
  const asked = await client.GET('/api/v1/records/{id}/receipt', { params: { path: { id } } });
  if (asked.error) throw new Error(asked.error.detail);
  if (asked.response.status === 200) {
    const { size, sha256, sm3 } = file;
    const verified = await client.POST('/api/v1/verifications', {
      body: {
        files: [{ size, sha256, ...(sm3 === null ? {} : { sm3 }) }],
        receipt: asked.data as Record<string, unknown>,
      },
    });
    const foreign = await client.POST('/api/v1/verifications', {
      body: { files: [{ size: size + 1, sha256 }], receipt: asked.data as Record<string, unknown> },
    });
    console.log(JSON.stringify([made.response.status, verified.data?.verdict, foreign.data?.verdict]));
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
}

const unknown = await client.GET('/api/v1/records/{id}', { params: { path: { id: 'f'.repeat(64) } } });
if (unknown.error?.code !== 'record-not-found')
  throw new Error('An unknown record has a problem as its answer');
