import { useContext, useId } from 'preact/hooks';
import { MOST_WORKING_DAYS } from '../../core/working-days.ts';
import { Icon } from '../parts/icon.tsx';
import { useCustodyWords } from './custody-words.ts';
import { Refused } from './refused.ts';

/** A deadline as it is filled in: a time of this device, as `<input type=datetime-local>` has it, or working days. */
export type Deadline = { readonly in: 'time' | 'days'; readonly value: string };
export const NO_DEADLINE: Deadline = { in: 'time', value: '' };

/** As the service takes it: the same moment in UTC, or the number that it counts by its calendar. */
export const deadlineOf = ({ in: unit, value }: Deadline): string | { workingDays: number } =>
  unit === 'days' ? { workingDays: Number(value) } : new Date(value).toISOString();

/** How this device's time differs from UTC on a day: summer is not winter. */
function zoneOf(local: string): string {
  const given = new Date(local);
  const offset = -(Number.isNaN(given.getTime()) ? new Date() : given).getTimezoneOffset();
  const two = (value: number) => String(value).padStart(2, '0');
  return `UTC${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
}

/** A deadline: a time, in the zone that is told beside it, or a number of working days. */
export function DeadlineField({
  term,
  label,
  hint,
  value,
  onChange,
  optional = false,
}: {
  /** As the service calls it, in the wish and where it refuses it. */
  term: 'answerBy' | 'reportBy' | 'until';
  label: string;
  hint: string;
  value: Deadline;
  onChange: (value: Deadline) => void;
  optional?: boolean;
}) {
  const c = useCustodyWords();
  const id = useId();
  const problem = useContext(Refused);
  const days = value.in === 'days';
  const refused = days && problem?.code === 'deadline-beyond-calendar' && problem.paths?.includes(term);
  const input = {
    id,
    required: !optional,
    value: value.value,
    'aria-invalid': refused,
    'aria-describedby': refused ? `${id}-refused ${id}-hint` : `${id}-hint`,
    onInput: (event: { currentTarget: { value: string } }) =>
      onChange({ ...value, value: event.currentTarget.value }),
  };
  return (
    <div class="field">
      <label for={id}>{days ? c('field.inDays', { label }) : label}</label>
      {days ? (
        <input key="days" type="number" min={1} max={MOST_WORKING_DAYS} step={1} {...input} />
      ) : (
        <input key="time" type="datetime-local" {...input} />
      )}
      {refused && (
        <p id={`${id}-refused`} class="box box-bad" role="alert">
          <Icon name="warning" />
          {problem.detail} {problem.next}
        </p>
      )}
      <p id={`${id}-hint`} class="quiet small">
        {hint} {days ? c('field.inDays.hint') : c('field.zone', { zone: zoneOf(value.value) })}
      </p>
      <div>
        <button
          type="button"
          class="plain small"
          aria-label={`${label}: ${c(days ? 'field.asTime' : 'field.asDays')}`}
          onClick={() => onChange({ in: days ? 'time' : 'days', value: '' })}
        >
          {c(days ? 'field.asTime' : 'field.asDays')}
        </button>
      </div>
    </div>
  );
}
