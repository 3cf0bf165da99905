import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Reads documents as other people's programs do: poppler's pdftotext, pdfinfo, pdffonts and pdftoppm. */

const run = promisify(execFile);

async function poppler(pdf: Uint8Array, program: string, ...options: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jianzheng-paper-'));
  try {
    const path = join(folder, 'document.pdf');
    await writeFile(path, pdf);
    const { stdout } = await run(program, [...options, path, ...(program === 'pdftotext' ? ['-'] : [])], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The text of each page, in the order in which it is read. */
export async function textOfPages(pdf: Uint8Array): Promise<string[]> {
  const pages = (await poppler(pdf, 'pdftotext', '-raw')).split('\f');
  return pages.slice(0, -1);
}

/** What a screen reader is told: elements and their texts, indented. */
export const structureOf = (pdf: Uint8Array): Promise<string> => poppler(pdf, 'pdfinfo', '-struct-text');

export const fontsOf = (pdf: Uint8Array): Promise<string> => poppler(pdf, 'pdffonts');

/** Each page as a PNG, as coarse as a telephone's camera sees paper. */
export async function picturesOf(pdf: Uint8Array, dotsPerInch: number): Promise<Uint8Array<ArrayBuffer>[]> {
  const folder = await mkdtemp(join(tmpdir(), 'jianzheng-paper-'));
  try {
    const path = join(folder, 'document.pdf');
    await writeFile(path, pdf);
    await run('pdftoppm', ['-png', '-gray', '-r', String(dotsPerInch), path, join(folder, 'page')]);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.png')).sort();
    return await Promise.all(names.map(async (name) => new Uint8Array(await readFile(join(folder, name)))));
  } finally {
    await rm(folder, { recursive: true });
  }
}
