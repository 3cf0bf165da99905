import { Icon } from '../parts/icon.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { useCustodyWords } from './custody-words.ts';
import { saidTexts } from './said-text.ts';
import type { Saying } from './say.ts';
import type { ActView } from './views.ts';

/** What the contract refused, in words, and what to do. */
function RefusedAct({ act }: { act: ActView }) {
  const c = useCustodyWords();
  const { refusal } = act;
  if (!refusal) return null;
  return (
    <div class="box box-bad" role="alert">
      <p class="box-title">
        <Icon name="warning" />
        {c('act.refused', { what: refusal.what })}
      </p>
      <p>{refusal.next}</p>
      <p class="quiet small">{refusal.error}</p>
    </div>
  );
}

/** What a block holds of it. */
export function SaidAct({ act }: { act: ActView }) {
  const [said, ...counted] = saidTexts(act, useCustodyWords());
  return (
    <div class="box good">
      <p>
        <Icon name="pass" />
        {said}
      </p>
      {counted.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </div>
  );
}

/** How far it has come with what this agency says. */
export function SayState({ saying }: { saying: Saying }) {
  const c = useCustodyWords();
  if (saying.state === 'idle') return null;
  // Beside the deadline that it is about.
  if (saying.state === 'problem' && saying.problem.code === 'deadline-beyond-calendar') return null;
  if (saying.state === 'problem') return <ProblemBox problem={saying.problem} />;
  if (saying.state === 'refused') return <RefusedAct act={saying.act} />;
  if (saying.state === 'said') return <SaidAct act={saying.act} />;
  return (
    <p role="status">
      <Icon name="waiting" />
      {c(`act.${saying.state}`)}
    </p>
  );
}
