import { useState } from 'preact/hooks';
import type { CaseCompleteness } from '../../core/bundle/completeness.ts';
import type { BundleJudged, RecordJudged } from '../../core/bundle/judge.ts';
import { signedCounts } from '../../core/bundle/signatures.ts';
import { grouped } from '../../core/fingerprint.ts';
import { missingIn } from '../../core/persons/roles.ts';
import { type BundledStamps, countStamps } from '../../core/time-stamp/report.ts';
import { visible } from '../../core/visible.ts';
import { en, zh } from '../../language/bundle.ts';
import { fill } from '../../language/language.ts';
import { statementSentence } from '../../language/statement.ts';
import { useWords } from '../app/language.ts';
import { CopiedText } from '../parts/copied-text.tsx';
import { Icon } from '../parts/icon.tsx';
import { PAGE_ROWS, Pager } from '../parts/pager.tsx';
import type { Item } from './bench.ts';
import { ReportView, SIGNS, VerdictBanner } from './report-view.tsx';
import { useAgencyName } from './says.tsx';
import { UnusedSignatures } from './signed.tsx';
import { useVerdictWords } from './verdict-words.ts';

/** A bundle from its verdict down to each record: what holds, what is missing of the case, and why one is refused. */

type BundleKey = keyof typeof en;

function useBundleWords(): (key: BundleKey, values?: Readonly<Record<string, string | number>>) => string {
  const { language } = useWords();
  const texts = language === 'zh' ? zh : en;
  return (key, values = {}) => fill(texts[key], values);
}

function Refused({ item }: { item: Item }) {
  const b = useBundleWords();
  const { code = '', about = '' } = item.refused ?? {};
  const key = `bundle.refused.${code}`;
  return (
    <article class="report" aria-label={item.name}>
      <div class="verdict" data-refused={code} role="alert">
        <h2>
          <Icon name="warning" />
          {b('bundle.page.refused')}
        </h2>
        <p>{b('bundle.refused.means')}</p>
        <p>{b('bundle.refused.next')}</p>
      </div>
      <p class="quiet">{b('bundle.page.name', { name: item.name })}</p>
      <p>{Object.hasOwn(en, key) ? b(key as BundleKey, { name: about }) : code}</p>
    </article>
  );
}

function Completeness({ found }: { found: CaseCompleteness }) {
  const b = useBundleWords();
  const nameOf = useAgencyName();
  const { outcome, closed, completeTo, findings, corrected } = found;
  return (
    <section class="completeness" data-outcome={outcome}>
      <h3>{b('bundle.page.case', { agency: nameOf(found.agency) })}</h3>
      <p>
        <Icon name={outcome === 'complete' ? 'pass' : outcome === 'incomplete' ? 'warning' : 'unknown'} />
        {b(`bundle.outcome.${outcome}`, { count: closed?.count ?? completeTo })}
      </p>
      {findings.length + corrected.length > 0 && (
        <ul>
          {findings.slice(0, PAGE_ROWS).map(({ code, position = 0, number = 0, recordId }) => (
            <li key={`${code} ${position} ${number} ${recordId}`} data-finding={code}>
              {b(`bundle.finding.${code}`, { position, number })}
              {recordId !== undefined && <CopiedText text={recordId} what={recordId} />}
            </li>
          ))}
          {corrected.slice(0, PAGE_ROWS).map(({ recordId }) => (
            <li key={recordId}>
              {b('bundle.page.corrected')} <CopiedText text={recordId} what={recordId} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What agencies said on the chain, each held up to the seals. */
function Evidence({ evidence }: { evidence: BundleJudged['evidence'] }) {
  const b = useBundleWords();
  const { language } = useWords();
  if (evidence.length === 0) return null;
  return (
    <section>
      <h3>{b('bundle.evidence.title')}</h3>
      <ul>
        {evidence.slice(0, PAGE_ROWS).map(({ path, statement, refused = '' }) => (
          <li key={path} data-evidence={statement?.kind ?? 'refused'}>
            {statement
              ? statementSentence(statement, language)
              : b('bundle.evidence.refused', { path: path.split('/').at(-1) ?? path, code: refused })}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `stamps`: those over batches of the bundle. */
type RowsOf = { readonly item: Item; readonly stamps: readonly BundledStamps[] };

/** @param related whether it is of another case: then whose it is and what it is tells more than its place there */
function RecordRow({ record, item, stamps, related }: RowsOf & { record: RecordJudged; related?: true }) {
  const b = useBundleWords();
  const v = useVerdictWords();
  const [open, setOpen] = useState(false);
  const { report, paths, absent, misnamed, receipt, signed } = record;
  const missing = (signed?.roles ?? []).reduce((sum, role) => sum + missingIn(role), 0);
  const nameOf = useAgencyName();
  const position = report.link?.position;
  const first = report.disclosed?.find((file) => file !== null);
  const title = position === undefined ? b('bundle.page.unplaced') : b('bundle.page.record', { position });
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)} data-record={report.verdict}>
        <summary>
          <Icon name={SIGNS[report.verdict]} />
          {related && report.agency !== undefined ? (
            <>
              {nameOf(report.agency)}
              {first && ' · '}
              {first && <bdi class="name">{visible(first.name)}</bdi>}
            </>
          ) : (
            title
          )}
          {' · '}
          {v(`verdict.${report.verdict}`)} · {b('bundle.page.files', { count: paths.length })}
          {missing > 0 && ` · ${v('signed.row.missing', { count: missing })}`}
        </summary>
        {open && (
          <div class="inside">
            {misnamed && <p class="box box-bad">{b('bundle.page.misnamed')}</p>}
            {absent.length > 0 && (
              <>
                <p>{b('bundle.page.absent')}</p>
                <ul>
                  {absent.slice(0, PAGE_ROWS).map((name) => (
                    <li key={name}>
                      <bdi class="name">{visible(name)}</bdi>
                    </li>
                  ))}
                </ul>
              </>
            )}
            <ReportView
              report={report}
              receipt={{ name: receipt, bytes: item.read!.receipts.get(receipt)! }}
              files={paths.map((path) => ({ name: path.split('/').at(-1)! }))}
              stamps={stamps.flatMap((each) =>
                each.records.includes(record.recordId)
                  ? [{ name: each.path.split('/').at(-1)!, report: each.report }]
                  : [],
              )}
              signed={signed}
              first={false}
            />
          </div>
        )}
      </details>
    </li>
  );
}

/** Records of other cases. Few: one or two for each thing that was said. */
function Related({ related, ...rows }: RowsOf & { related: readonly RecordJudged[] }) {
  const b = useBundleWords();
  const [page, setPage] = useState(0);
  if (related.length === 0) return null;
  const from = page * PAGE_ROWS;
  return (
    <section data-related={related.length}>
      <h3>{b('bundle.page.related')}</h3>
      <p class="quiet">{b('bundle.page.relatedMeans')}</p>
      <Pager page={page} rows={related.length} label={b('bundle.page.pages')} turn={setPage} />
      <ol class="bundle-records" start={from + 1}>
        {related.slice(from, from + PAGE_ROWS).map((record) => (
          <RecordRow key={record.receipt} record={record} {...rows} related />
        ))}
      </ol>
    </section>
  );
}

/** How it stands with persons' signatures over all records. What belongs to nothing is told once for all that was given. */
function SignedSummary({ judged: { records, related, unused } }: { judged: BundleJudged }) {
  const v = useVerdictWords();
  const { asked, complete, missing, refused } = signedCounts([...records, ...related]);
  return (
    <>
      {asked > 0 && (
        <p data-signed-missing={missing}>
          <Icon name={missing > 0 ? 'warning' : 'pass'} />
          {v('signed.summary', { asked, complete, missing })}
        </p>
      )}
      {refused > 0 && (
        <p>
          <Icon name="fail" />
          {v('signed.refused', { count: refused })}
        </p>
      )}
      <UnusedSignatures strays={[]} fileless={unused.fileless} />
    </>
  );
}

/** How it stands with the second clock; each record tells what it says of it. */
function StampSummary({ stamps }: { stamps: readonly BundledStamps[] }) {
  const v = useVerdictWords();
  if (stamps.length === 0) return null;
  const counts = countStamps(stamps);
  const strays = stamps.filter(({ records }) => records.length === 0);
  return (
    <section data-bundle-stamps={stamps.length}>
      <h3>{v('stamp.title')}</h3>
      <p>
        <Icon name={counts.fails > 0 ? 'warning' : counts.unjudged > 0 ? 'unknown' : 'pass'} />
        {v('stamp.bundle', counts)}
      </p>
      {counts.unjudged > 0 && <p class="quiet">{v('stamp.pin')}</p>}
      {strays.slice(0, PAGE_ROWS).map(({ path }) => (
        <p key={path}>{v('stamp.stray', { name: visible(path.split('/').at(-1)!) })}</p>
      ))}
    </section>
  );
}

/** What became of the links to later sets that the bundle brings. */
function Links({ links: { added, head, refused } }: { links: BundleJudged['links'] }) {
  const b = useBundleWords();
  if (refused !== undefined) return <p class="box">{b('bundle.links.refused', { code: refused })}</p>;
  if (added === 0) return null;
  return (
    <p class="box" data-carried={added}>
      {b('bundle.links.added', { added, head: grouped(head) })}
    </p>
  );
}

export function BundleReport({
  item,
  judged,
  stamps = [],
  first,
}: {
  item: Item;
  judged: BundleJudged | undefined;
  stamps?: readonly BundledStamps[] | undefined;
  first: boolean;
}) {
  const b = useBundleWords();
  const [page, setPage] = useState(0);
  if (!judged) return <Refused item={item} />;
  const { records, related, cases, verdict, evidence, links } = judged;
  const from = page * PAGE_ROWS;
  return (
    <article class="report" aria-label={item.name} data-bundle={verdict}>
      <VerdictBanner
        verdict={verdict}
        means={b(`bundle.page.${verdict === 'NOT_FOUND' ? 'UNDETERMINED' : verdict}.means`)}
        first={first}
      />
      <p class="quiet">{b('bundle.page.name', { name: item.name })}</p>
      <Links links={links} />
      {cases.map((found) => (
        <Completeness key={found.agency + found.commitment} found={found} />
      ))}
      <SignedSummary judged={judged} />
      <StampSummary stamps={stamps} />
      <Evidence evidence={evidence} />
      <h3>{b('bundle.page.records')}</h3>
      <Pager page={page} rows={records.length} label={b('bundle.page.pages')} turn={setPage} />
      <ol class="bundle-records" start={from + 1}>
        {records.slice(from, from + PAGE_ROWS).map((record) => (
          <RecordRow key={record.receipt} record={record} item={item} stamps={stamps} />
        ))}
      </ol>
      <Related related={related} item={item} stamps={stamps} />
    </article>
  );
}
