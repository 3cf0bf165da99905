import { useState } from 'preact/hooks';
import { type Problem, problemIn } from '../api.ts';
import { announce } from '../app/announce.ts';
import { makePasskey, passkeyProblem } from '../app/passkey.ts';
import { api, session } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import { useAnswer } from '../operate/load.ts';
import { useOperateWords } from '../operate/words.ts';
import { timeText } from '../parts/format.ts';
import { PageTitle } from '../parts/page-title.tsx';
import { passkeysPossible } from '../parts/passkeys.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';

type Passkey = { readonly id: string; readonly host: string; readonly created: string };

function Passkeys() {
  const o = useOperateWords();
  const { value, problem, again } = useAnswer<{ items: Passkey[] }>('passkeys');
  const [failed, setFailed] = useState<Problem>();
  const make = async () => {
    setFailed(undefined);
    try {
      await makePasskey();
      announce(o('passkeys.made'));
      again();
    } catch (error) {
      setFailed(passkeyProblem(error));
    }
  };
  const remove = async (id: string) => {
    setFailed(undefined);
    try {
      await api.send({ method: 'DELETE', path: `passkeys/${encodeURIComponent(id)}` });
      announce(o('passkeys.removed'));
      again();
    } catch (error) {
      setFailed(problemIn(error));
    }
  };
  return (
    <>
      <h2>{o('passkeys.title')}</h2>
      <p>{o('passkeys.lead')}</p>
      {problem && <ProblemBox problem={problem} again={again} />}
      {failed && <ProblemBox problem={failed} />}
      {value?.items.length === 0 && <p class="quiet">{o('passkeys.none')}</p>}
      <ul class="record-list" aria-label={o('passkeys.title')}>
        {value?.items.map(({ id, host, created }) => (
          <li key={id} class="record-row">
            <Time at={created} />
            <span class="quiet">{o('passkeys.for', { host })}</span>
            <button
              type="button"
              aria-label={o('passkeys.removeWhat', { time: timeText(new Date(created)) })}
              onClick={() => remove(id)}
            >
              {o('passkeys.remove')}
            </button>
          </li>
        ))}
      </ul>
      {passkeysPossible() ? (
        <button type="button" class="main" onClick={make}>
          {o('passkeys.make')}
        </button>
      ) : (
        <p>{o('passkeys.unsupported')}</p>
      )}
    </>
  );
}

/** The account of whoever is signed in, and its passkeys. */
export function AccountPage() {
  const o = useOperateWords();
  const account = useStore(session).session.who?.account;
  return (
    <>
      <PageTitle>{o('account.title')}</PageTitle>
      {account === undefined ? <p>{o('account.none')}</p> : <Passkeys />}
    </>
  );
}
