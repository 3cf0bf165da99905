import type { RecordSayings } from '../../core/record-sayings.ts';
import { hrefTo } from '../app/routes.ts';
import { shortId } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Time } from '../parts/time.tsx';
import { useAgencyText } from './agencies.ts';
import { useCustodyWords } from './custody-words.ts';
import type { StatementView } from './views.ts';

const ICONS = { confirm: 'pass', reject: 'fail', dispute: 'warning' } as const;

/** An opinion in a word, with a sign beside it. */
export function OpinionWord({ opinion }: { opinion: keyof typeof ICONS }) {
  const c = useCustodyWords();
  return (
    <span class={`opinion opinion-${opinion}`}>
      <Icon name={ICONS[opinion]} />
      {c(`opinion.${opinion}`)}
    </span>
  );
}

/** A link to a record by the beginning of its ID. */
export function RecordLink({ id }: { id: string }) {
  return (
    <a href={hrefTo(`records/${id}`)}>
      <code>{shortId(id)}</code>
    </a>
  );
}

/** How a record stands: what its own agency did about it, and whether others disagree. */
export function RecordStanding({ sayings }: { sayings: RecordSayings<StatementView> }) {
  const c = useCustodyWords();
  const { correction, disagreement } = sayings;
  return (
    <>
      {correction && (
        <p class="box">
          <Icon name="warning" />
          {c(`record.${correction.statement.kind}`)}{' '}
          {correction.statement.kind === 'superseded' && <RecordLink id={correction.statement.replacement} />}
        </p>
      )}
      {disagreement && (
        <p class="late">
          <Icon name="warning" />
          {c('record.disagreement')}
        </p>
      )}
    </>
  );
}

/** The last opinion of each agency on one record. */
export function OpinionTable({ sayings }: { sayings: RecordSayings<StatementView> }) {
  const c = useCustodyWords();
  const nameOf = useAgencyText();
  if (sayings.opinions.size === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than its screen is scrolled with the keyboard
    <section class="scroll" tabIndex={0} aria-label={c('record.opinions')}>
      <table class="matrix">
        <caption>{c('record.opinions')}</caption>
        <thead>
          <tr>
            {(['agency', 'opinion', 'when', 'reason'] as const).map((name) => (
              <th key={name} scope="col">
                {c(`record.col.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...sayings.opinions].map(([attester, { statement, time }]) => (
            <tr key={attester}>
              <th scope="row">{nameOf(attester)}</th>
              <td>
                <OpinionWord opinion={statement.opinion} />
              </td>
              <td>
                <Time at={time} />
              </td>
              <td>{statement.reasons === null ? '–' : <RecordLink id={statement.reasons} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
