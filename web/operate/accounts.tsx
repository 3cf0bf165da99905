import { useState } from 'preact/hooks';
import { announce } from '../app/announce.ts';
import { useWords } from '../app/language.ts';
import { api, session } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import { CopiedText } from '../parts/copied-text.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { AccountRole, type Role, RoleOptions } from './account-role.tsx';
import { useAnswer, useDoing } from './load.ts';
import { useOperateWords } from './words.ts';

type Account = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly ended: string | null;
  readonly passkeys: number;
};
type Link = { readonly name: string; readonly url: string };

const linkOf = (path: string) => new URL(path, location.origin).href;

function NewAccount({ made }: { made: (link: Link) => void }) {
  const o = useOperateWords();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('officer');
  const { busy, problem, run } = useDoing();
  const make = () =>
    run(async () => {
      const account = await api.ask<Account & { path: string }>({
        method: 'POST',
        path: 'accounts',
        json: { name: name.trim(), role },
      });
      setName('');
      made({ name: account.name, url: linkOf(account.path) });
    });
  return (
    <>
      <form
        class="filter"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') void make();
        }}
      >
        <div class="field">
          <label for="account-name">{o('accounts.name')}</label>
          <input
            id="account-name"
            type="text"
            maxLength={100}
            autocomplete="off"
            required
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </div>
        <div class="field">
          <label for="account-role">{o('accounts.role')}</label>
          <select
            id="account-role"
            value={role}
            onChange={(event) => setRole(event.currentTarget.value as Role)}
          >
            <RoleOptions />
          </select>
        </div>
        <button type="submit" disabled={busy}>
          {o('accounts.make')}
        </button>
      </form>
      {problem && <ProblemBox problem={problem} />}
    </>
  );
}

/** The accounts of people: make, invite again, end, restore. */
export function Accounts() {
  const { t } = useWords();
  const o = useOperateWords();
  const own = useStore(session).session.who?.account;
  const { value, problem, again } = useAnswer<{ items: Account[] }>('accounts');
  const doing = useDoing();
  const [link, setLink] = useState<Link>();

  const invite = ({ id, name }: Account) =>
    doing.run(async () => {
      const { path } = await api.ask<{ path: string }>({ method: 'POST', path: `accounts/${id}/tickets` });
      setLink({ name, url: linkOf(path) });
      announce(o('accounts.linkFor', { name }));
    });
  const end = ({ id, name }: Account) => {
    if (!confirm(o('accounts.endSure', { name }))) return;
    void doing.run(async () => {
      await api.send({ method: 'DELETE', path: `accounts/${id}` });
      announce(o('accounts.done.ended'));
      again();
    });
  };
  const restore = ({ id }: Account) =>
    doing.run(async () => {
      await api.send({ method: 'POST', path: `accounts/${id}/restore` });
      announce(o('accounts.done.restored'));
      again();
    });

  return (
    <>
      <p>{o('accounts.lead')}</p>
      <NewAccount
        made={(made) => {
          setLink(made);
          announce(o('accounts.done.made'));
          again();
        }}
      />
      {link && (
        <div class="box">
          <p class="box-title">{o('accounts.linkFor', { name: link.name })}</p>
          <p>{o('accounts.linkOnce')}</p>
          <CopiedText text={link.url} what={o('accounts.linkFor', { name: link.name })} />
        </div>
      )}
      {doing.problem && <ProblemBox problem={doing.problem} />}
      {problem && <ProblemBox problem={problem} again={again} />}
      {value?.items.length === 0 && <p class="quiet">{o('accounts.none')}</p>}
      <ul class="record-list" aria-label={o('accounts.title')}>
        {value?.items.map((account) => {
          const { id, name, role, ended, passkeys } = account;
          return (
            <li key={id} class="record-row">
              <bdi class="name">{name}</bdi>
              {ended === null ? (
                <AccountRole account={account} own={id === own} onChanged={again} />
              ) : (
                <span>{t(`role.${role}`)}</span>
              )}
              <span class="quiet">
                {ended === null ? o('accounts.passkeys', { n: passkeys }) : o('accounts.ended')}
              </span>
              {ended === null ? (
                <>
                  <button
                    type="button"
                    aria-label={o('accounts.linkWhat', { name })}
                    onClick={() => invite(account)}
                  >
                    {o('accounts.link')}
                  </button>
                  {id !== own && (
                    <button
                      type="button"
                      aria-label={o('accounts.endWhat', { name })}
                      onClick={() => end(account)}
                    >
                      {o('accounts.end')}
                    </button>
                  )}
                </>
              ) : (
                <button
                  type="button"
                  aria-label={o('accounts.restoreWhat', { name })}
                  onClick={() => restore(account)}
                >
                  {o('accounts.restore')}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
