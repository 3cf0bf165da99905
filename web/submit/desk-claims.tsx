import { type Field, GENERAL_FIELDS, KINDS, type Role, templateOf } from '../../core/kinds.ts';
import { useWords } from '../app/language.ts';
import { useKindWords } from '../parts/kind-words.ts';
import { type Desk, type Form, setForm } from './desk.ts';
import { DeskPhotos } from './desk-photos.tsx';

/** The kind of the record, and the fields that it asks for. */

export function KindField({ form, disabled }: { form: Form; disabled: boolean }) {
  const { t } = useWords();
  const { label } = useKindWords();
  return (
    <div class="field">
      <label for="kind">{t('new.kind')}</label>
      <select
        id="kind"
        value={form.kind}
        disabled={disabled}
        aria-describedby="kind-hint"
        onChange={(event) => setForm({ kind: event.currentTarget.value })}
      >
        {['evidence', ...KINDS.map(({ kind }) => kind)].map((kind) => (
          <option key={kind} value={kind}>
            {label('kind', kind)}
          </option>
        ))}
      </select>
      <p id="kind-hint" class="quiet small">
        {t('new.kind.hint')}
      </p>
    </div>
  );
}

function ClaimField({ field, role, desk }: { field: Field; role: Role | undefined; desk: Desk }) {
  const { t } = useWords();
  const { label } = useKindWords();
  const { name, form } = field;
  const id = `claim-${name}`;
  const needed = field.demanded || (role !== undefined && role.instead === null);
  const need = needed ? t('new.required') : role ? t('new.orReason') : undefined;
  const control = {
    id,
    value: desk.form.claims[name] ?? '',
    disabled: desk.stage === 'sending',
    'aria-required': needed,
    onInput: (event: { currentTarget: { value: string } }) =>
      setForm({ claims: { ...desk.form.claims, [name]: event.currentTarget.value } }),
  };
  return (
    <div class={form === 'text' ? 'field field-wide' : 'field'}>
      <label for={id}>
        {label('claim', name)}
        {need !== undefined && <span class="quiet">{need}</span>}
      </label>
      {form === 'text' ? (
        <textarea rows={3} {...control} />
      ) : form === 'time' ? (
        <input type="datetime-local" {...control} />
      ) : (
        <input type="text" {...control} />
      )}
    </div>
  );
}

export function Claims({ desk }: { desk: Desk }) {
  const { t } = useWords();
  const template = templateOf(desk.form.kind);
  return (
    <fieldset>
      <legend>{t(template ? 'new.fields' : 'new.claims')}</legend>
      {template && <p class="quiet small">{t('new.fields.hint')}</p>}
      <p class="quiet small">{t('new.claims.hint')}</p>
      <div class="fields">
        {(template?.fields ?? GENERAL_FIELDS).map((field) => (
          <ClaimField
            key={field.name}
            field={field}
            role={template?.roles.find(({ claims }) => claims.includes(field.name))}
            desk={desk}
          />
        ))}
      </div>
      <DeskPhotos desk={desk} />
    </fieldset>
  );
}
