import { useEffect, useState } from 'preact/hooks';
import type { RecordView } from '../api.ts';
import { useWords } from '../app/language.ts';
import { hrefTo } from '../app/routes.ts';
import { CopiedText } from '../parts/copied-text.tsx';
import { useRecord } from '../parts/follow-record.ts';
import { GivenText } from '../parts/given-text.tsx';
import { Icon } from '../parts/icon.tsx';
import { NoticeButton } from '../parts/notice.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { ReceiptButton } from '../parts/receipt-button.tsx';
import { StateSteps } from '../parts/record-state.tsx';
import type { Desk, Portion } from './desk.ts';

/** Whether the service recorded what this browser read: the one moment when that can be seen by whoever holds both. */
function Comparison({ portion }: { portion: Portion }) {
  const { t, count } = useWords();
  const { rows } = portion;
  const open = rows.filter((row) => row.difference === undefined).length;
  const different = rows.filter((row) => row.difference);
  if (different.length > 0) {
    return (
      <div class="box box-bad" role="alert">
        <p class="box-title">
          <Icon name="warning" />
          {count('new.different', different.length)}
        </p>
        <ul>
          {different.slice(0, 20).map((row) => (
            <li key={row.key}>
              <GivenText text={row.name} />: {t(`difference.${row.difference ?? 'missing'}`)}
            </li>
          ))}
        </ul>
        <p>{t('new.different.next')}</p>
      </div>
    );
  }
  if (open > 0)
    return <p class="quiet">{t('new.comparing', { done: rows.length - open, all: rows.length })}</p>;
  return (
    <p class="good">
      <Icon name="pass" />
      {count('new.same', rows.length)}
    </p>
  );
}

function Result({
  portion,
  made,
  onAnchored,
}: {
  portion: Portion;
  made: RecordView;
  onAnchored: () => void;
}) {
  const { t, count } = useWords();
  const { record = made, problem, slow } = useRecord(made.recordId, made);
  useEffect(() => {
    if (record.state === 'anchored') onAnchored();
  }, [record.state]);
  return (
    <li class="result">
      <p>
        {count('files.count', record.files.length)} · {t('record.case')} <GivenText text={record.case} /> ·{' '}
        {t('record.position', { position: record.position })}
      </p>
      <p>
        {t('record.id')} <CopiedText text={record.recordId} what={t('record.id')} />
      </p>
      <Comparison portion={portion} />
      <StateSteps record={record} slow={slow} />
      {problem && <ProblemBox problem={problem} />}
      <div class="row">
        <ReceiptButton record={record} />
        <a href={hrefTo(`records/${record.recordId}`)}>{t('new.openRecord')}</a>
      </div>
    </li>
  );
}

/** The records that were made, each with its state of the moment. */
export function DeskResults({ desk }: { desk: Desk }) {
  const { t } = useWords();
  const [anchored, setAnchored] = useState<ReadonlySet<string>>(new Set());
  const made = desk.portions.filter((portion) => portion.record !== undefined);
  if (made.length === 0) return null;
  const ids = made.map((portion) => portion.record!.recordId);
  return (
    <>
      {desk.stage === 'made' && ids.some((id) => !anchored.has(id)) && <NoticeButton recordIds={ids} />}
      <ol class="results" aria-label={t('new.results')}>
        {made.map((portion) => (
          <Result
            key={portion.key}
            portion={portion}
            made={portion.record!}
            onAnchored={() => setAnchored((before) => new Set(before).add(portion.record!.recordId))}
          />
        ))}
      </ol>
    </>
  );
}
