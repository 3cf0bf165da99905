import { createHash } from 'node:crypto';
import type { Content } from '../ingest/content.ts';
import type { FileRow } from '../store/files.ts';
import type { Store } from '../store/store.ts';
import { finding, paged, reasonOf, type Step } from './findings.ts';

type Hashed = { size: number; sha256: string; sm3: string };

async function hashContent(content: Content, sha256: string): Promise<Hashed | undefined> {
  const stream = content.read(sha256);
  if (!stream) return undefined;
  const [first, second] = [createHash('sha256'), createHash('sm3')];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    first.update(chunk);
    second.update(chunk);
  }
  return { size, sha256: first.digest('hex'), sm3: second.digest('hex') };
}

const shown = ({ size, sha256, sm3 }: Hashed): string => `${size} bytes, sha256 ${sha256}, sm3 ${sm3}`;

/** Reads every stored file again and holds its bytes against its digests. @returns how many were read */
export async function* auditFiles(store: Store, content: Content): Step {
  const total = store.one<{ n: number }>('SELECT COUNT(*) AS n FROM files')?.n ?? 0;
  let done = 0;
  const pages = paged<FileRow>((after) =>
    store.all<FileRow>(
      'SELECT sha256, sm3, size, pack, start FROM files WHERE sha256 > ? ORDER BY sha256 LIMIT 100',
      after?.sha256 ?? '',
    ),
  );
  for await (const rows of pages) {
    for (const row of rows) {
      try {
        const found = await hashContent(content, row.sha256);
        if (!found) yield finding('file-missing', row.sha256, `${row.size} bytes`, 'nothing');
        else if (shown(found) !== shown(row))
          yield finding('file-differs', row.sha256, shown(row), shown(found));
      } catch (error) {
        yield finding('file-missing', row.sha256, `${row.size} bytes`, reasonOf(error));
      }
      done++;
    }
    yield { progress: { step: 'files', done, total: Math.max(total, done) } };
  }
  return done;
}
