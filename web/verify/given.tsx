import { useRef, useState } from 'preact/hooks';
import { isolated } from '../../core/visible.ts';
import { useWords } from '../app/language.ts';
import { sizeText } from '../parts/format.ts';
import { GivenText } from '../parts/given-text.tsx';
import { PAGE_ROWS, Pager } from '../parts/pager.tsx';
import { type Bench, type Item, isReady, take, treatAsFile } from './bench.ts';

const REFUSALS = [
  'certificate-no-receipt',
  'certificate-two-receipts',
  'certificate-encrypted',
  'certificate-truncated',
  'certificate-too-large',
] as const;

/** Why a PDF gave no receipt. Where another receipt is there, a PDF without one is evidence like any other file. */
function refusalOf(item: Item, hasReceipt: boolean): (typeof REFUSALS)[number] | undefined {
  const found = REFUSALS.find((code) => code === item.noCertificate);
  return hasReceipt && found === 'certificate-no-receipt' ? undefined : found;
}

type RowProps = { item: Item; hasReceipt: boolean; remove: () => void };

function ItemRow({ item, hasReceipt, remove }: RowProps) {
  const words = useWords();
  const { t } = words;
  const refusal = refusalOf(item, hasReceipt);
  const percent = item.file.size === 0 ? 100 : Math.floor((item.hashed / item.file.size) * 100);
  return (
    <li class="file-row">
      <GivenText kind="name" text={item.name} />
      <span class="quiet">
        {sizeText(item.file.size, words)}
        {item.sort && ` · ${t(`verify.sort.${item.sort}`)}`}
        {(item.sort === 'file' || item.sort === 'bundle') &&
          !isReady(item) &&
          ` · ${t('new.hashing', { percent })}`}
      </span>
      {!isReady(item) && (
        <progress max={Math.max(1, item.file.size)} value={item.hashed} aria-label={isolated(item.name)} />
      )}
      {refusal && <p>{t(`verify.pdf.${refusal}`)}</p>}
      {item.unreadable && <p class="bad">{t('verify.unreadable')}</p>}
      {item.digests && (
        <dl class="digests">
          <dt>SHA-256</dt>
          <dd>
            <code>{item.digests.sha256}</code>
          </dd>
          <dt>SM3</dt>
          <dd>
            <code>{item.digests.sm3}</code>
          </dd>
        </dl>
      )}
      <div class="row file-buttons">
        <button
          type="button"
          class="plain small"
          aria-label={t('new.remove.what', { name: isolated(item.name) })}
          onClick={remove}
        >
          {isReady(item) ? t('new.remove') : t('verify.cancel')}
        </button>
        {(item.bytes || item.stamps) && (
          <button
            type="button"
            class="plain small"
            aria-label={t('verify.asFile.what', { name: isolated(item.name) })}
            onClick={() => treatAsFile(item)}
          >
            {t('verify.asFile')}
          </button>
        )}
      </div>
    </li>
  );
}

/** What was given, with the progress of its hashing. */
export function Given({ bench }: { bench: Bench }) {
  const { t, count } = useWords();
  const [turned, setPage] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const { items } = bench;
  if (items.length === 0) return null;
  const page = Math.min(turned, Math.ceil(items.length / PAGE_ROWS) - 1);
  const from = page * PAGE_ROWS;
  const open = items.filter((item) => !isReady(item));
  const hasReceipt = items.some((item) => item.bytes !== undefined);
  const remove = (gone: readonly Item[]) => {
    take(gone);
    // Its button goes with it; the list's heading says how many are left.
    heading.current?.focus();
  };
  return (
    <section class="given" aria-labelledby="given">
      <h2 id="given" ref={heading} tabIndex={-1}>
        {count('verify.given', items.length)}
      </h2>
      {open.length > 0 && (
        <p class="quiet">{t('new.hashedOf', { done: items.length - open.length, all: items.length })}</p>
      )}
      <div class="row">
        {open.length > 0 && (
          <button type="button" onClick={() => remove(open)}>
            {t('verify.cancelAll')}
          </button>
        )}
        <button type="button" onClick={() => take(items)}>
          {t('verify.clear')}
        </button>
      </div>
      {/* Once there is a verdict, it is what one reads; the list is there to change what was given. */}
      <details open={bench.result === undefined}>
        <summary>{t('verify.list')}</summary>
        <div class="inside">
          <Pager page={page} rows={items.length} label={t('files.pages')} turn={setPage} />
          <ol class="files" start={from + 1}>
            {items.slice(from, from + PAGE_ROWS).map((item) => (
              <ItemRow key={item.key} item={item} hasReceipt={hasReceipt} remove={() => remove([item])} />
            ))}
          </ol>
        </div>
      </details>
    </section>
  );
}
