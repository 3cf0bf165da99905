import { useEffect, useRef, useState } from 'preact/hooks';
import type { SignedBeside } from '../../core/persons/beside.ts';
import type { Report, Verdict } from '../../core/report.ts';
import { isolated } from '../../core/visible.ts';
import { announce } from '../app/announce.ts';
import { useWords } from '../app/language.ts';
import { useStore } from '../app/store.ts';
import { ClaimList } from '../parts/claims.tsx';
import { CopiedText } from '../parts/copied-text.tsx';
import { GivenText } from '../parts/given-text.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { useKindWords } from '../parts/kind-words.ts';
import { PAGE_ROWS, Pager } from '../parts/pager.tsx';
import type { Item } from './bench.ts';
import { Checks } from './checks.tsx';
import { Why } from './difference.tsx';
import type { ReceiptItem } from './judging.ts';
import { printing } from './printing.tsx';
import { Raw } from './raw.tsx';
import { Says, useHidden } from './says.tsx';
import { Signed } from './signed.tsx';
import { type ShownStamps, Stamps } from './stamps.tsx';
import { useVerdictWords } from './verdict-words.ts';

export const SIGNS: Readonly<Record<Verdict, IconName>> = {
  VERIFIED: 'pass',
  MISMATCH: 'fail',
  INVALID: 'fail',
  UNDETERMINED: 'unknown',
  NOT_FOUND: 'unknown',
};

/** The verdict in one word and one sentence. It takes the focus when it comes: that is what was waited for. */
export function VerdictBanner({
  verdict,
  means,
  next,
  first,
}: {
  verdict: Verdict;
  means: string;
  next?: string | undefined;
  first: boolean;
}) {
  const v = useVerdictWords();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!first) return;
    announce(`${v(`verdict.${verdict}`)} ${means}`);
    title.current?.focus();
  }, []);
  return (
    <div class={`verdict verdict-${verdict}`} data-verdict={verdict}>
      <h2 ref={title} tabIndex={-1}>
        <Icon name={SIGNS[verdict]} />
        {v(`verdict.${verdict}`)}
      </h2>
      <p>{means}</p>
      {next !== undefined && <p>{next}</p>}
    </div>
  );
}

const signOf = ({ matches, missing }: Report['files'][number]): keyof typeof ORDER =>
  matches !== null ? 'pass' : missing ? 'unknown' : 'fail';
/** What did not match is what one has to see, however many did. */
const ORDER = { fail: 0, unknown: 1, pass: 2 } as const;

/** A file as a report shows it; without its content where that lies in a bundle. */
type ShownFile = Pick<Item, 'name'> & { readonly file?: File };

function GivenFiles({ report, files }: { report: Report; files: readonly ShownFile[] }) {
  const { t } = useWords();
  const [page, setPage] = useState(0);
  const onPaper = useStore(printing).at !== undefined;
  const from = page * PAGE_ROWS;
  // An invalid receipt says nothing about any file, so nothing is said here either.
  if (report.verdict === 'INVALID' || report.files.length === 0) return null;
  const rows = report.files
    .map((file, index) => ({ file, index, sign: signOf(file) }))
    .sort((a, b) => ORDER[a.sign] - ORDER[b.sign] || a.index - b.index);
  const shown = onPaper ? rows : rows.slice(from, from + PAGE_ROWS);
  return (
    <>
      <h3>{t('verify.files')}</h3>
      <Pager page={page} rows={report.files.length} label={t('files.pages')} turn={setPage} />
      <ul class="files">
        {shown.map(({ file, index, sign }) => (
          <li key={index} class={`check-${sign}`}>
            <Icon name={sign} />
            <GivenText kind="name" text={files[index]?.name ?? ''} />{' '}
            {sign === 'pass' &&
              t('verify.file.same', { name: isolated(file.name ?? ''), n: (file.matches ?? 0) + 1 })}
            {sign === 'fail' && t('verify.file.none')}
            {sign === 'fail' && files[index]?.file && report.disclosed && (
              <Why file={files[index].file} recorded={report.disclosed} />
            )}
            {sign === 'unknown' && t('verify.file.unknown')}
          </li>
        ))}
      </ul>
    </>
  );
}

function Content({ report }: { report: Report }) {
  const { t } = useWords();
  const { label } = useKindWords();
  const hidden = useHidden(report);
  return (
    <dl class="facts">
      {report.recordId !== undefined && (
        <div>
          <dt>{t('record.id')}</dt>
          <dd>
            <CopiedText text={report.recordId} what={t('record.id')} />
          </dd>
        </div>
      )}
      {report.case !== undefined && (
        <div>
          <dt>{t('record.case')}</dt>
          <dd>
            <GivenText text={report.case} />
            {report.link && ` · ${t('record.position', { position: report.link.position })}`}
          </dd>
        </div>
      )}
      {report.kind !== undefined && (
        <div>
          <dt>{t('record.kind')}</dt>
          <dd>{label('kind', report.kind)}</dd>
        </div>
      )}
      {report.kind !== undefined && report.claims && (
        <ClaimList kind={report.kind} claims={report.claims} hidden={report.hidden?.claims ?? []} />
      )}
      {hidden !== undefined && (
        <div>
          <dt>{t('verify.hidden')}</dt>
          <dd>{hidden}</dd>
        </div>
      )}
    </dl>
  );
}

/** A report from the sentence down to the bytes. */
export function ReportView({
  report,
  receipt,
  files,
  stamps = [],
  signed,
  first,
}: {
  report: Report;
  receipt: ReceiptItem;
  files: readonly ShownFile[];
  /** Those over this receipt's batch. */
  stamps?: readonly ShownStamps[];
  /** What persons signed of the record. */
  signed?: SignedBeside | undefined;
  first: boolean;
}) {
  const v = useVerdictWords();
  const { t } = useWords();
  const next = report.next && v(`next.${report.next}`, { hidden: report.hidden?.files ?? 0 });
  return (
    <article class="report" aria-label={isolated(receipt.name)}>
      <VerdictBanner
        verdict={report.verdict}
        means={v(`verdict.${report.verdict}.means`)}
        next={next}
        first={first}
      />
      <p class="quiet">{t('verify.receiptName', { name: isolated(receipt.name) })}</p>
      <Says report={report} />
      {signed && <Signed signed={signed} />}
      {stamps.map((stamp) => (
        <Stamps key={stamp.name} stamp={stamp} />
      ))}
      <GivenFiles report={report} files={files} />
      <Content report={report} />
      <Checks checks={report.checks} />
      <Raw receipt={receipt} />
    </article>
  );
}
