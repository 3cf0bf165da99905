import { useState } from 'preact/hooks';
import { useWords } from '../app/language.ts';
import { hrefTo } from '../app/routes.ts';
import { session } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import { shortId } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Time } from '../parts/time.tsx';
import { useAgencyText } from './agencies.ts';
import { Clock } from './clock.tsx';
import { useCustodyWords } from './custody-words.ts';
import { HandoffActs } from './handoff-acts.tsx';
import { HandoffSaid } from './said-list.tsx';
import type { ActView, HandoffView } from './views.ts';
import { isRecorded } from './what-can-be-done.ts';

const ICONS = {
  offered: 'waiting',
  unanswered: 'warning',
  refused: 'fail',
  recalled: 'skipped',
  accepted: 'pass',
  overdue: 'warning',
  completed: 'pass',
} as const;

/** What was missed, in words that say no more than what the chain holds. */
function Missed({ handoff, at }: { handoff: HandoffView; at: string | null }) {
  const c = useCustodyWords();
  const { state } = handoff;
  if ((state !== 'unanswered' && state !== 'overdue') || at === null) return null;
  return (
    <p class="late">
      {c(state === 'unanswered' ? 'custody.noAnswer' : 'custody.noReport')} <Time at={at} />
      {isRecorded(handoff) && (
        <>
          <br />
          {c('custody.recorded')}
        </>
      )}
    </p>
  );
}

function Facts({ handoff, at }: { handoff: HandoffView; at: string | null }) {
  const c = useCustodyWords();
  const { state, answerBy, reportBy, recordId, purpose, previous, commitment, reports } = handoff;
  const waits = state === 'offered' || state === 'unanswered';
  const owed = state === 'accepted' || state === 'overdue';
  return (
    <dl class="facts">
      <div>
        <dt>{c('custody.record')}</dt>
        <dd>
          <a href={hrefTo(`records/${recordId}`)}>
            <code>{shortId(recordId)}</code>
          </a>
          {commitment !== null && (
            <>
              {' · '}
              <a href={hrefTo('case', { commitment })}>{c('custody.wholeCase')}</a>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>{c('custody.purpose')}</dt>
        <dd>
          <a href={hrefTo(`records/${purpose}`)}>
            <code>{shortId(purpose)}</code>
          </a>
        </dd>
      </div>
      {previous !== null && (
        <div>
          <dt>{c('custody.previous')}</dt>
          <dd>{c('custody.handoff', { handoff: previous })}</dd>
        </div>
      )}
      <div>
        <dt>{c('custody.answerBy')}</dt>
        <dd>{waits ? <Clock until={answerBy} at={at} /> : <Time at={answerBy} />}</dd>
      </div>
      {reportBy !== null && (
        <div>
          <dt>{c('custody.reportBy')}</dt>
          <dd>{owed ? <Clock until={reportBy} at={at} /> : <Time at={reportBy} />}</dd>
        </div>
      )}
      {reports > 0 && (
        <div>
          <dt>{c('custody.reports')}</dt>
          <dd>{reports}</dd>
        </div>
      )}
    </dl>
  );
}

/** A hand-off: who, what, how it stands, its clocks, what can be done now, and all that was said of it. */
export function HandoffCard({
  handoff,
  at,
  onSaid,
}: {
  handoff: HandoffView;
  /** Time of the last block. */
  at: string | null;
  onSaid: (act: ActView) => void;
}) {
  const c = useCustodyWords();
  const { t } = useWords();
  const nameOf = useAgencyText();
  const { session: current } = useStore(session);
  const [open, setOpen] = useState(false);
  const { handoff: number, from, to, state, asked } = handoff;
  const who = current.who;
  return (
    <li class="panel handoff" data-handoff={number}>
      <h3>
        {c('custody.handoff', { handoff: number })}{' '}
        <span class="quiet">{c('custody.way', { from: nameOf(from), to: nameOf(to) })}</span>
      </h3>
      <p class={`handoff-state handoff-${state}`}>
        <Icon name={ICONS[state]} />
        {c(`custody.state.${state}`)}
      </p>
      <Missed handoff={handoff} at={at} />
      <Facts handoff={handoff} at={at} />
      {asked && (
        <p class="box">
          {c(`custody.asked.${asked.clock}`, { by: nameOf(asked.by) })} <Time at={asked.until} />
        </p>
      )}
      {who &&
        (who.role === 'auditor' ? (
          <p class="quiet">{c('custody.readOnly')}</p>
        ) : (
          <HandoffActs handoff={handoff} agency={who.agency.id} onSaid={onSaid} />
        ))}
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{c('custody.history')}</summary>
        {open ? <HandoffSaid handoff={number} /> : <p class="quiet">{t('loading')}</p>}
      </details>
    </li>
  );
}
