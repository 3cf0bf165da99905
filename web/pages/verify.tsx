import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { isSignatureKind } from '../../core/persons/at-hand.ts';
import type { Report } from '../../core/report.ts';
import { isolated } from '../../core/visible.ts';
import { announce } from '../app/announce.ts';
import { useWords } from '../app/language.ts';
import { route } from '../app/router.ts';
import { useStore } from '../app/store.ts';
import { DropZone } from '../parts/drop-zone.tsx';
import { GivenText } from '../parts/given-text.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { type Bench, benchStore, give, isReady, judge, warmUp } from '../verify/bench.ts';
import { BundleReport } from '../verify/bundle-report.tsx';
import { Given } from '../verify/given.tsx';
import type { Result } from '../verify/judging.ts';
import { PrintButton, PrintedHead } from '../verify/printing.tsx';
import { ReportView, VerdictBanner } from '../verify/report-view.tsx';
import { UnusedSignatures } from '../verify/signed.tsx';
import { Stamps } from '../verify/stamps.tsx';
import { TrustPanel } from '../verify/trust-panel.tsx';
import { bundleInForce, loadServed, trusted } from '../verify/trusted.ts';
import { useVerdictWords } from '../verify/verdict-words.ts';

const isVerified = ({ verdict }: Report) => verdict === 'VERIFIED';

/** Countersignatures and key lists stand behind what they are about, where that is here. Reports by index. */
function apart(reports: readonly Report[], hasBundles: boolean) {
  const all = reports.map((_, index) => index);
  const signatures = all.filter((index) => isSignatureKind(reports[index]!.kind));
  const subjects = all.filter((index) => !signatures.includes(index));
  return subjects.length > 0 || hasBundles ? { subjects, signatures } : { subjects: all, signatures: [] };
}

function Results({ result }: { result: Result }) {
  const { t, count } = useWords();
  const v = useVerdictWords();
  const { receipts, files, outcome, bundles, stamps, unused } = result;
  const loose = outcome.loose.map((index) => files[index]!);
  const { subjects, signatures } = apart(outcome.reports, bundles.length > 0);
  const view = (index: number) => {
    const [report, receipt] = [outcome.reports[index]!, receipts[index]!];
    return (
      <ReportView
        key={receipt.name}
        report={report}
        receipt={receipt}
        files={filesOf(
          report.files.map(({ given }) => given.sha256),
          files,
        )}
        stamps={stamps.filter(({ of }) => of.includes(index))}
        signed={outcome.beside[index]}
        first={index === subjects[0] && loose.length === 0 && bundles.length === 0}
      />
    );
  };
  return (
    <>
      {bundles.map(({ item, judged, stamps: inBundle }, index) => (
        <BundleReport key={item.key} item={item} judged={judged} stamps={inBundle} first={index === 0} />
      ))}
      {loose.length > 0 && (
        <article class="report" aria-label={t('verify.loose.title')}>
          <VerdictBanner
            verdict="MISMATCH"
            means={count('verify.loose', loose.length)}
            first={bundles.length === 0}
          />
          <ul>
            {loose.slice(0, 50).map((item) => (
              <li key={item.key}>
                <GivenText kind="name" text={item.name} />
              </li>
            ))}
          </ul>
        </article>
      )}
      {stamps
        .filter(({ of }) => of.length === 0)
        .map((stamp) => (
          <Stamps key={stamp.name} stamp={stamp} />
        ))}
      {subjects.map(view)}
      <UnusedSignatures {...unused} />
      {signatures.length > 0 && (
        // What does not hold is not to be folded away.
        <details class="asides" open={!signatures.every((index) => isVerified(outcome.reports[index]!))}>
          <summary>{v('signed.files', { count: signatures.length })}</summary>
          <div class="inside">{signatures.map(view)}</div>
        </details>
      )}
    </>
  );
}

/** The given items behind a report's files, by digest, in the report's order; copies in the order they were given. */
function filesOf(digests: readonly string[], files: Result['files']) {
  const left = [...files];
  return digests.map((digest) => {
    const place = left.findIndex((item) => item.digests?.sha256 === digest);
    return left.splice(place, 1)[0]!;
  });
}

/** What is still missing for a verdict, if anything. */
function Hint({ bench }: { bench: Bench }) {
  const { t } = useWords();
  const hasBundle = bundleInForce(useStore(trusted)) !== undefined;
  const { items } = bench;
  if (items.length === 0 || bench.result || !items.every(isReady)) return null;
  if (bench.failed !== undefined)
    return <p class="box box-bad">{t('verify.failed', { code: bench.failed })}</p>;
  if (items.some((item) => item.unreadable)) return <p class="box box-bad">{t('verify.removeUnreadable')}</p>;
  if (!items.some((item) => item.bytes || item.read || item.refused))
    return <p class="box">{t('verify.needReceipt')}</p>;
  if (!hasBundle) return <p class="box">{t('trust.needed')}</p>;
  return <p class="quiet">{t('verify.working')}</p>;
}

/** The record ID with which a certificate's code leads here: it tells people what to look for, and decides nothing. */
function askedRecord(query: URLSearchParams): string | undefined {
  return /^[0-9a-f]{64}$/.exec(query.get('record') ?? '')?.[0];
}

/** Verification without an account and without a server: everything happens in this browser. `children`: what whoever serves the page adds. */
export function Verify({ children }: { children?: ComponentChildren }) {
  const { t, count } = useWords();
  const bench = useStore(benchStore);
  const record = askedRecord(useStore(route).at.query);
  useEffect(() => {
    warmUp();
    void loadServed().then(judge);
  }, []);
  return (
    <>
      <PageTitle>{t('nav.verify')}</PageTitle>
      <p class="lead">{t('verify.lead')}</p>
      <p>{t('verify.local')}</p>
      {record !== undefined && bench.items.length === 0 && (
        <p class="box">
          {t('verify.record')} <code>{record}</code>
        </p>
      )}
      <DropZone
        title={t('verify.drop')}
        hint={t('verify.drop.hint')}
        onFiles={(found, unreadable) => {
          announce(count('new.added', found.length));
          give(found, unreadable);
        }}
      />
      {bench.missed.length > 0 && (
        <p class="box box-bad" role="alert">
          {t('new.unreadable', { names: bench.missed.slice(0, 5).map(isolated).join(', ') })}
        </p>
      )}
      <Hint bench={bench} />
      {bench.result && (
        <>
          <PrintedHead />
          <Results result={bench.result} />
          <PrintButton />
        </>
      )}
      <Given bench={bench} />
      <TrustPanel />
      {children}
    </>
  );
}
