import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { type Problem, problemIn } from '../api.ts';
import { GivenText } from '../parts/given-text.tsx';
import { Icon } from '../parts/icon.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { announcement } from './announce.ts';
import { switchLanguage, useWords } from './language.ts';
import { goTo, route } from './router.ts';
import { hrefTo, type PageName } from './routes.ts';
import { session, signOut } from './session.ts';
import { useStore } from './store.ts';

export function SkipLink({ main }: { main: RefObject<HTMLElement | null> }) {
  const { t } = useWords();
  return (
    // biome-ignore lint/a11y/useValidAnchor: it is page navigation, and only the address must stay as it is
    <a
      class="skip"
      href="#main"
      onClick={(event) => {
        // The part after # is the page here, so the link itself may not change it.
        event.preventDefault();
        main.current?.focus();
      }}
    >
      {t('shell.skip')}
    </a>
  );
}

function NavLink({ to, pages, children }: { to: string; pages: readonly PageName[]; children: string }) {
  const { page } = useStore(route).at;
  return (
    <a href={hrefTo(to)} aria-current={pages.includes(page) ? 'page' : undefined}>
      {children}
    </a>
  );
}

function Account() {
  const { t, language } = useWords();
  const { session: current } = useStore(session);
  const { page } = useStore(route).at;
  const [problem, setProblem] = useState<Problem>();
  const leave = () =>
    signOut()
      .then(() => setProblem(undefined))
      .catch((error: unknown) => setProblem(problemIn(error)))
      .finally(() => goTo(''));
  if (current.state === 'unknown') return null;
  if (current.state !== 'signed-in') {
    return (
      <>
        {problem && <ProblemBox problem={problem} />}
        <a class="account" href={hrefTo('sign-in')} aria-current={page === 'sign-in' ? 'page' : undefined}>
          {t('shell.signIn')}
        </a>
      </>
    );
  }
  const { who } = current;
  return (
    <div class="account">
      <a
        href={hrefTo('account')}
        title={t('shell.account')}
        aria-current={page === 'account' ? 'page' : undefined}
      >
        <GivenText text={who.agency.name[language]} />
        <span class="quiet"> · {t(`role.${who.role}`)}</span>
      </a>
      <button type="button" class="plain" onClick={leave}>
        {t('shell.signOut')}
      </button>
    </div>
  );
}

export function Header() {
  const { t, language } = useWords();
  const { session: current } = useStore(session);
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <header class="top">
      <div class="top-line">
        <a class="brand" href={hrefTo('')}>
          <Icon name="seal" />
          <span>{t('product')}</span>
        </a>
        <button
          type="button"
          class="plain"
          lang={other === 'zh' ? 'zh-CN' : 'en'}
          onClick={() => switchLanguage(other)}
        >
          {other === 'zh' ? '中文' : 'English'}
        </button>
        <Account />
      </div>
      <nav aria-label={t('shell.nav')}>
        {current.state === 'signed-in' && current.who.role !== 'auditor' && (
          <NavLink to="new" pages={['new']}>
            {t('nav.new')}
          </NavLink>
        )}
        {current.state === 'signed-in' && (
          <NavLink to="records" pages={['records', 'record', 'case']}>
            {t('nav.records')}
          </NavLink>
        )}
        {current.state === 'signed-in' && (
          <NavLink to="custody" pages={['custody']}>
            {t('nav.custody')}
          </NavLink>
        )}
        {current.state === 'signed-in' && (
          <NavLink to="network" pages={['network', 'exchange']}>
            {t('nav.network')}
          </NavLink>
        )}
        {current.state === 'signed-in' && (
          <NavLink to="governance" pages={['governance']}>
            {t('nav.governance')}
          </NavLink>
        )}
        {current.state === 'signed-in' && current.who.role !== 'officer' && (
          <NavLink to="operate" pages={['operate', 'access-log']}>
            {t('nav.operate')}
          </NavLink>
        )}
        <NavLink to="verify" pages={['verify']}>
          {t('nav.verify')}
        </NavLink>
        <NavLink to="trust" pages={['trust']}>
          {t('nav.trust')}
        </NavLink>
      </nav>
    </header>
  );
}

export function Footer() {
  const { t } = useWords();
  return (
    <footer>
      <p>{t('shell.footer')}</p>
    </footer>
  );
}

export function Announcer() {
  const { text } = useStore(announcement);
  return (
    <div class="unseen" role="status" aria-live="polite">
      {text}
    </div>
  );
}
