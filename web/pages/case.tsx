import { useState } from 'preact/hooks';
import { extentOf } from '../../core/case-order.ts';
import { recordSayings } from '../../core/record-sayings.ts';
import { isolated } from '../../core/visible.ts';
import { useWords } from '../app/language.ts';
import { route } from '../app/router.ts';
import { session } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import { useAgencyText } from '../custody/agencies.ts';
import { CaseActs } from '../custody/case-acts.tsx';
import { CaseMatrix } from '../custody/case-matrix.tsx';
import { CaseTimeline } from '../custody/case-timeline.tsx';
import { useCustodyWords } from '../custody/custody-words.ts';
import { SaidAct } from '../custody/say-state.tsx';
import { useTimeline } from '../custody/use-timeline.ts';
import type { ActView, TimelineView } from '../custody/views.ts';
import { CopiedText } from '../parts/copied-text.tsx';
import { ListButtons } from '../parts/list-buttons.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { ProblemBox } from '../parts/problem.tsx';

/** A case in a shell: quoted, whatever it is called. */
const quoted = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

function Extent({ view }: { view: TimelineView }) {
  const c = useCustodyWords();
  const { closedWith, upTo, missing } = extentOf(view.agency, view.records, view.items);
  return (
    <>
      <p>{closedWith === null ? c('case.open', { n: upTo }) : c('case.closed', { n: closedWith })}</p>
      {missing > 0 && <p class="late">{c('case.missing', { missing, n: upTo })}</p>}
    </>
  );
}

function Whole({ view, onSaid }: { view: TimelineView; onSaid: (act: ActView) => void }) {
  const c = useCustodyWords();
  const { session: current } = useStore(session);
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const sayings = recordSayings(view.items);
  const own = view.agency === current.who?.agency.id && view.case !== null;
  const mayAct = own && current.who !== undefined && current.who.role !== 'auditor';
  const toggle = (recordId: string) => {
    const next = new Set(ids);
    if (!next.delete(recordId)) next.add(recordId);
    setIds(next);
  };
  return (
    <>
      <Extent view={view} />
      {view.truncated && <p class="box">{c('case.truncated')}</p>}
      <div class="sayings">
        <h2>{c('case.matrix')}</h2>
        {view.records.length === 0 && <p class="quiet">{c('case.noRecords')}</p>}
        {view.records.length > 0 && (
          <CaseMatrix
            agency={view.agency}
            records={view.records}
            sayings={sayings}
            chosen={mayAct ? { ids, toggle } : undefined}
          />
        )}
        {mayAct && <CaseActs view={view} chosen={ids} onSaid={onSaid} />}
      </div>
      <CaseTimeline view={view} />
      {own && view.case !== null && (
        <section class="sayings" aria-labelledby="case-bundle">
          <h2 id="case-bundle">{c('case.bundle')}</h2>
          <p>{c('case.bundle.how')}</p>
          <p>
            <CopiedText
              text={`jz case export ${quoted(view.case)} -o case.zip`}
              what={c('case.bundle.command')}
            />
          </p>
          <ListButtons of={{ case: view.case }} />
        </section>
      )}
    </>
  );
}

/** A case across agencies: who says what about which record, and all of it in the order of the chain. */
export function CasePage() {
  const c = useCustodyWords();
  const { t } = useWords();
  const nameOf = useAgencyText();
  const { query } = useStore(route).at;
  const [last, setLast] = useState<ActView>();
  const asked = Object.fromEntries(
    ['case', 'recordId', 'commitment'].flatMap((name) => {
      const value = query.get(name);
      return value ? [[name, value]] : [];
    }),
  );
  const { view, problem, again } = useTimeline(asked, last?.block ?? 0);
  const name = view?.case ?? undefined;
  return (
    <>
      <PageTitle>
        {name === undefined ? c('case.title') : c('case.named', { name: isolated(name) })}
      </PageTitle>
      {problem && <ProblemBox problem={problem} again={again} />}
      {!view && !problem && <p class="quiet">{t('loading')}</p>}
      {last && <SaidAct act={last} />}
      {view && (
        <>
          <p>{c('case.of', { agency: nameOf(view.agency) })}</p>
          <p class="quiet small">
            {c('case.commitment')} <CopiedText text={view.commitment} what={c('case.commitment')} />
          </p>
          <Whole view={view} onSaid={setLast} />
        </>
      )}
    </>
  );
}
