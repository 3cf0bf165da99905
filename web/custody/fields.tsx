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
