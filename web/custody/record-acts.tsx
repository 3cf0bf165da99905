import { useId, useState } from 'preact/hooks';
import { ActForm, Choices, type Wished } from './act-form.tsx';
import { useCustodyWords } from './custody-words.ts';
import { WordsField } from './fields.tsx';
import { OfferForm } from './offer-form.tsx';
import type { ActView } from './views.ts';

const OPINIONS = ['confirm', 'reject', 'dispute'] as const;
type Opinion = (typeof OPINIONS)[number];
type About = { recordId: string; onSaid: (act: ActView) => void };

/** An opinion on another agency's record. */
export function GiveOpinion({ recordId, onSaid }: About) {
  const c = useCustodyWords();
  const name = useId();
  const [opinion, setOpinion] = useState<Opinion>();
  const [text, setText] = useState('');
  const wish = (): Wished => {
    const attest = [{ do: 'attest', recordId, opinion }];
    return text.trim() === '' ? [attest] : [attest, { member: 'reasons', text }];
  };
  return (
    <Choices names={['opinion']} label={() => c('record.giveOpinion')}>
      {(_, close) => (
        <ActForm
          label={c('record.giveOpinion')}
          wish={wish}
          onSaid={(act) => {
            onSaid(act);
            close();
          }}
          onCancel={close}
        >
          <p>{c('record.giveOpinion.means')}</p>
          <fieldset>
            <legend>{c('field.opinion')}</legend>
            <div class="row">
              {OPINIONS.map((each) => (
                <label key={each}>
                  <input
                    type="radio"
                    name={name}
                    required
                    checked={opinion === each}
                    onChange={() => setOpinion(each)}
                  />{' '}
                  {c(`field.opinion.${each}`)}
                </label>
              ))}
            </div>
          </fieldset>
          <WordsField
            what="reason"
            value={text}
            onChange={setText}
            optional={opinion === undefined || opinion === 'confirm'}
          />
        </ActForm>
      )}
    </Choices>
  );
}

type Correction = 'supersede' | 'withdraw';

function CorrectForm({ name, recordId, onSaid, close }: About & { name: Correction; close: () => void }) {
  const c = useCustodyWords();
  const id = useId();
  const [replacement, setReplacement] = useState('');
  const [text, setText] = useState('');
  return (
    <ActForm
      label={c(`record.${name}`)}
      wish={() => [
        [{ do: name, recordId, ...(name === 'supersede' ? { replacement: replacement.trim() } : {}) }],
        { member: 'reason', text },
      ]}
      onSaid={(act) => {
        onSaid(act);
        close();
      }}
      onCancel={close}
    >
      <p>{c(`record.${name}.means`)}</p>
      {name === 'supersede' && (
        <div class="field">
          <label for={id}>{c('field.replacement')}</label>
          <input
            id={id}
            type="text"
            required
            pattern="\s*[0-9a-f]{64}\s*"
            autocomplete="off"
            value={replacement}
            onInput={(event) => setReplacement(event.currentTarget.value)}
          />
        </div>
      )}
      <WordsField what="reason" value={text} onChange={setText} />
    </ActForm>
  );
}

type Offer = 'offer' | 'offer-case';
const ACTS = ['offer', 'offer-case', 'supersede', 'withdraw'] as const;

const isOffer = (name: (typeof ACTS)[number]): name is Offer => name === 'offer' || name === 'offer-case';

/** What may be done with a record of this agency. @param standing whether it was not corrected before */
export function OwnRecordActs({ standing, ...about }: About & { standing: boolean }) {
  const c = useCustodyWords();
  const names = ACTS.filter((name) => standing || isOffer(name));
  return (
    <Choices names={names} label={(name) => (isOffer(name) ? c(`do.${name}`) : c(`record.${name}`))}>
      {(name, close) =>
        isOffer(name) ? (
          <OfferForm
            recordIds={[about.recordId]}
            wholeCase={name === 'offer-case'}
            onSaid={about.onSaid}
            close={close}
          />
        ) : (
          <CorrectForm name={name} {...about} close={close} />
        )
      }
    </Choices>
  );
}
