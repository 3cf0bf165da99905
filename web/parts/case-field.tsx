import { useEffect, useState } from 'preact/hooks';
import type { CaseView, Page } from '../api.ts';
import { useWords } from '../app/language.ts';
import { api } from '../app/session.ts';

/** A text field that offers the cases there are. Any other name may be written: it makes a new case. */
export function CaseField({
  value,
  onChange,
  label,
  hint,
  disabled = false,
}: {
  value: string;
  onChange: (value: string) => void;
  label: string;
  hint?: string;
  disabled?: boolean;
}) {
  const { count } = useWords();
  const [cases, setCases] = useState<readonly CaseView[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    api
      .ask<Page<CaseView>>({ path: 'cases?limit=100', signal: abort.signal })
      .then((page) => setCases(page.items))
      // An offer, no more: without it the field is a plain one, and what is wrong shows where it matters.
      .catch(() => undefined);
    return () => abort.abort();
  }, []);
  return (
    <div class="field">
      <label for="case">{label}</label>
      <input
        id="case"
        type="text"
        list="cases"
        autocomplete="off"
        value={value}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : 'case-hint'}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {hint !== undefined && (
        <p id="case-hint" class="quiet small">
          {hint}
        </p>
      )}
      <datalist id="cases">
        {cases.map(({ id, count: records, lastAt }) => (
          <option
            key={id}
            value={id}
            label={count('new.caseOption', records, { day: lastAt.slice(0, 10) })}
          />
        ))}
      </datalist>
    </div>
  );
}
