import { Icon } from '../parts/icon.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { useCustodyWords } from './custody-words.ts';
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

/** That a block holds it. */
export function SaidAct({ act }: { act: ActView }) {
  const c = useCustodyWords();
  const what = c(`method.${act.method}` as 'method.offer');
  return (
    <p class="box good">
      <Icon name="pass" />
      {c('act.said', { block: act.block ?? '', what })}
    </p>
  );
}

/** How far it has come with what this agency says. */
export function SayState({ saying }: { saying: Saying }) {
  const c = useCustodyWords();
  if (saying.state === 'idle') return null;
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
