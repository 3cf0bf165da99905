import { useState } from 'preact/hooks';
import { Time } from '../parts/time.tsx';
import { ActForm, Choices, type Wished } from './act-form.tsx';
import { useCustodyWords } from './custody-words.ts';
import { type Deadline, DeadlineField, deadlineOf, NO_DEADLINE } from './deadline-field.tsx';
import { WordsField } from './fields.tsx';
import { NO_TERMS, TermsFields, termsOf } from './terms.tsx';
import type { ActView, HandoffView } from './views.ts';
import { type Doing, whatCanBeDone } from './what-can-be-done.ts';

type Given = { text: string; until: Deadline; final: boolean; terms: typeof NO_TERMS };

/** The wish behind a button, and the words that it needs first. */
function wishOf(doing: Doing, handoff: HandoffView, given: Given): Wished {
  const wish = { do: doing, handoff: handoff.handoff };
  const { text, until, final, terms } = given;
  switch (doing) {
    case 'refuse':
      return [[wish], { member: 'reason', text }];
    case 'report':
      return [[{ ...wish, final }], { member: 'report', text }];
    case 'hand-on':
      return [[{ ...wish, ...termsOf(terms) }], { member: 'purpose', text: terms.purpose }];
    case 'ask-extension':
      return [[{ ...wish, until: deadlineOf(until) }]];
    case 'agree-extension':
      return [[{ ...wish, until: handoff.asked?.until }]];
    default:
      return [[wish]];
  }
}

function Means({ doing, handoff }: { doing: Doing; handoff: HandoffView }) {
  const c = useCustodyWords();
  if (doing === 'record-overdue') {
    const clock = handoff.state === 'unanswered' ? 'answer' : 'report';
    return <p>{c(`do.record-overdue.means.${clock}`)}</p>;
  }
  return (
    <p>
      {c(`do.${doing}.means`)}
      {doing === 'agree-extension' && handoff.asked && (
        <>
          {' '}
          <Time at={handoff.asked.until} />
        </>
      )}
    </p>
  );
}

type About = { handoff: HandoffView; agency: string; onSaid: (act: ActView) => void };

function DoForm({ doing, handoff, agency, onSaid, close }: About & { doing: Doing; close: () => void }) {
  const c = useCustodyWords();
  const [given, setGiven] = useState<Given>({ text: '', until: NO_DEADLINE, final: true, terms: NO_TERMS });
  const set = (part: Partial<Given>) => setGiven({ ...given, ...part });
  return (
    <ActForm
      label={`${c(`do.${doing}`)}: ${c('custody.handoff', { handoff: handoff.handoff })}`}
      wish={() => wishOf(doing, handoff, given)}
      onSaid={(act) => {
        onSaid(act);
        close();
      }}
      onCancel={close}
    >
      <Means doing={doing} handoff={handoff} />
      {doing === 'refuse' && (
        <WordsField what="reason" value={given.text} onChange={(text) => set({ text })} />
      )}
      {doing === 'report' && (
        <>
          <WordsField what="report" value={given.text} onChange={(text) => set({ text })} />
          <label>
            <input
              type="checkbox"
              checked={given.final}
              onChange={(event) => set({ final: event.currentTarget.checked })}
            />{' '}
            {c('field.final')}
          </label>
        </>
      )}
      {doing === 'ask-extension' && (
        <DeadlineField
          term="until"
          label={c('field.until')}
          hint={c('field.answerBy.hint')}
          value={given.until}
          onChange={(until) => set({ until })}
        />
      )}
      {doing === 'hand-on' && (
        <TermsFields terms={given.terms} onChange={(terms) => set({ terms })} agency={agency} />
      )}
    </ActForm>
  );
}

/** What can be done about a hand-off now: a button each, which opens what is to be known and filled in before. */
export function HandoffActs(about: About) {
  const c = useCustodyWords();
  const can = whatCanBeDone(about.handoff, about.agency);
  if (can.length === 0) return <p class="quiet">{c('custody.nothingToDo')}</p>;
  return (
    <Choices names={can} label={(doing) => c(`do.${doing}`)}>
      {(doing, close) => <DoForm {...about} doing={doing} close={close} />}
    </Choices>
  );
}
