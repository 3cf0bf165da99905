import { useState } from 'preact/hooks';
import type { Page } from '../api.ts';
import { useWords } from '../app/language.ts';
import { hrefTo } from '../app/routes.ts';
import { session } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import type { KeptAnswer } from '../network/import.ts';
import { ImportZone } from '../network/import-zone.tsx';
import { useNetworkWords } from '../network/words.ts';
import { useAnswer } from '../operate/load.ts';
import { shortId } from '../parts/format.ts';
import { PageTitle } from '../parts/page-title.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { download } from '../parts/receipt-button.tsx';
import { Time } from '../parts/time.tsx';

type Copy = {
  readonly recordId: string;
  readonly agency: string;
  readonly at: string;
  readonly receiptSha256: string;
  readonly heldFiles: readonly number[];
};

const ROWS = 20;

/** A list that is asked for page by page; `again` after something was added. */
function useList<Item>(path: string) {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const asked = new URLSearchParams({ limit: String(ROWS), ...(cursor === undefined ? {} : { cursor }) });
  const answer = useAnswer<Page<Item>>(`${path}?${asked}`);
  return { ...answer, first: cursor === undefined, goTo: (next?: string) => setCursors(next ? [next] : []) };
}

function Turn({
  label,
  list,
}: {
  label: string;
  list: { first: boolean; value?: Page<unknown> | undefined; goTo: (next?: string) => void };
}) {
  const w = useNetworkWords();
  const { first, value, goTo } = list;
  return (
    <nav class="pager" aria-label={label}>
      {!first && (
        <button type="button" onClick={() => goTo()}>
          {w('pages.newest')}
        </button>
      )}
      {value?.next && (
        <button type="button" onClick={() => goTo(value.next ?? undefined)}>
          {w('pages.older')}
        </button>
      )}
    </nav>
  );
}

function KeptRow({ kept }: { kept: KeptAnswer }) {
  const w = useNetworkWords();
  const { receiptSha256, recordId, agency, keptAt, heldFiles, acknowledgement } = kept;
  const values = { record: shortId(recordId), agency };
  const name = recordId.slice(0, 16);
  return (
    <li class="record-row">
      <strong>{agency}</strong>
      <span>
        {w('kept.record', { record: '' })}
        <code>{shortId(recordId)}</code>
      </span>
      <span>{w('kept.files', { n: heldFiles.length })}</span>
      <span class="quiet">
        <Time at={keptAt} />
      </span>
      <a
        href={`/api/v1/receipts/${receiptSha256}`}
        download={`jianzheng-receipt-${name}.json`}
        aria-label={w('kept.saveWhat', values)}
      >
        {w('kept.save')}
      </a>
      <button
        type="button"
        class="plain small"
        aria-label={w('kept.acknowledgementWhat', values)}
        onClick={() =>
          download(
            JSON.stringify(acknowledgement),
            `jianzheng-acknowledgement-${name}.json`,
            'application/json',
          )
        }
      >
        {w('kept.acknowledgement')}
      </button>
    </li>
  );
}

function CopyRow({ copy }: { copy: Copy }) {
  const w = useNetworkWords();
  const { recordId, agency, at, heldFiles } = copy;
  return (
    <li class="record-row">
      <a href={hrefTo(`records/${recordId}`)}>
        <code>{shortId(recordId)}</code>
      </a>
      <span>{w('copies.row', { agency, files: heldFiles.length })}</span>
      <span class="quiet">
        <Time at={at} />
      </span>
    </li>
  );
}

/** What other agencies handed over and this one keeps, and who keeps copies of ours. */
export function Exchange() {
  const { t } = useWords();
  const w = useNetworkWords();
  const role = useStore(session).session.who?.role;
  const kept = useList<KeptAnswer>('receipts');
  const copies = useList<Copy>('copies');
  return (
    <>
      <PageTitle>{w('exchange.title')}</PageTitle>
      <p class="lead">{w('exchange.lead')}</p>
      <p>
        <a href={hrefTo('network')}>{w('exchange.toNetwork')}</a>
      </p>
      {role !== 'auditor' && (
        <ImportZone
          onTaken={() => {
            kept.again();
            copies.again();
          }}
        />
      )}
      <h2>{w('kept.title')}</h2>
      {kept.problem && <ProblemBox problem={kept.problem} again={kept.again} />}
      {!kept.value && !kept.problem && <p class="quiet">{t('loading')}</p>}
      {kept.value?.items.length === 0 && <p>{w('kept.none')}</p>}
      {kept.value && kept.value.items.length > 0 && (
        <ul class="record-list" aria-label={w('kept.title')}>
          {kept.value.items.map((row) => (
            <KeptRow key={row.receiptSha256} kept={row} />
          ))}
        </ul>
      )}
      <Turn label={w('pages.kept')} list={kept} />
      <h2>{w('copies.title')}</h2>
      {copies.problem && <ProblemBox problem={copies.problem} again={copies.again} />}
      {copies.value?.items.length === 0 && <p>{w('copies.none')}</p>}
      {copies.value && copies.value.items.length > 0 && (
        <ul class="record-list" aria-label={w('copies.title')}>
          {copies.value.items.map((row) => (
            <CopyRow key={`${row.recordId} ${row.agency} ${row.receiptSha256}`} copy={row} />
          ))}
        </ul>
      )}
      <Turn label={w('pages.copies')} list={copies} />
    </>
  );
}
