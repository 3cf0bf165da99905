import type { Check } from '../../core/report.ts';
import { Icon } from '../parts/icon.tsx';
import { useVerdictWords } from './verdict-words.ts';

/** Every check by name, in words and signs, with what was expected and what was found. */
export function Checks({ checks }: { checks: readonly Check[] }) {
  const v = useVerdictWords();
  return (
    <ol class="checks">
      {checks.map(({ name, outcome, expected, found }) => (
        <li key={name} class={`check check-${outcome}`}>
          <p class="check-title">
            <Icon name={outcome} />
            <strong>{v(`check.${name}`)}</strong> <span class="outcome">{v(`outcome.${outcome}`)}</span>
          </p>
          <p class="quiet small">{v(`check.${name}.means`)}</p>
          {(expected !== undefined || found !== undefined) && (
            <dl class="digests">
              {expected !== undefined && (
                <>
                  <dt>{v('check.expected')}</dt>
                  <dd>
                    <code>{expected}</code>
                  </dd>
                </>
              )}
              {found !== undefined && (
                <>
                  <dt>{v('check.found')}</dt>
                  <dd>
                    <code>{found}</code>
                  </dd>
                </>
              )}
            </dl>
          )}
        </li>
      ))}
    </ol>
  );
}
