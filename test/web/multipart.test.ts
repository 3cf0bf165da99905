import { Readable } from 'node:stream';
import fc from 'fast-check';
import multer from 'multer';
import { describe, expect, it } from 'vitest';
import { multipart } from '../../web/submit/multipart.ts';
import { fcRuns } from '../support/properties.ts';

type Part = { name: string; type: string; content: string };

/** Reads a body with the parser of the service. */
async function read(
  body: Blob,
  contentType: string,
): Promise<{ fields: Record<string, string>; files: Part[] }> {
  const request = Object.assign(Readable.from([Buffer.from(await body.arrayBuffer())]), {
    headers: { 'content-type': contentType, 'content-length': String(body.size) },
  });
  const receive = multer({
    storage: multer.memoryStorage(),
    preservePath: true,
    defParamCharset: 'utf8',
  }).array('files');
  await new Promise<void>((resolve, reject) => {
    receive(request as never, {} as never, (error: unknown) => (error ? reject(error) : resolve()));
  });
  const { body: fields, files } = request as unknown as {
    body: Record<string, string>;
    files: Express.Multer.File[];
  };
  return {
    fields: { ...fields },
    files: files.map(({ originalname, mimetype, buffer }) => ({
      name: originalname,
      type: mimetype,
      content: buffer.toString(),
    })),
  };
}

const fileOf = (name: string, content: string, type = '') => ({
  name,
  file: new File([content], 'elsewhere', { type }),
});

describe('the body of a submission', () => {
  it('keeps names as they are: paths, quotes, backslashes, any script', async () => {
    const names = ['现场/照片 01.jpg', 'a "b" c.txt', 'back\\slash', '100%.txt', '😀.txt', 'ملف.pdf'];
    const { body, contentType } = multipart(
      {},
      names.map((name) => fileOf(name, name)),
    );
    const { files } = await read(body, contentType);
    expect(files.map(({ name }) => name)).toEqual(names);
    expect(files.map(({ content }) => content)).toEqual(names);
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
