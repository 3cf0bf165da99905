import { useEffect, useState } from 'preact/hooks';
import { type Problem, problemIn } from '../api.ts';
import { announce } from '../app/announce.ts';
import { useWords } from '../app/language.ts';
import { goTo, replaceWith } from '../app/router.ts';
import { hrefTo } from '../app/routes.ts';
import { loadSession, session, signIn } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import { PageTitle } from '../parts/page-title.tsx';
import { passkeysPossible } from '../parts/passkeys.ts';
import { ProblemBox } from '../parts/problem.tsx';

/** The ticket in what someone pasted: a whole sign-in link, or the ticket alone. */
export function ticketIn(text: string): string {
  const found = /[?&]ticket=([^&\s]+)/.exec(text)?.[1];
  return found === undefined ? text.trim() : decodeURIComponent(found);
}

function PasteForm({ use, busy }: { use: (ticket: string) => void; busy: boolean }) {
  const { t } = useWords();
  const [text, setText] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const ticket = ticketIn(text);
        if (ticket !== '') use(ticket);
      }}
    >
      <label for="ticket">{t('signIn.paste')}</label>
      <div class="row">
        <input
          id="ticket"
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="main" disabled={busy}>
          {t('shell.signIn')}
        </button>
      </div>
    </form>
  );
}

/**
 * Signs in with the ticket of a link. `returning`: shown in the place of a page that needs a session; whoever signs in
 * by a link pasted here stays on that page.
 */
export function SignIn({ query, returning = false }: { query: URLSearchParams; returning?: boolean }) {
  const { t } = useWords();
  const { session: current, ended } = useStore(session);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [failed, setFailed] = useState<string>();
  const ticket = query.get('ticket');

  const use = async (given: string) => {
    setBusy(true);
    setProblem(undefined);
    setFailed(undefined);
    try {
      await signIn(given);
      announce(t('signIn.done'));
      if (!returning) goTo('');
    } catch (error) {
      const found = problemIn(error);
      setProblem(found);
      // Not spent: the service never saw it.
      if (found.code !== 'ticket-invalid') setFailed(given);
      if (found.code === 'ticket-invalid') announce(t('signIn.spent'));
    } finally {
      setBusy(false);
    }
  };

  const usePasskey = async () => {
    setProblem(undefined);
    const passkey = await import('../app/passkey.ts');
    try {
      await passkey.signInWithPasskey();
      await loadSession();
      announce(t('signIn.done'));
      if (!returning) goTo('');
    } catch (error) {
      setProblem(passkey.passkeyProblem(error));
    }
  };

  // A ticket is used once, when it comes.
  useEffect(() => {
    // A session that is still there has a token of its own, which the service wants to see with any change.
    if (!ticket || current.state === 'unknown') return;
    // It is spent by this try, whatever comes of it; nobody should find it in the history.
    replaceWith('sign-in');
    void use(ticket);
  }, [ticket, current.state]);

  if (busy) return <p class="quiet">{t('signIn.busy')}</p>;
  const spent = problem?.code === 'ticket-invalid';
  return (
    <>
      <PageTitle>{spent ? t('signIn.spent') : t('signIn.title')}</PageTitle>
      {returning && <p>{ended ? t('signIn.ended') : t('signIn.needed')}</p>}
      {problem && !spent && (
        <ProblemBox problem={problem} {...(failed === undefined ? {} : { again: () => void use(failed) })} />
      )}
      {current.state === 'signed-in' && (
        <p>
          {t('signIn.already')} <a href={hrefTo('')}>{t('signIn.goOn')}</a>
        </p>
      )}
      {current.state !== 'signed-in' && passkeysPossible() && (
        <p>
          <button type="button" class="main" onClick={() => void usePasskey()}>
            {t('passkey.signIn')}
          </button>
        </p>
      )}
      <h2>{t('signIn.how')}</h2>
      <ul>
        <li>{t('signIn.how.operator')}</li>
        <li>{t('signIn.how.others')}</li>
      </ul>
      <PasteForm use={use} busy={busy} />
      <p>
        {t('signIn.noAccount')} <a href={hrefTo('verify')}>{t('nav.verify')}</a>
      </p>
    </>
  );
}
