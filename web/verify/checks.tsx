import { useState } from 'preact/hooks';
import type { Check as ReceiptCheck } from '../../core/report.ts';
import type { StampCheck } from '../../core/time-stamp/report.ts';
import { visible } from '../../core/visible.ts';
import { useWords } from '../app/language.ts';
import { useStore } from '../app/store.ts';
import { Icon } from '../parts/icon.tsx';
import { printing } from './printing.tsx';
import { useVerdictWords } from './verdict-words.ts';

type Check = ReceiptCheck | StampCheck;

function CheckDetails({ check, unfolded }: { check: Check; unfolded: boolean }) {
  const v = useVerdictWords();
  const { name, outcome, expected, found } = check;
  return (
    <li>
      <details class={`check check-${outcome}`} open={unfolded}>
        <summary>
          <Icon name={outcome} />
          <strong>{v(`check.${name}`)}</strong> <span class="outcome">{v(`outcome.${outcome}`)}</span>
        </summary>
        <p class="quiet small">{v(`check.${name}.means`)}</p>
        <dl class="digests">
          {expected !== undefined && (
            <>
              <dt>{v('check.expected')}</dt>
              <dd>
                <code>{visible(expected)}</code>
              </dd>
            </>
          )}
          {found !== undefined && (
            <>
              <dt>{v('check.found')}</dt>
              <dd>
                <code>{visible(found)}</code>
              </dd>
            </>
          )}
        </dl>
      </details>
    </li>
  );
}

/** Every check by name and outcome, in words and signs; unfolded, with what was expected and what was found. */
export function Checks({ checks }: { checks: readonly Check[] }) {
  const { t } = useWords();
  const [unfolded, setAll] = useState(false);
  const onPaper = useStore(printing).at !== undefined;
  const all = unfolded || onPaper;
  return (
    <>
      <div class="row">
        <h3>{t('verify.checks')}</h3>
        <button type="button" class="plain" onClick={() => setAll(!all)}>
          {all ? t('verify.fold') : t('verify.unfold')}
        </button>
      </div>
      <ol class="checks">
        {checks.map((check) => (
          // What did not pass is what one came to read.
          <CheckDetails
            key={check.name}
            check={check}
            unfolded={all || check.outcome === 'fail' || check.outcome === 'unknown'}
          />
        ))}
      </ol>
    </>
  );
}
