import { useEffect, useState } from 'preact/hooks';
import { type Page, type Problem, problemIn } from '../api.ts';
import { useWords } from '../app/language.ts';
import { api } from '../app/session.ts';
import { DocumentButton } from '../parts/document-button.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import { useCustodyWords } from './custody-words.ts';
import type { StatementView } from './views.ts';

const ROWS = 100;

/** Statements in sentences, each with its evidence file. */
export function SaidRows({ items }: { items: readonly StatementView[] }) {
  const c = useCustodyWords();
  return (
    <ol class="said">
      {items.map(({ id, time, block, says }) => (
        <li key={id} data-statement={id}>
          <span class="quiet">
            <Time at={time} /> · #{block}
          </span>
          <span class="said-words">{says.join(' ')}</span>
          <DocumentButton
            plain
            path={`statements/${id}`}
            name={`jianzheng-statement-${id}.json`}
            label={c('custody.proof')}
            about={c('custody.proof.of', { what: says.join(' ') })}
          />
        </li>
      ))}
    </ol>
  );
}

/** What was said of a hand-off or a record, oldest first. @param version asks again when it changes */
export function SaidList({ query, version }: { query: Readonly<Record<string, string>>; version: unknown }) {
  const c = useCustodyWords();
  const { t, language } = useWords();
  const [page, setPage] = useState<Page<StatementView>>();
  const [problem, setProblem] = useState<Problem>();
  const search = new URLSearchParams({ ...query, limit: String(ROWS) }).toString();
  useEffect(() => {
    const abort = new AbortController();
    api
      .ask<Page<StatementView>>({ path: `statements?${search}`, signal: abort.signal })
      .then((found) => {
        setPage(found);
        setProblem(undefined);
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setProblem(problemIn(error));
      });
    return () => abort.abort();
  }, [search, version, language]);
  return (
    <>
      {problem && <ProblemBox problem={problem} />}
      {!page && !problem && <p class="quiet">{t('loading')}</p>}
      {page?.items.length === 0 && <p class="quiet">{c('custody.said.none')}</p>}
      {page?.next && <p class="quiet">{c('custody.said.older')}</p>}
      {page && <SaidRows items={[...page.items].reverse()} />}
    </>
  );
}
