import { useEffect, useState } from 'preact/hooks';
import { isolated } from '../../core/visible.ts';
import type { Page, Problem, RecordView } from '../api.ts';
import { problemIn } from '../api.ts';
import { useWords } from '../app/language.ts';
import { goTo } from '../app/router.ts';
import { hrefTo } from '../app/routes.ts';
import { api } from '../app/session.ts';
import { CaseField } from '../parts/case-field.tsx';
import { shortId } from '../parts/format.ts';
import { GivenText } from '../parts/given-text.tsx';
import { ListButtons } from '../parts/list-buttons.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { StateWord } from '../parts/record-state.tsx';
import { Time } from '../parts/time.tsx';

const ROWS = 25;
const STATES = ['received', 'batched', 'anchored'] as const;

function Filter({ query }: { query: URLSearchParams }) {
  const { t } = useWords();
  const [caseId, setCase] = useState(query.get('case') ?? '');
  const [state, setState] = useState(query.get('state') ?? '');
  return (
    <form
      class="filter"
      onSubmit={(event) => {
        event.preventDefault();
        goTo('records', { case: caseId.trim(), state });
      }}
    >
      <CaseField value={caseId} onChange={setCase} label={t('records.case')} />
      <div class="field">
        <label for="state">{t('records.state')}</label>
        <select id="state" value={state} onChange={(event) => setState(event.currentTarget.value)}>
          <option value="">{t('records.anyState')}</option>
          {STATES.map((name) => (
            <option key={name} value={name}>
              {t(`state.${name}`)}
            </option>
          ))}
        </select>
      </div>
      <button type="submit">{t('records.filter')}</button>
    </form>
  );
}

function Row({ record }: { record: RecordView }) {
  const { t, count } = useWords();
  const [first] = record.files;
  return (
    <li class="record-row">
      <a
        href={hrefTo(`records/${record.recordId}`)}
        aria-label={t('records.open', { name: isolated(first?.name ?? ''), id: shortId(record.recordId) })}
      >
        <GivenText kind="name" text={first?.name ?? shortId(record.recordId)} />
      </a>
      {record.files.length > 1 && <span class="quiet">{count('records.more', record.files.length - 1)}</span>}
      <StateWord state={record.state} />
      <span class="quiet">
        {t('records.inCase', { position: record.position })} <GivenText text={record.case} />
      </span>
      <span class="quiet">
        <Time at={record.receivedAt} />
      </span>
      <code class="quiet">{shortId(record.recordId)}</code>
    </li>
  );
}

/** The records of this agency, newest first. Filters and place in the list live in the address: "back" goes back. */
export function Records({ query }: { query: URLSearchParams }) {
  const { t, language } = useWords();
  const [page, setPage] = useState<Page<RecordView>>();
  const [problem, setProblem] = useState<Problem>();
  const [tries, setTries] = useState(0);
  const filters = { case: query.get('case') ?? '', state: query.get('state') ?? '' };
  const search = query.toString();

  // Another try, or another language, asks again.
  useEffect(() => {
    const abort = new AbortController();
    const asked = new URLSearchParams({ limit: String(ROWS) });
    for (const name of ['case', 'state', 'cursor']) {
      const value = query.get(name);
      if (value) asked.set(name, value);
    }
    setProblem(undefined);
    api
      .ask<Page<RecordView>>({ path: `records?${asked}`, signal: abort.signal })
      .then(setPage)
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setProblem(problemIn(error));
      });
    return () => abort.abort();
  }, [search, tries, language]);

  const filtered = filters.case !== '' || filters.state !== '';
  return (
    <>
      <PageTitle>{t('nav.records')}</PageTitle>
      <Filter key={search} query={query} />
      {problem && <ProblemBox problem={problem} again={() => setTries(tries + 1)} />}
      {!page && !problem && <p class="quiet">{t('loading')}</p>}
      {page?.items.length === 0 && <p>{filtered ? t('records.noneFound') : t('records.none')}</p>}
      {page && page.items.length > 0 && (
        <ul class="record-list" aria-label={t('nav.records')}>
          {page.items.map((record) => (
            <Row key={record.recordId} record={record} />
          ))}
        </ul>
      )}
      {filters.case !== '' && page && page.items.length > 0 && (
        <>
          <p>
            <a href={hrefTo('case', { case: filters.case })}>{t('records.wholeCase')}</a>
          </p>
          <ListButtons of={{ case: filters.case }} />
        </>
      )}
      <nav class="pager" aria-label={t('records.pages')}>
        {query.has('cursor') && <a href={hrefTo('records', filters)}>{t('records.newest')}</a>}
        {page?.next && (
          <a href={hrefTo('records', { ...filters, cursor: page.next })}>{t('records.older')}</a>
        )}
      </nav>
    </>
  );
}
