import { type KindState, kindState } from '../../core/kind-check.ts';
import { GivenText } from './given-text.tsx';
import { useKindWords } from './kind-words.ts';

function Value({ name, text }: { name: string; text: string }) {
  const { label } = useKindWords();
  return (
    <div>
      <dt>
        <GivenText text={label('claim', name)} />
      </dt>
      <dd>
        <GivenText kind="claim" text={text} lines />
      </dd>
    </div>
  );
}

function Absent({ field }: { field: KindState['fields'][number] }) {
  const { k, label } = useKindWords();
  const said =
    field.state === 'hidden'
      ? k('field.hidden')
      : k(field.demanded ? 'field.notProvidedDemanded' : 'field.notProvided');
  return (
    <div>
      <dt>{label('claim', field.name)}</dt>
      <dd class="quiet">{said}</dd>
    </div>
  );
}

function Roles({ state }: { state: KindState }) {
  const { k, label } = useKindWords();
  return (
    <>
      {state.roles.map(({ role, demanded, named, excused }, index) => (
        <div key={role}>
          <dt>{label('role', role)}</dt>
          <dd>{k(excused ? 'role.excused' : 'role.named', { demanded, named })}</dd>
          {index === state.roles.length - 1 && <dd class="quiet small">{k('role.claimed')}</dd>}
        </div>
      ))}
    </>
  );
}

/**
 * The kind of a record and its claims: those that its kind asks for in their order, with what is hidden or was not
 * provided said in its place, then whatever else it claims.
 */
export function ClaimList({
  kind,
  claims,
  hidden = [],
}: {
  kind: string;
  claims: Readonly<Record<string, string>>;
  hidden?: readonly string[];
}) {
  const { k, label } = useKindWords();
  const state = kindState(kind, claims, hidden);
  const asked = new Set(state?.fields.map(({ name }) => name));
  return (
    <>
      {state?.fields.map((field) =>
        field.state === 'given' ? (
          <Value key={field.name} name={field.name} text={claims[field.name] ?? ''} />
        ) : (
          <Absent key={field.name} field={field} />
        ),
      )}
      {state && <Roles state={state} />}
      {Object.entries(claims).map(
        ([name, text]) => !asked.has(name) && <Value key={name} name={name} text={text} />,
      )}
      {!state && kind !== 'evidence' && (
        <div>
          <dt>{label('kind', kind)}</dt>
          <dd class="quiet">{k('field.noTemplate')}</dd>
        </div>
      )}
    </>
  );
}
