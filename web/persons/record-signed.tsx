import type { SignedRole } from '../../core/persons/roles.ts';
import type { CountersignatureCheckName } from '../../core/persons/verify.ts';
import { en } from '../../language/signed.ts';
import { useWords } from '../app/language.ts';
import { route } from '../app/router.ts';
import { hrefTo } from '../app/routes.ts';
import { session } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import { useAnswer } from '../operate/load.ts';
import { Icon } from '../parts/icon.tsx';
import { useKindWords } from '../parts/kind-words.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import { useVerdictWords } from '../verify/verdict-words.ts';
import { SignForm } from './sign-form.tsx';
import { SignedRoles } from './signed-roles.tsx';
import { usePersonsWords } from './words.ts';

type Signature = {
  readonly recordId: string;
  readonly role: string;
  readonly person: string;
  readonly by: 'p256' | 'passkey';
  readonly claimedAt: string;
  readonly verdict: 'SIGNED' | 'INVALID' | 'UNDETERMINED' | null;
  readonly failed: string | null;
};
type Page = { readonly items: readonly Signature[]; readonly roles: readonly SignedRole[] };

const ICONS = { SIGNED: 'pass', INVALID: 'fail', UNDETERMINED: 'warning', PENDING: 'warning' } as const;

const isCheck = (name: string | null): name is CountersignatureCheckName =>
  name !== null && Object.hasOwn(en, `signed.why.${name}`);

function Row({ signature }: { signature: Signature }) {
  const p = usePersonsWords();
  const v = useVerdictWords();
  const { label } = useKindWords();
  const { recordId, role, person, by, claimedAt, verdict, failed } = signature;
  const outcome = verdict ?? 'PENDING';
  return (
    <li class="record-row">
      <span>
        <Icon name={ICONS[outcome]} /> {v(`signed.verdict.${outcome}`)}
        {failed !== null && <code> {failed}</code>}
        {isCheck(failed) && <> {v(`signed.why.${failed}`)}</>}
      </span>
      <span>{label('role', role)}</span>
      <bdi class="name">{person}</bdi>
      <span class="quiet">{v(`signed.by.${by}`)}</span>
      <span class="quiet">
        {p('claimed')} <Time at={claimedAt} />
      </span>
      <a href={hrefTo(`records/${recordId}`)}>{p('proof')}</a>
    </li>
  );
}

function Signed({ id }: { id: string }) {
  const p = usePersonsWords();
  const v = useVerdictWords();
  const { t } = useWords();
  const { who } = useStore(session).session;
  const maySign = who?.account !== undefined && who.role !== 'auditor';
  const { value, problem, again } = useAnswer<Page>(`records/${id}/countersignatures`);
  return (
    <section aria-labelledby="record-signed">
      <h2 id="record-signed">{p('title')}</h2>
      {problem && <ProblemBox problem={problem} again={again} />}
      {!value && !problem && <p class="quiet">{t('loading')}</p>}
      {value && (
        <>
          <p class="quiet">{p('lead')}</p>
          {value.roles.length > 0 && <SignedRoles roles={value.roles} />}
          {value.items.length === 0 && <p class="quiet">{p('none')}</p>}
          <ul class="record-list" aria-label={p('title')}>
            {value.items.map((signature) => (
              <Row key={signature.recordId} signature={signature} />
            ))}
          </ul>
          {value.items.some(({ verdict }) => verdict === null) && (
            <p>
              <button type="button" onClick={again}>
                {p('again')}
              </button>
            </p>
          )}
          {maySign && <SignForm recordId={id} onSigned={again} />}
          {value.items.length > 0 && <p class="quiet">{v('signed.not')}</p>}
        </>
      )}
    </section>
  );
}

/** Who signed the record that the address names. */
export function RecordSigned() {
  const { id } = useStore(route).at;
  return id === undefined ? null : <Signed key={id} id={id} />;
}
