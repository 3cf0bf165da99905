import { useState } from 'preact/hooks';
import { session } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import { ActForm } from './act-form.tsx';
import { useCustodyWords } from './custody-words.ts';
import { NO_TERMS, TermsFields, termsOf } from './terms.tsx';
import type { ActView } from './views.ts';

/**
 * Offers records of this agency to another one, each as a hand-off of its own, or a case as a whole up to a record.
 * @param wholeCase offers all of the case up to the record, of which there is one then
 */
export function OfferForm({
  recordIds,
  wholeCase = false,
  onSaid,
  close,
}: {
  recordIds: readonly string[];
  wholeCase?: boolean;
  onSaid: (act: ActView) => void;
  close: () => void;
}) {
  const c = useCustodyWords();
  const { session: current } = useStore(session);
  const [terms, setTerms] = useState(NO_TERMS);
  const agency = current.who?.agency.id ?? '';
  return (
    <ActForm
      label={c('do.offer')}
      wish={() => [
        recordIds.map((recordId) => ({ do: 'offer', recordId, wholeCase, ...termsOf(terms) })),
        { member: 'purpose', text: terms.purpose },
      ]}
      onSaid={(act) => {
        onSaid(act);
        close();
      }}
      onCancel={close}
    >
      <p>{c('do.offer.means')}</p>
      {recordIds.length > 1 && <p>{c('do.offer.several', { n: recordIds.length })}</p>}
      <TermsFields terms={terms} onChange={setTerms} agency={agency} />
    </ActForm>
  );
}
