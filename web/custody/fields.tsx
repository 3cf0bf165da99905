import { useId } from 'preact/hooks';
import { useCustodyWords } from './custody-words.ts';
import { WORDS_CASE } from './say.ts';

/** The words of a reason, a purpose or a report, or the ID of a record that holds them. */
export function WordsField({
  what,
  value,
  onChange,
  optional = false,
}: {
  what: 'reason' | 'report' | 'purpose';
  value: string;
  onChange: (value: string) => void;
  optional?: boolean;
}) {
  const c = useCustodyWords();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{c(`field.${what}`)}</label>
      <textarea
        id={id}
        rows={3}
        required={!optional}
        value={value}
        aria-describedby={`${id}-hint`}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} class="quiet small">
        {c('field.words.hint', { case: WORDS_CASE })}
      </p>
    </div>
  );
}

/** Local time of this device, as `<input type=datetime-local>` has it, as the same moment in UTC. */
export const momentOf = (local: string): string => new Date(local).toISOString();

/** How this device's time differs from UTC on a day: summer is not winter. */
function zoneOf(local: string): string {
  const given = new Date(local);
  const offset = -(Number.isNaN(given.getTime()) ? new Date() : given).getTimezoneOffset();
  const two = (value: number) => String(value).padStart(2, '0');
  return `UTC${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
}

/** A moment, in the time of this device, which is told beside it. */
export function MomentField({
  label,
  hint,
  value,
  onChange,
  optional = false,
}: {
  label: string;
  hint: string;
  value: string;
  onChange: (value: string) => void;
  optional?: boolean;
}) {
  const c = useCustodyWords();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="datetime-local"
        required={!optional}
        value={value}
        aria-describedby={`${id}-hint`}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} class="quiet small">
        {hint} {c('field.zone', { zone: zoneOf(value) })}
      </p>
    </div>
  );
}
