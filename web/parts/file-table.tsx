import { useState } from 'preact/hooks';
import { isolated } from '../../core/visible.ts';
import type { RecordFile } from '../api.ts';
import { useWords } from '../app/language.ts';
import { CopiedText } from './copied-text.tsx';
import { sizeText } from './format.ts';
import { GivenText } from './given-text.tsx';
import { PAGE_ROWS, Pager } from './pager.tsx';

/** The files of a record with their digests, a page of them at a time. */
export function FileTable({ files }: { files: readonly RecordFile[] }) {
  const words = useWords();
  const { t } = words;
  const [page, setPage] = useState(0);
  const from = page * PAGE_ROWS;
  return (
    <>
      <Pager page={page} rows={files.length} label={t('files.pages')} turn={setPage} />
      <ol class="files" start={from + 1}>
        {files.slice(from, from + PAGE_ROWS).map((file, index) => (
          <li key={from + index} class="file-row">
            <GivenText kind="name" text={file.name} />
            <span class="quiet">
              {sizeText(file.size, words)} · {t('files.bytes', { n: file.size })} · {file.mediaType}
              {!file.stored && ` · ${t('files.digestsOnly')}`}
            </span>
            <dl class="digests">
              <dt>SHA-256</dt>
              <dd>
                <CopiedText text={file.sha256} what={`SHA-256, ${isolated(file.name)}`} />
              </dd>
              {file.sm3 !== null && (
                <>
                  <dt>SM3</dt>
                  <dd>
                    <CopiedText text={file.sm3} what={`SM3, ${isolated(file.name)}`} />
                  </dd>
                </>
              )}
            </dl>
          </li>
        ))}
      </ol>
    </>
  );
}
