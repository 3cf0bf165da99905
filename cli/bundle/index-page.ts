import { readFile } from 'node:fs/promises';
import { type en as caseEn, en, zh } from '../../language/case.ts';
import { fill } from '../../language/language.ts';
import { failure } from '../command-error.ts';

/**
 * The page in a bundle: the single-file verifier, without any trust bundle in it, and below it a list of what the bundle
 * says it holds. That list is a claim; the verdicts come from the verifier, and roots from elsewhere.
 */

const BUILT = new URL('../../web/verifier/dist/jianzheng-verifier.html', import.meta.url);
const PLACE = '<div id="app"></div>';

export type Listed = {
  readonly recordId: string;
  /** In the case of the bundle; null for a record of another one. */
  readonly position: number | null;
  readonly files: readonly { readonly name: string; readonly path: string | null }[];
};

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);
/** As a relative address: every character that an address gives a meaning is encoded. */
const address = (path: string) => path.split('/').map(encodeURIComponent).join('/');

/** Both languages, one after the other: the page has no script for this part. */
function both(key: keyof typeof caseEn, values: Readonly<Record<string, string | number>> = {}): string {
  return `<span lang="zh-CN">${escaped(fill(zh[key], values))}</span> <span lang="en">${escaped(fill(en[key], values))}</span>`;
}

function listedText({ recordId, position, files }: Listed): string {
  const rows = files.map(({ name, path }) =>
    path === null
      ? `<li><bdi>${escaped(name)}</bdi> (${both('case.index.absent')})</li>`
      : `<li><a href="${address(path)}" download><bdi>${escaped(name)}</bdi></a></li>`,
  );
  return [
    `<h3>${position === null ? both('case.index.related') : both('case.index.record', { position })}</h3>`,
    `<p><code class="digest">${recordId}</code></p>`,
    rows.length === 0 ? `<p>${both('case.index.noFiles')}</p>` : `<ul>${rows.join('')}</ul>`,
  ].join('\n');
}

/** @throws CommandError `verifier-not-built` */
export async function indexPage(records: readonly Listed[]): Promise<Uint8Array> {
  const page = await readFile(BUILT, 'utf8').catch((cause: unknown) => {
    throw failure('verifier-not-built', {}, { cause });
  });
  const [before, after] = page.split(PLACE);
  if (after === undefined) throw failure('verifier-not-built', {});
  const list = [
    '<aside class="bundle-index" aria-labelledby="bundle-index">',
    `<h2 id="bundle-index">${both('case.index.title')}</h2>`,
    `<p>${both('case.index.how')}</p>`,
    `<p>${both('case.index.claim')}</p>`,
    ...records.map(listedText),
    '</aside>',
  ].join('\n');
  return Buffer.from(`${before}${PLACE}\n${list}${after}`);
}
