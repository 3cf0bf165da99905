import { inOrder } from '../../core/case-order.ts';
import { useWords } from '../app/language.ts';
import { hrefTo } from '../app/routes.ts';
import { shortId } from '../parts/format.ts';
import { GivenText } from '../parts/given-text.tsx';
import { Time } from '../parts/time.tsx';
import { useAgencyText } from './agencies.ts';
import { useCustodyWords } from './custody-words.ts';
import { SaidRow } from './said-list.tsx';
import type { CaseRecordView, TimelineView } from './views.ts';

/** So many entries at first: a case may have thousands. */
const FIRST = 200;

function RecordRow({ record, agency }: { record: CaseRecordView; agency: string }) {
  const c = useCustodyWords();
  const nameOf = useAgencyText();
  return (
    <li>
      <span class="quiet">
        {record.time !== null && <Time at={record.time} />} · #{record.block}
      </span>
      <span class="said-words">
        {c('case.anchored', { agency: nameOf(agency), position: record.position ?? '?' })}{' '}
        <a href={hrefTo(`records/${record.recordId}`)}>
          {record.name === null ? (
            <code>{shortId(record.recordId)}</code>
          ) : (
            <GivenText kind="name" text={record.name} />
          )}
        </a>
      </span>
    </li>
  );
}

/** Records, hand-offs, opinions, corrections and closings in the order of blocks. */
export function CaseTimeline({ view }: { view: TimelineView }) {
  const c = useCustodyWords();
  const { t } = useWords();
  const moments = inOrder(view.records, view.items);
  const row = (moment: (typeof moments)[number]) =>
    'record' in moment ? (
      <RecordRow key={moment.record.recordId} record={moment.record} agency={view.agency} />
    ) : (
      <SaidRow key={moment.said.id} item={moment.said} />
    );
  return (
    <section class="sayings" aria-labelledby="case-timeline">
      <h2 id="case-timeline">{c('case.timeline')}</h2>
      {moments.length === 0 && <p class="quiet">{c('case.nothing')}</p>}
      {moments.length > 0 && <ol class="said">{moments.slice(0, FIRST).map(row)}</ol>}
      {moments.length > FIRST && (
        <details>
          <summary>{t('pager.next')}</summary>
          <ol class="said">{moments.slice(FIRST).map(row)}</ol>
        </details>
      )}
    </section>
  );
}
