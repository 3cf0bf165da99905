import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Request, Response } from 'express';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMultipart } from '../../server/http/multipart.ts';
import { multipart } from '../../web/submit/multipart.ts';
import { fcRuns } from '../support/properties.ts';

type Part = { name: string; type: string; content: string };

/** Reads a body as the service does. */
async function read(
  body: Blob,
  contentType: string,
): Promise<{ fields: Record<string, unknown>; files: Part[] }> {
  const request = Object.assign(Readable.from([Buffer.from(await body.arrayBuffer())]), {
    headers: { 'content-type': contentType, 'content-length': String(body.size) },
  });
  const files: Part[] = [];
  const fields = await readMultipart(request as unknown as Request, {} as Response, {
    files: { files: 100 },
    async onFile(stream, { name, mediaType }) {
      const part = { name, type: mediaType, content: '' };
      files.push(part);
      part.content = await text(stream);
    },
  });
  return { fields, files };
}

const fileOf = (name: string, content: string, type = '') => ({
  name,
  file: new File([content], 'elsewhere', { type }),
});

describe('the body of a submission', () => {
  it('keeps names as they are: paths, quotes, backslashes, any script', async () => {
    const names = [
      '现场/照片 01.jpg',
      'a "b" c.txt',
      'a%22b.txt',
      '100%.txt',
      '%',
      'a%2522%0A%0D.txt',
      'two\r\nlines.txt',
      'back\\slash',
      "it's (1)*;.txt",
      '😀.txt',
      'ملف.pdf',
      '\u202egnp.exe',
      ' spaces ',
      '\ufffd\ufeff',
    ];
    const { body, contentType } = multipart(
      {},
      names.map((name) => fileOf(name, name)),
    );
    const { files } = await read(body, contentType);
    expect(files.map(({ name }) => name)).toEqual(names);
    expect(files.map(({ content }) => content)).toEqual(names);
  });

  it('keeps any name as it is', async () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 3 }), async (names) => {
        const { body, contentType } = multipart(
          {},
          names.map((name) => fileOf(name, '')),
        );
        expect((await read(body, contentType)).files.map(({ name }) => name)).toEqual(names);
      }),
      fcRuns(100),
    );
  });

  it('says the media type where the browser knows it, and the general one where not', async () => {
    const { body, contentType } = multipart({}, [fileOf('a', '', 'image/png'), fileOf('b', '')]);
    const { files } = await read(body, contentType);
    expect(files.map(({ type }) => type)).toEqual(['image/png', 'application/octet-stream']);
  });

  it('sends fields that say something, before the files', async () => {
    const { body, contentType } = multipart({ case: '2026-0042', claims: '' }, [fileOf('a', 'x')]);
    expect((await read(body, contentType)).fields).toEqual({ case: '2026-0042' });
  });

  it('knows where each file begins, for any names and contents', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ name: text, content: text }), { maxLength: 5 }),
        async (files) => {
          const { body, offsets } = multipart(
            { case: 'c' },
            files.map(({ name, content }) => fileOf(name, content)),
          );
          const bytes = Buffer.from(await body.arrayBuffer());
          for (const [index, { content }] of files.entries()) {
            const expected = Buffer.from(content);
            const from = offsets[index]!;
            expect(bytes.subarray(from, from + expected.length)).toEqual(expected);
          }
        },
      ),
      fcRuns(30),
    );
  });
});
