import { useState } from 'preact/hooks';
import type { Problem } from '../api.ts';
import { announce } from '../app/announce.ts';
import { passkeyProblem } from '../app/passkey.ts';
import { useAnswer } from '../operate/load.ts';
import { CopiedText } from '../parts/copied-text.tsx';
import { useKindWords } from '../parts/kind-words.ts';
import { ProblemBox } from '../parts/problem.tsx';
import type { SigningKey } from './sign.ts';
import { usePersonsWords } from './words.ts';

type Keys = { readonly ledger: string; readonly items: readonly SigningKey[] };
type Listed = SigningKey & { readonly listed: NonNullable<SigningKey['listed']> };

const isListedHere = (key: SigningKey): key is Listed => key.listed?.origin === location.origin;

/** One passkey of the account, which the agency's key list has. */
function SignWith({
  recordId,
  ledger,
  passkey,
  onSigned,
}: {
  recordId: string;
  ledger: string;
  passkey: Listed;
  onSigned: () => void;
}) {
  const p = usePersonsWords();
  const { label } = useKindWords();
  const { person, roles } = passkey.listed;
  const [role, setRole] = useState(roles[0] ?? '');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Problem>();
  const sign = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setFailed(undefined);
    try {
      const { signRecord } = await import('./sign.ts');
      await signRecord(recordId, role, ledger, passkey);
      announce(p('sign.done'));
      onSigned();
    } catch (error) {
      setFailed(passkeyProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={sign}>
      {failed && <ProblemBox problem={failed} />}
      <p class="row">
        <label>
          {p('sign.as', { person })}{' '}
          <select value={role} onChange={(event) => setRole(event.currentTarget.value)}>
            {roles.map((each) => (
              <option key={each} value={each}>
                {label('role', each)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" disabled={busy}>
          {p('sign')}
        </button>
      </p>
    </form>
  );
}

/** For whoever is signed in with an account: signing with its passkeys, or what has to be listed first. */
export function SignForm({ recordId, onSigned }: { recordId: string; onSigned: () => void }) {
  const p = usePersonsWords();
  const { value, problem, again } = useAnswer<Keys>('signing-keys');
  if (problem) return <ProblemBox problem={problem} again={again} />;
  if (!value) return null;
  const listed = value.items.filter(isListedHere);
  const here = value.items.filter(({ host }) => host === location.hostname);
  return (
    <>
      {listed.map((passkey) => (
        <SignWith key={passkey.id} {...{ recordId, passkey, onSigned, ledger: value.ledger }} />
      ))}
      {listed.length === 0 &&
        here.map(({ id, key }) => (
          <p key={id} class="quiet">
            {p('sign.unlisted')} <CopiedText text={key} what={p('sign.key')} />
          </p>
        ))}
      {here.length === 0 && <p class="quiet">{p('sign.noPasskey')}</p>}
    </>
  );
}
