import { useEffect, useState } from 'preact/hooks';
import { type Page, type Problem, problemIn } from '../api.ts';
import { useWords } from '../app/language.ts';
import { route } from '../app/router.ts';
import { api } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import { CopiedText } from '../parts/copied-text.tsx';
import { DocumentButton } from '../parts/document-button.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import { useAgencyText } from './agencies.ts';
import { useCustodyWords } from './custody-words.ts';
import { RecordSaid } from './record-said.tsx';

type Kept = { readonly receiptSha256: string; readonly agency: string; readonly keptAt: string };

/** A record that is not of this agency: whether its receipt is kept here, and what agencies say of it. */
export function OtherRecord() {
  const c = useCustodyWords();
  const { t, language } = useWords();
  const nameOf = useAgencyText();
  const { id = '' } = useStore(route).at;
  const [kept, setKept] = useState<readonly Kept[]>();
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    const abort = new AbortController();
    api
      .ask<Page<Kept>>({ path: `receipts?recordId=${id}&limit=1`, signal: abort.signal })
      .then(({ items }) => setKept(items))
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setProblem(problemIn(error));
      });
    return () => abort.abort();
  }, [id, language]);
  const [first] = kept ?? [];
  return (
    <>
      <p>
        <CopiedText text={id} what={t('record.id')} />
      </p>
      {problem && <ProblemBox problem={problem} />}
      {kept && !first && <p class="box">{c('record.unknown')}</p>}
      {first && (
        <>
          <p>
            {c('record.ofAgency', { agency: nameOf(first.agency) })} <Time at={first.keptAt} />
          </p>
          <div class="row">
            <DocumentButton
              path={`receipts/${first.receiptSha256}`}
              name={`jianzheng-receipt-${id.slice(0, 16)}.json`}
              label={t('receipt.download')}
            />
          </div>
        </>
      )}
      {kept && <RecordSaid key={id} id={id} as={first ? 'kept' : 'unknown'} />}
    </>
  );
}
