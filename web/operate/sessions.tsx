import { announce } from '../app/announce.ts';
import { useWords } from '../app/language.ts';
import { api } from '../app/session.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import { useAnswer, useDoing } from './load.ts';
import { useOperateWords } from './words.ts';

type SessionView = {
  readonly id: string;
  readonly name: string;
  readonly role: 'officer' | 'auditor' | 'operator';
  readonly own: boolean;
  readonly expires: string;
};

/** Who is signed in, to be put out if need be. */
export function Sessions() {
  const { t } = useWords();
  const o = useOperateWords();
  const { value, problem, again } = useAnswer<{ items: SessionView[] }>('sessions');
  const doing = useDoing();
  const end = (id: string) =>
    doing.run(async () => {
      await api.send({ method: 'DELETE', path: `sessions/${id}` });
      announce(o('sessions.done'));
      again();
    });
  return (
    <>
      {doing.problem && <ProblemBox problem={doing.problem} />}
      {problem && <ProblemBox problem={problem} again={again} />}
      <ul class="record-list" aria-label={o('sessions.title')}>
        {value?.items.map(({ id, name, role, own, expires }) => (
          <li key={id} class="record-row">
            <bdi class="name">{name}</bdi>
            <span>{t(`role.${role}`)}</span>
            <span class="quiet">
              {o('sessions.until')} <Time at={expires} />
            </span>
            {own ? (
              <span class="quiet">{o('sessions.own')}</span>
            ) : (
              <button type="button" aria-label={o('sessions.endWhat', { name })} onClick={() => end(id)}>
                {o('sessions.end')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
