import { isolated } from '../../core/visible.ts';
import type { RecordView } from '../api.ts';
import { useWords } from '../app/language.ts';
import { Later } from '../app/later.tsx';
import { hrefTo } from '../app/routes.ts';
import { session } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import { ClaimList } from '../parts/claims.tsx';
import { CopiedText } from '../parts/copied-text.tsx';
import { DocumentButton } from '../parts/document-button.tsx';
import { FileTable } from '../parts/file-table.tsx';
import { useRecord } from '../parts/follow-record.ts';
import { GivenText } from '../parts/given-text.tsx';
import { useKindWords } from '../parts/kind-words.ts';
import { ListButtons } from '../parts/list-buttons.tsx';
import { NoticeButton } from '../parts/notice.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { ReceiptButton } from '../parts/receipt-button.tsx';
import { StateSteps } from '../parts/record-state.tsx';

const loadSaid = () => import('../custody/record-said.tsx').then((module) => module.OwnRecordSaid);
const loadSigned = () => import('../persons/record-signed.tsx').then((module) => module.RecordSigned);
const loadOther = () => import('../custody/other-record.tsx').then((module) => module.OtherRecord);

function Facts({ record }: { record: RecordView }) {
  const { label } = useKindWords();
  const { t, language } = useWords();
  const { session: current } = useStore(session);
  const agency = current.who?.agency;
  return (
    <dl class="facts">
      <div>
        <dt>{t('record.id')}</dt>
        <dd>
          <CopiedText text={record.recordId} what={t('record.id')} />
        </dd>
      </div>
      <div>
        <dt>{t('record.agency')}</dt>
        <dd>
          {agency?.id === record.agency ? `${isolated(agency.name[language])} (${agency.id})` : record.agency}
        </dd>
      </div>
      <div>
        <dt>{t('record.case')}</dt>
        <dd>
          <a href={hrefTo('records', { case: record.case })}>
            <GivenText text={record.case} />
          </a>{' '}
          · {t('record.position', { position: record.position })}
        </dd>
      </div>
      <div>
        <dt>{t('record.kind')}</dt>
        <dd>{label('kind', record.kind)}</dd>
      </div>
      <ClaimList kind={record.kind} claims={record.claims} />
      {record.anchor && (
        <div>
          <dt>{t('record.batch')}</dt>
          <dd>
            {t('record.batch.text', {
              sequence: record.anchor.sequence,
              block: record.anchor.blockNumber,
              set: record.anchor.sealedBy,
              notBefore: record.anchor.notBeforeNumber,
            })}
          </dd>
        </div>
      )}
    </dl>
  );
}

/** One record: how far it has come, its receipt, what it holds. */
export function RecordPage({ id }: { id: string }) {
  const { t, count } = useWords();
  const { record, problem, slow } = useRecord(id);
  const isOther = !record && problem?.code === 'record-not-found';
  return (
    <>
      <PageTitle>{t('record.title')}</PageTitle>
      {problem && (isOther ? <Later load={loadOther} /> : <ProblemBox problem={problem} />)}
      {!record && !problem && <p class="quiet">{t('loading')}</p>}
      {record && (
        <>
          <StateSteps record={record} slow={slow} />
          {record.state !== 'anchored' && <NoticeButton recordIds={[record.recordId]} />}
          <div class="row">
            <ReceiptButton record={record} />
            {record.state === 'anchored' && (
              <DocumentButton
                path={`records/${record.recordId}/certificate`}
                name={`jianzheng-certificate-${record.recordId.slice(0, 16)}.pdf`}
                label={t('certificate.download')}
              />
            )}
            {(record.timeStamps ?? 0) > 0 && (
              <DocumentButton
                path={`records/${record.recordId}/time-stamps`}
                name={`jianzheng-receipt-${record.recordId.slice(0, 16)}.time-stamps.json`}
                label={t('stamps.download')}
              />
            )}
          </div>
          {record.state === 'anchored' && (
            <>
              <p class="quiet">{t('receipt.shows')}</p>
              <p class="quiet">{t('certificate.shows')}</p>
            </>
          )}
          <Facts record={record} />
          <h2>{count('files.count', record.files.length)}</h2>
          <FileTable files={record.files} />
          <ListButtons of={{ record: record.recordId }} />
          {record.state === 'anchored' && <Later load={loadSigned} />}
          {record.state === 'anchored' && <Later load={loadSaid} />}
        </>
      )}
    </>
  );
}
