import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../api.ts';
import { problemIn } from '../api.ts';
import { Home } from '../pages/home.tsx';
import { NotFound } from '../pages/not-found.tsx';
import { RecordPage } from '../pages/record.tsx';
import { Records } from '../pages/records.tsx';
import { SignIn } from '../pages/sign-in.tsx';
import { Told } from '../parts/notice.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { useWords } from './language.ts';
import { Later } from './later.tsx';
import { route } from './router.ts';
import type { PageName } from './routes.ts';
import { loadSession, session } from './session.ts';
import { Announcer, Footer, Header, SkipLink } from './shell.tsx';
import { useStore } from './store.ts';

// The pages that compute or that few open come in pieces of their own: signing in must not wait for a verifier.
const loadVerify = () => import('../pages/verify-online.tsx').then((module) => module.VerifyOnline);
const loadTrust = () => import('../pages/trust.tsx').then((module) => module.TrustPage);
const loadGovernance = () => import('../pages/governance.tsx').then((module) => module.Governance);
const loadCustody = () => import('../pages/custody.tsx').then((module) => module.CustodyPage);
const loadCase = () => import('../pages/case.tsx').then((module) => module.CasePage);
const loadNetwork = () => import('../pages/network.tsx').then((module) => module.Network);
const loadExchange = () => import('../pages/exchange.tsx').then((module) => module.Exchange);
const loadOperate = () => import('../pages/operate.tsx').then((module) => module.Operate);
const loadAccessLog = () => import('../pages/access-log.tsx').then((module) => module.AccessLog);
const loadAccount = () => import('../pages/account.tsx').then((module) => module.AccountPage);
const loadNew = () => import('../pages/new-record.tsx').then((module) => module.NewRecord);

const OPEN: readonly PageName[] = ['home', 'sign-in', 'verify', 'trust', 'not-found'];

function CurrentPage() {
  const { page, id, query } = useStore(route).at;
  const { session: current } = useStore(session);
  if (!OPEN.includes(page)) {
    if (current.state === 'unknown') return <Loading />;
    if (current.state === 'anonymous') return <SignIn query={new URLSearchParams()} returning />;
  }
  if (page === 'home') return <Home />;
  if (page === 'sign-in') return <SignIn query={query} />;
  if (page === 'records') return <Records query={query} />;
  if (page === 'record') return <RecordPage key={id} id={id ?? ''} />;
  if (page === 'new') return <Later load={loadNew} />;
  if (page === 'verify') return <Later load={loadVerify} />;
  if (page === 'trust') return <Later load={loadTrust} />;
  if (page === 'governance') return <Later load={loadGovernance} />;
  if (page === 'custody') return <Later load={loadCustody} />;
  if (page === 'case') return <Later key={query.toString()} load={loadCase} />;
  if (page === 'network') return <Later load={loadNetwork} />;
  if (page === 'exchange') return <Later load={loadExchange} />;
  if (page === 'operate') return <Later load={loadOperate} />;
  if (page === 'access-log') return <Later load={loadAccessLog} />;
  if (page === 'account') return <Later load={loadAccount} />;
  return <NotFound />;
}

export function Loading() {
  const { t } = useWords();
  return <p class="quiet">{t('loading')}</p>;
}

/** Fetches the pieces of the other pages while nobody waits, so that they open at once, without a network too. */
function fetchRest(): void {
  for (const load of [
    loadVerify,
    loadTrust,
    loadNew,
    loadGovernance,
    loadCustody,
    loadCase,
  ] as (() => Promise<ComponentType>)[]) {
    // Whoever opens the page later gets the error shown there.
    load().catch(() => undefined);
  }
}

export function App() {
  const { page, id } = useStore(route).at;
  const [problem, setProblem] = useState<Problem>();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  const start = () => {
    setProblem(undefined);
    loadSession().catch((error: unknown) => setProblem(problemIn(error)));
  };
  useEffect(() => {
    start();
    const timer = setTimeout(fetchRest, 1500);
    return () => clearTimeout(timer);
  }, []);

  // After a change of page the reader starts at its top; on the first one the browser's own order holds.
  // When the page changes, and only then.
  useEffect(() => {
    if (!first.current) {
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    first.current = false;
  }, [page, id]);

  return (
    <>
      <SkipLink main={main} />
      <Header />
      <main id="main" ref={main} tabIndex={-1}>
        <Told />
        {problem && <ProblemBox problem={problem} again={start} />}
        <CurrentPage />
      </main>
      <Footer />
      <Announcer />
    </>
  );
}
