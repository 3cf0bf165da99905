import { useRef, useState } from 'preact/hooks';
import { isolated } from '../../core/visible.ts';
import { useWords, type Words } from '../app/language.ts';
import { sizeText } from '../parts/format.ts';
import { GivenText } from '../parts/given-text.tsx';
import { PAGE_ROWS, Pager } from '../parts/pager.tsx';
import { type Desk, isMade, type Row, removeRow } from './desk.ts';
import { isLarge } from './unfinished.ts';

function statusText(row: Row, stage: Desk['stage'], { t }: Words): string {
  if (row.refused) return t(`new.refused.${row.refused}`);
  const percent = (bytes: number) => (row.file.size === 0 ? 100 : Math.floor((bytes / row.file.size) * 100));
  if (stage === 'sending') {
    return row.sent >= row.file.size && row.sent > 0
      ? t('new.sent')
      : t('new.sending', { percent: percent(row.sent) });
  }
  if (stage === 'stopped' && isLarge(row) && row.sent > 0 && !isMade(row)) {
    return t('upload.pausedAt', { percent: percent(row.sent) });
  }
  if (row.digests) return t('new.hashed');
  return row.hashed > 0 ? t('new.hashing', { percent: percent(row.hashed) }) : t('new.hashWaits');
}

function FileRow({ row, desk, remove }: { row: Row; desk: Desk; remove: () => void }) {
  const words = useWords();
  const { t } = words;
  const sending = desk.stage === 'sending';
  const done = sending ? row.sent : row.hashed;
  return (
    <li class={`file-row${row.refused ? ' file-refused' : ''}`}>
      <GivenText kind="name" text={row.name} />
      <span class="quiet">
        {sizeText(row.file.size, words)} · {statusText(row, desk.stage, words)}
      </span>
      {!row.refused && (sending || !row.digests) && (
        <progress max={Math.max(1, row.file.size)} value={done} aria-label={isolated(row.name)} />
      )}
      {row.digests && !sending && (
        <dl class="digests">
          <dt>SHA-256</dt>
          <dd>
            <code>{row.digests.sha256}</code>
          </dd>
          <dt>SM3</dt>
          <dd>
            <code>{row.digests.sm3}</code>
          </dd>
        </dl>
      )}
      {!sending && !isMade(row) && (
        <button
          type="button"
          class="plain small file-buttons"
          aria-label={t('new.remove.what', { name: isolated(row.name) })}
          onClick={remove}
        >
          {t('new.remove')}
        </button>
      )}
    </li>
  );
}

/** The chosen files, a page of them at a time, with what is done with each. */
export function DeskFiles({ desk }: { desk: Desk }) {
  const words = useWords();
  const { t, count } = words;
  const [turned, setPage] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const { rows } = desk;
  if (rows.length === 0) return null;
  const page = Math.min(turned, Math.ceil(rows.length / PAGE_ROWS) - 1);
  const from = page * PAGE_ROWS;
  const bytes = rows.reduce((sum, row) => sum + row.file.size, 0);
  const hashed = rows.filter((row) => row.digests).length;
  const refused = rows.filter((row) => row.refused).length;
  const remove = (row: Row) => {
    removeRow(row);
    // Its button goes with it; the list's heading says how many are left.
    heading.current?.focus();
  };
  return (
    <section aria-labelledby="chosen">
      <h2 id="chosen" ref={heading} tabIndex={-1}>
        {count('files.count', rows.length)} <span class="quiet">{sizeText(bytes, words)}</span>
      </h2>
      {hashed + refused < rows.length && (
        <p class="quiet">
          {t('new.hashedOf', { done: hashed, all: rows.length })}{' '}
          <progress max={rows.length} value={hashed} aria-label={t('new.hashProgress')} />
        </p>
      )}
      {refused > 0 && (
        <p class="box box-bad" role="alert">
          {count('new.refused', refused)}
        </p>
      )}
      <Pager page={page} rows={rows.length} label={t('files.pages')} turn={setPage} />
      <ol class="files" start={from + 1}>
        {rows.slice(from, from + PAGE_ROWS).map((row) => (
          <FileRow key={row.key} row={row} desk={desk} remove={() => remove(row)} />
        ))}
      </ol>
    </section>
  );
}
