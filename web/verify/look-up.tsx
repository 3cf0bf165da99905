import { useEffect, useRef, useState } from 'preact/hooks';
import type { Report } from '../../core/report.ts';
import { type Problem, problemIn } from '../api.ts';
import { announce } from '../app/announce.ts';
import { useWords } from '../app/language.ts';
import { goTo } from '../app/router.ts';
import { api } from '../app/session.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { Checks } from './checks.tsx';
import { VerdictBanner } from './report-view.tsx';
import { Says } from './says.tsx';
import { useVerdictWords } from './verdict-words.ts';

/**
 * What this service says of a record ID. It is the service's word, not a verification: that takes the receipt and the
 * file, above. Only by ID: a look-up by digest would tell a stranger who holds a file that can be guessed.
 */

/** People paste IDs with spaces, in groups, or in capitals. */
const cleaned = (text: string): string => text.replace(/\s+/g, '').toLowerCase().replace(/^0x/, '');
const RECORD_ID = /^[0-9a-f]{64}$/;

function Answer({ report }: { report: Report }) {
  const { t } = useWords();
  const v = useVerdictWords();
  const { verdict, checks, next } = report;
  // Without a file there is no other verdict on a receipt that holds.
  const holds = verdict === 'UNDETERMINED' && next === 'give-file';
  if (!holds) {
    return (
      <article class="report" data-look-up={verdict}>
        <VerdictBanner
          verdict={verdict}
          means={v(`verdict.${verdict}.means`)}
          next={next && v(`next.${next}`, { hidden: report.hidden?.files ?? 0 })}
          first
        />
        {checks.length > 0 && <Checks checks={checks} />}
      </article>
    );
  }
  return (
    <article class="report" data-look-up="held" aria-label={t('lookUp.title')}>
      <Held />
      <Says report={report} />
      <p>{t('lookUp.then')}</p>
      <Checks checks={checks} />
    </article>
  );
}

function Held() {
  const { t } = useWords();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    announce(t('lookUp.held'));
    title.current?.focus();
  }, []);
  return (
    <h3 ref={title} tabIndex={-1}>
      {t('lookUp.held')}
    </h3>
  );
}

/** @param asked the ID in the address, such as that of the code on a certificate; looked up at once */
export function LookUp({ asked }: { asked: string }) {
  const { t, language } = useWords();
  const [text, setText] = useState(asked);
  const [wrong, setWrong] = useState(false);
  const [report, setReport] = useState<Report>();
  const [problem, setProblem] = useState<Problem>();
  const [tries, setTries] = useState(0);

  useEffect(() => {
    setText(asked);
    setReport(undefined);
    setProblem(undefined);
    setWrong(false);
    const recordId = cleaned(asked);
    if (recordId === '') return;
    if (!RECORD_ID.test(recordId)) {
      setWrong(true);
      return;
    }
    const abort = new AbortController();
    api
      .ask<Report>({ method: 'POST', path: 'verifications', json: { recordId }, signal: abort.signal })
      .then(setReport)
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setProblem(problemIn(error));
      });
    return () => abort.abort();
  }, [asked, tries, language]);

  return (
    <section class="panel" aria-labelledby="look-up-title">
      <h2 id="look-up-title">{t('lookUp.title')}</h2>
      <p>{t('lookUp.lead')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const record = cleaned(text);
          if (record === cleaned(asked)) setTries(tries + 1);
          else goTo('verify', { record });
        }}
      >
        <label for="look-up">{t('record.id')}</label>
        <div class="row">
          <input
            id="look-up"
            type="text"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            aria-invalid={wrong}
            aria-describedby={wrong ? 'look-up-wrong' : undefined}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit">{t('lookUp.ask')}</button>
        </div>
        {wrong && (
          <p id="look-up-wrong" role="alert">
            {t('lookUp.wrong')}
          </p>
        )}
      </form>
      {problem && <ProblemBox problem={problem} again={() => setTries(tries + 1)} />}
      {report && <Answer key={`${asked} ${tries}`} report={report} />}
    </section>
  );
}
