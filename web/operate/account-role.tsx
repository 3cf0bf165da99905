import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../app/announce.ts';
import { useWords } from '../app/language.ts';
import { api, loadSession } from '../app/session.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { useDoing } from './load.ts';
import { useOperateWords } from './words.ts';

export type Role = 'officer' | 'auditor' | 'operator';

/** Choices of a role, each with its word. */
export function RoleOptions() {
  const { t } = useWords();
  const roles: readonly Role[] = ['officer', 'auditor', 'operator'];
  return (
    <>
      {roles.map((role) => (
        <option key={role} value={role}>
          {t(`role.${role}`)}
        </option>
      ))}
    </>
  );
}

/** The role of an account, to be changed: whoever is signed in with it has the new one at once. */
export function AccountRole({
  account: { id, name, role },
  own,
  onChanged,
}: {
  account: { readonly id: string; readonly name: string; readonly role: Role };
  /** Whether it is the account of whoever looks at it, who may lose this page by it. */
  own: boolean;
  onChanged: () => void;
}) {
  const { t } = useWords();
  const o = useOperateWords();
  const [chosen, setChosen] = useState<Role>(role);
  const [open, setOpen] = useState(false);
  const { busy, problem, run } = useDoing();
  const select = useRef<HTMLSelectElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const was = useRef(open);
  useEffect(() => {
    // The button and the form take each other's place: whoever goes by keys goes on in what came.
    if (was.current !== open) (open ? select.current : button.current)?.focus();
    was.current = open;
  }, [open]);
  const change = () =>
    run(async () => {
      await api.send({ method: 'PATCH', path: `accounts/${id}`, json: { role: chosen } });
      announce(o('accounts.done.role', { name, role: t(`role.${chosen}`) }));
      setOpen(false);
      onChanged();
      if (own) await loadSession();
    });
  if (!open) {
    return (
      <span>
        {t(`role.${role}`)}{' '}
        <button
          ref={button}
          type="button"
          class="plain small"
          aria-label={o('accounts.roleWhat', { name })}
          onClick={() => {
            setChosen(role);
            setOpen(true);
          }}
        >
          {o('accounts.changeRole')}
        </button>
      </span>
    );
  }
  return (
    <form
      class="doing"
      aria-label={o('accounts.roleWhat', { name })}
      onSubmit={(event) => {
        event.preventDefault();
        if (busy || chosen === role) return;
        if (!own || confirm(o('accounts.roleOwnSure'))) void change();
      }}
    >
      <div class="field">
        <label for={`role-${id}`}>{o('accounts.roleOf', { name })}</label>
        <select
          ref={select}
          id={`role-${id}`}
          value={chosen}
          onChange={(event) => setChosen(event.currentTarget.value as Role)}
        >
          <RoleOptions />
        </select>
      </div>
      <p class="quiet small">{o('accounts.roleMeans')}</p>
      {problem && <ProblemBox problem={problem} />}
      <div class="row">
        <button type="submit" aria-disabled={busy || chosen === role}>
          {o('accounts.changeRole')}
        </button>
        <button type="button" class="plain" onClick={() => setOpen(false)}>
          {o('accounts.keepRole')}
        </button>
      </div>
    </form>
  );
}
