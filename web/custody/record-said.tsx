import { useState } from 'preact/hooks';
import { recordSayings } from '../../core/record-sayings.ts';
import { useWords } from '../app/language.ts';
import { route } from '../app/router.ts';
import { hrefTo } from '../app/routes.ts';
import { session } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { useCustodyWords } from './custody-words.ts';
import { OpinionTable, RecordStanding } from './opinion-table.tsx';
import { GiveOpinion, OwnRecordActs } from './record-acts.tsx';
import { SaidRows } from './said-list.tsx';
import { SaidAct } from './say-state.tsx';
import { useStatements } from './use-statements.ts';
import type { ActView } from './views.ts';

/** @param as what the record is to this agency: its own, another's whose receipt it keeps, or neither */
export function RecordSaid({ id, as }: { id: string; as: 'own' | 'kept' | 'unknown' }) {
  const c = useCustodyWords();
  const { t } = useWords();
  const { session: current } = useStore(session);
  const [last, setLast] = useState<ActView>();
  const { items, cut, problem } = useStatements({ recordId: id }, last?.block ?? 0);
  const sayings = items && recordSayings(items).get(id);
  const mayAct = current.who !== undefined && current.who.role !== 'auditor';
  return (
    <section class="sayings" aria-labelledby="record-said">
      <h2 id="record-said">{c('record.said')}</h2>
      {problem && <ProblemBox problem={problem} />}
      {!items && !problem && <p class="quiet">{t('loading')}</p>}
      {items?.length === 0 && <p class="quiet">{c('record.noOpinion')}</p>}
      {sayings && <RecordStanding sayings={sayings} />}
      {sayings && <OpinionTable sayings={sayings} />}
      {last && <SaidAct act={last} />}
      {items && mayAct && as === 'kept' && <GiveOpinion key={last?.id} recordId={id} onSaid={setLast} />}
      {items && mayAct && as === 'own' && (
        <OwnRecordActs key={last?.id} recordId={id} standing={!sayings?.correction} onSaid={setLast} />
      )}
      {as !== 'unknown' && (
        <p>
          <a href={hrefTo('case', { recordId: id })}>{c('case.see')}</a>
        </p>
      )}
      {items && items.length > 0 && (
        <details>
          <summary>{c('record.all')}</summary>
          {cut && <p class="quiet">{c('custody.said.older')}</p>}
          <SaidRows items={items} />
        </details>
      )}
    </section>
  );
}

/** What agencies say of the record of this agency that the address names. */
export function OwnRecordSaid() {
  const { id } = useStore(route).at;
  return id === undefined ? null : <RecordSaid key={id} id={id} as="own" />;
}
