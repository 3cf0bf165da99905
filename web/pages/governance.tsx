import { useEffect, useState } from 'preact/hooks';
import { type GovernanceView, type Problem, problemIn } from '../api.ts';
import { useWords } from '../app/language.ts';
import { api } from '../app/session.ts';
import { OpenMotion, useMotionTitle } from '../governance/motion.tsx';
import { useMotionWords } from '../governance/motion-words.ts';
import { Seat } from '../governance/seat.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';

/** Often enough to see a vote arrive while one watches; blocks come no faster than once a second. */
const ASK_AGAIN_MS = 15_000;

function Consortium({ view }: { view: GovernanceView }) {
  const { t } = useWords();
  const { version, validators, threshold, voters, block, time } = view;
  const rows = [
    ['version', version],
    ['validators', validators.length],
    ['quorum', threshold],
    ['mayBeDown', validators.length - threshold],
    ['voters', voters],
  ] as const;
  const m = useMotionWords();
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{m(`effect.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div>
        <dt>{t('governance.asOf')}</dt>
        <dd>
          {t('governance.block', { block })} <Time at={time} />
        </dd>
      </div>
    </dl>
  );
}

function Past({ view }: { view: GovernanceView }) {
  const { t } = useWords();
  const m = useMotionWords();
  const titleOf = useMotionTitle();
  const past = view.motions.filter(({ status }) => status !== 'open');
  if (past.length === 0) return null;
  return (
    <>
      <h2>{t('governance.past')}</h2>
      <ul class="past">
        {past.map((motion) => (
          <li key={motion.number}>
            {t('governance.motion', { number: String(motion.number) })} {titleOf(motion)}{' '}
            <span class="quiet">{m(`motionStatus.${motion.status}`)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Seats, votes and what they would do. The page only shows: governance keys are cold and sign by the command. */
export function Governance() {
  const { t, language } = useWords();
  const [view, setView] = useState<GovernanceView>();
  const [problem, setProblem] = useState<Problem>();
  const [tries, setTries] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    const load = () =>
      api
        .ask<GovernanceView>({ path: 'governance', signal: abort.signal })
        .then((answer) => {
          setView(answer);
          setProblem(undefined);
        })
        .catch((error: unknown) => {
          if (!abort.signal.aborted) setProblem(problemIn(error));
        });
    void load();
    const timer = setInterval(load, ASK_AGAIN_MS);
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [tries, language]);

  const open = view?.motions.filter(({ status }) => status === 'open') ?? [];
  return (
    <>
      <PageTitle>{t('nav.governance')}</PageTitle>
      <p class="lead">{t('governance.lead')}</p>
      {problem && <ProblemBox problem={problem} again={() => setTries(tries + 1)} />}
      {!view && !problem && <p class="quiet">{t('loading')}</p>}
      {view && (
        <>
          <Consortium view={view} />
          <h2>{t('governance.open')}</h2>
          {open.length === 0 && <p>{t('governance.none')}</p>}
          {open.map((motion) => (
            <OpenMotion key={motion.number} motion={motion} view={view} />
          ))}
          <h2>{t('governance.agencies')}</h2>
          <ul class="seats">
            {view.seats.map((seat) => (
              <Seat key={seat.id} seat={seat} view={view} />
            ))}
          </ul>
          <Past view={view} />
        </>
      )}
    </>
  );
}
