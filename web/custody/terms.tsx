import { useId } from 'preact/hooks';
import { isolated } from '../../core/visible.ts';
import { useWords } from '../app/language.ts';
import { useAgencies } from './agencies.ts';
import { useCustodyWords } from './custody-words.ts';
import { MomentField, momentOf, WordsField } from './fields.tsx';

/** What an offer asks for: of whom, why, and until when. Times in the time of this device. */
export type Terms = {
  readonly to: string;
  readonly purpose: string;
  readonly answerBy: string;
  readonly reportBy: string;
};
export const NO_TERMS: Terms = { to: '', purpose: '', answerBy: '', reportBy: '' };

/** As the service takes them, without the purpose, which is to become a record. */
export const termsOf = ({ to, answerBy, reportBy }: Terms) => ({
  to,
  answerBy: momentOf(answerBy),
  ...(reportBy === '' ? {} : { reportBy: momentOf(reportBy) }),
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
      <MomentField
        label={c('field.answerBy')}
        hint={c('field.answerBy.hint')}
        value={terms.answerBy}
        onChange={(answerBy) => set({ answerBy })}
      />
      <MomentField
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
