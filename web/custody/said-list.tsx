import { useWords } from '../app/language.ts';
import { DocumentButton } from '../parts/document-button.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import { useCustodyWords } from './custody-words.ts';
import { useStatements } from './use-statements.ts';
import type { StatementView } from './views.ts';

/** A statement in a sentence, with its evidence file. */
export function SaidRow({ item: { id, time, block, says } }: { item: StatementView }) {
  const c = useCustodyWords();
  return (
    <li data-statement={id}>
      <span class="quiet">
        <Time at={time} /> · #{block}
      </span>
      <span class="said-words">{says.join(' ')}</span>
      <DocumentButton
        plain
        path={`statements/${id}`}
        name={`jianzheng-statement-${id}.json`}
        label={c('custody.proof')}
        about={c('custody.proof.of', { what: says.join(' ') })}
      />
    </li>
  );
}

export function SaidRows({ items }: { items: readonly StatementView[] }) {
  return (
    <ol class="said">
      {items.map((item) => (
        <SaidRow key={item.id} item={item} />
      ))}
    </ol>
  );
}

/** What was said of a hand-off, oldest first. */
export function HandoffSaid({ handoff }: { handoff: number }) {
  const c = useCustodyWords();
  const { t } = useWords();
  const { items, cut, problem } = useStatements({ handoff: String(handoff) });
  return (
    <>
      {problem && <ProblemBox problem={problem} />}
      {!items && !problem && <p class="quiet">{t('loading')}</p>}
      {cut && <p class="quiet">{c('custody.said.older')}</p>}
      {items && <SaidRows items={items} />}
    </>
  );
}
