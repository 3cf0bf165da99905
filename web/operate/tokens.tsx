import { announce } from '../app/announce.ts';
import { useWords } from '../app/language.ts';
import { api } from '../app/session.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import { useAnswer, useDoing } from './load.ts';
import { useOperateWords } from './words.ts';

type Token = {
  readonly id: string;
  readonly name: string;
  readonly role: 'officer' | 'auditor' | 'operator';
  readonly expires: string | null;
  readonly revoked: string | null;
  readonly lastUsed: string | null;
};

/** The tokens of programs. Making one is for the command: a secret belongs into a file, not on a screen. */
export function Tokens() {
  const { t } = useWords();
  const o = useOperateWords();
  const { value, problem, again } = useAnswer<{ items: Token[] }>('tokens');
  const doing = useDoing();
  const revoke = ({ id, name }: Token) => {
    if (!confirm(o('tokens.revokeSure', { name }))) return;
    void doing.run(async () => {
      await api.send({ method: 'DELETE', path: `tokens/${id}` });
      announce(o('tokens.done'));
      again();
    });
  };
  return (
    <>
      <p>{o('tokens.lead')}</p>
      {doing.problem && <ProblemBox problem={doing.problem} />}
      {problem && <ProblemBox problem={problem} again={again} />}
      {value?.items.length === 0 && <p class="quiet">{o('tokens.none')}</p>}
      <ul class="record-list" aria-label={o('tokens.title')}>
        {value?.items.map((token) => {
          const { id, name, role, expires, revoked, lastUsed } = token;
          return (
            <li key={id} class="record-row">
              <bdi class="name">{name}</bdi>
              <span>{t(`role.${role}`)}</span>
              <span class="quiet">
                {lastUsed === null ? (
                  o('tokens.never')
                ) : (
                  <>
                    {o('tokens.lastUsed')} <Time at={lastUsed} />
                  </>
                )}
              </span>
              {expires !== null && (
                <span class="quiet">
                  {o('tokens.expires')} <Time at={expires} />
                </span>
              )}
              {revoked === null ? (
                <button
                  type="button"
                  aria-label={o('tokens.revokeWhat', { name })}
                  onClick={() => revoke(token)}
                >
                  {o('tokens.revoke')}
                </button>
              ) : (
                <span class="quiet">{o('tokens.revoked')}</span>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
