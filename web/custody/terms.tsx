import { useId } from 'preact/hooks';
import { isolated } from '../../core/visible.ts';
import { useWords } from '../app/language.ts';
import { useAgencies } from './agencies.ts';
import { useCustodyWords } from './custody-words.ts';
import { type Deadline, DeadlineField, deadlineOf, NO_DEADLINE } from './deadline-field.tsx';
import { WordsField } from './fields.tsx';

/** What an offer asks for: of whom, why, and until when. */
export type Terms = {
  readonly to: string;
  readonly purpose: string;
  readonly answerBy: Deadline;
  readonly reportBy: Deadline;
};
export const NO_TERMS: Terms = { to: '', purpose: '', answerBy: NO_DEADLINE, reportBy: NO_DEADLINE };

/** As the service takes them, without the purpose, which is to become a record. */
export const termsOf = ({ to, answerBy, reportBy }: Terms) => ({
  to,
  answerBy: deadlineOf(answerBy),
  ...(reportBy.value === '' ? {} : { reportBy: deadlineOf(reportBy) }),
});

/** @param agency this one, which cannot be offered anything by itself */
export function TermsFields({
  terms,
  onChange,
  agency,
}: {
  terms: Terms;
  onChange: (terms: Terms) => void;
  agency: string;
}) {
  const c = useCustodyWords();
  const { language } = useWords();
  const agencies = useAgencies();
  const id = useId();
  // A suspended one may still answer; one without a seat could not.
  const others = agencies.filter(
    (each) => each.id !== agency && (each.state === 'active' || each.state === 'suspended'),
  );
  const set = (part: Partial<Terms>) => onChange({ ...terms, ...part });
  return (
    <>
      <div class="field">
        <label for={id}>{c('field.to')}</label>
        <select
          id={id}
          required
          value={terms.to}
          onChange={(event) => set({ to: event.currentTarget.value })}
        >
          <option value="">{c('field.to.choose')}</option>
          {others.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name ? `${isolated(each.name[language])} (${each.id})` : each.id}
            </option>
          ))}
        </select>
      </div>
      <DeadlineField
        term="answerBy"
        label={c('field.answerBy')}
        hint={c('field.answerBy.hint')}
        value={terms.answerBy}
        onChange={(answerBy) => set({ answerBy })}
      />
      <DeadlineField
        term="reportBy"
        label={c('field.reportBy')}
        hint={c('field.reportBy.hint')}
        value={terms.reportBy}
        onChange={(reportBy) => set({ reportBy })}
        optional
      />
      <WordsField what="purpose" value={terms.purpose} onChange={(purpose) => set({ purpose })} />
    </>
  );
}
