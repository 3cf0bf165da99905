import { useState } from 'preact/hooks';
import { Time } from '../parts/time.tsx';
import { useCustodyWords } from './custody-words.ts';
import { MomentField, momentOf, WordsField } from './fields.tsx';
import { type Spoken, useSay } from './say.ts';
import { SayState } from './say-state.tsx';
import { NO_TERMS, TermsFields, termsOf } from './terms.tsx';
import type { ActView, HandoffView } from './views.ts';
import { type Doing, whatCanBeDone } from './what-can-be-done.ts';

type Given = { text: string; until: string; final: boolean; terms: typeof NO_TERMS };

/** The wish behind a button, and the words that it needs first. */
function wishOf(doing: Doing, handoff: HandoffView, given: Given): [wish: object, spoken?: Spoken] {
  const wish = { do: doing, handoff: handoff.handoff };
  const { text, until, final, terms } = given;
  switch (doing) {
    case 'refuse':
      return [wish, { member: 'reason', text }];
    case 'report':
      return [
        { ...wish, final },
        { member: 'report', text },
      ];
    case 'hand-on':
      return [
        { ...wish, ...termsOf(terms) },
        { member: 'purpose', text: terms.purpose },
      ];
    case 'ask-extension':
      return [{ ...wish, until: momentOf(until) }];
    case 'agree-extension':
      return [{ ...wish, until: handoff.asked?.until }];
    default:
      return [wish];
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

function DoForm({
  doing,
  handoff,
  agency,
  onSaid,
  onCancel,
}: {
  doing: Doing;
  handoff: HandoffView;
  agency: string;
  onSaid: (act: ActView) => void;
  onCancel: () => void;
}) {
  const c = useCustodyWords();
  const { saying, say } = useSay(onSaid);
  const [given, setGiven] = useState<Given>({ text: '', until: '', final: true, terms: NO_TERMS });
  const set = (part: Partial<Given>) => setGiven({ ...given, ...part });
  const busy = saying.state === 'words' || saying.state === 'open' || saying.state === 'said';
  return (
    <form
      class="doing"
      aria-label={`${c(`do.${doing}`)}: ${c('custody.handoff', { handoff: handoff.handoff })}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) say(...wishOf(doing, handoff, given));
      }}
    >
      <Means doing={doing} handoff={handoff} />
      {doing === 'refuse' && (
        <WordsField what="reason" value={given.text} onChange={(text) => set({ text })} />
      )}
      {doing === 'report' && (
        <>
          <WordsField what="report" value={given.text} onChange={(text) => set({ text })} />
          <label class="check-line">
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
        <MomentField
          label={c('field.until')}
          hint={c('field.answerBy.hint')}
          value={given.until}
          onChange={(until) => set({ until })}
        />
      )}
      {doing === 'hand-on' && (
        <TermsFields terms={given.terms} onChange={(terms) => set({ terms })} agency={agency} />
      )}
      <SayState saying={saying} />
      <div class="row">
        <button type="submit" class="main" aria-disabled={busy}>
          {c('do.confirm')}
        </button>
        <button type="button" class="plain" onClick={onCancel}>
          {c('do.cancel')}
        </button>
      </div>
    </form>
  );
}

/** What can be done about a hand-off now: a button each, which opens what is to be known and filled in before. */
export function HandoffActs({
  handoff,
  agency,
  onSaid,
}: {
  handoff: HandoffView;
  agency: string;
  onSaid: (act: ActView) => void;
}) {
  const c = useCustodyWords();
  const [doing, setDoing] = useState<Doing>();
  const can = whatCanBeDone(handoff, agency);
  if (can.length === 0) return <p class="quiet">{c('custody.nothingToDo')}</p>;
  return (
    <>
      <div class="row">
        {can.map((each) => (
          <button
            key={each}
            type="button"
            aria-expanded={doing === each}
            onClick={() => setDoing(doing === each ? undefined : each)}
          >
            {c(`do.${each}`)}
          </button>
        ))}
      </div>
      {doing && (
        <DoForm
          key={doing}
          doing={doing}
          handoff={handoff}
          agency={agency}
          onSaid={onSaid}
          onCancel={() => setDoing(undefined)}
        />
      )}
    </>
  );
}
