import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from '../app/language.ts';
import { session } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import { useCustodyWords } from '../custody/custody-words.ts';
import { HandoffCard } from '../custody/handoff-card.tsx';
import { SaidAct } from '../custody/say-state.tsx';
import { type Custody, type Rows, useCustody } from '../custody/use-custody.ts';
import type { ActView, HandoffView } from '../custody/views.ts';
import { Icon } from '../parts/icon.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';

/** An act that the contract refused stays in sight for a day: whoever left the page meanwhile learns of it. */
const SHOWN_REFUSED_MS = 24 * 3600 * 1000;

function Waiting({ acts }: { acts: readonly ActView[] }) {
  const c = useCustodyWords();
  const open = acts.filter(({ state }) => state === 'open');
  const newest = acts.reduce((latest, { createdAt }) => Math.max(latest, Date.parse(createdAt)), 0);
  const refused = acts.filter(
    ({ state, createdAt }) => state === 'refused' && newest - Date.parse(createdAt) < SHOWN_REFUSED_MS,
  );
  const what = ({ method }: ActView) => c(`method.${method}` as 'method.offer');
  return (
    <>
      {open.length > 0 && (
        <section class="box" aria-label={c('act.waiting')}>
          <p class="box-title">
            <Icon name="waiting" />
            {c('act.waiting')}
          </p>
          <ul>
            {open.map((act) => (
              <li key={act.id}>
                {c('act.waitingItem', { what: what(act) })} <Time at={act.createdAt} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {refused.length > 0 && (
        <details>
          <summary>{c('act.refusedRecently')}</summary>
          <ul>
            {refused.map((act) => (
              <li key={act.id}>
                {c('act.waitingItem', { what: what(act) })} <Time at={act.createdAt} />: {act.refusal?.what}{' '}
                {act.refusal?.next}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** The lists of the page, each with those hand-offs that belong into it. */
const LISTS = [
  { name: 'lateOurs', due: 'late', ours: true },
  { name: 'toUs', due: 'open', ours: true },
  { name: 'lateTheirs', due: 'late', ours: false },
  { name: 'fromUs', due: 'open', ours: false },
  { name: 'over', due: 'over', ours: undefined },
] as const satisfies readonly { name: string; due: keyof Rows; ours: boolean | undefined }[];

function Lists({
  custody,
  agency,
  onSaid,
  more,
}: {
  custody: Custody;
  agency: string;
  onSaid: (act: ActView) => void;
  more: (due: keyof Rows) => void;
}) {
  const c = useCustodyWords();
  return (
    <>
      {LISTS.map(({ name, due, ours }) => {
        const { items, at, next } = custody[due];
        const belongs = ({ to }: HandoffView) => ours === undefined || (to === agency) === ours;
        const shown = items.filter(belongs);
        return (
          <section key={name} data-list={name} aria-labelledby={`list-${name}`}>
            <h2 id={`list-${name}`}>
              {c(`custody.${name}`)} {shown.length > 0 && <span class="quiet">({shown.length})</span>}
            </h2>
            {shown.length === 0 && next === null && <p class="quiet">{c(`custody.none.${name}`)}</p>}
            {shown.length > 0 && (
              <ul class="seats">
                {shown.map((handoff) => (
                  <HandoffCard key={handoff.handoff} handoff={handoff} at={at} onSaid={onSaid} />
                ))}
              </ul>
            )}
            {next !== null && (
              <button type="button" onClick={() => more(due)}>
                {c('custody.more')}
              </button>
            )}
          </section>
        );
      })}
    </>
  );
}

/** What this agency was offered and has offered, with clocks, and what can be done about each. */
export function CustodyPage() {
  const { t, language } = useWords();
  const c = useCustodyWords();
  const { session: current } = useStore(session);
  const { custody, problem, again, follow, more } = useCustody();
  const [last, setLast] = useState<ActView>();
  const agency = current.who?.agency.id;
  const note = useRef<HTMLDivElement>(null);
  // Its card moves to another list and takes the focus with it: what was said is where the reader goes on from.
  useEffect(() => note.current?.focus({ preventScroll: true }), [last]);
  const onSaid = (act: ActView) => {
    setLast(act);
    if (act.block !== null) follow(act.block);
  };
  const { at = null, block = null } = custody?.open ?? {};
  return (
    <>
      <PageTitle>{t('nav.custody')}</PageTitle>
      <p class="lead">{c('custody.lead')}</p>
      {problem && <ProblemBox problem={problem} again={again} />}
      {!custody && !problem && <p class="quiet">{t('loading')}</p>}
      {last && (
        <div class="said-note" tabIndex={-1} ref={note}>
          <SaidAct act={last} />
        </div>
      )}
      {custody && agency !== undefined && (
        <>
          <p>
            {at === null ? (
              c('custody.noBlock')
            ) : (
              <>
                {c('custody.asOf', { block: block ?? '' })} <Time at={at} />
              </>
            )}
          </p>
          <p class="quiet">{c('custody.admits')}</p>
          <p class="quiet">
            <a href={`/api/v1/feed.atom?lang=${language}`}>{c('custody.feed')}</a> {c('custody.feed.how')}
          </p>
          <Waiting acts={custody.acts} />
          <Lists custody={custody} agency={agency} onSaid={onSaid} more={more} />
        </>
      )}
    </>
  );
}
