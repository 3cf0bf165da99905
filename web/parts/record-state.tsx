import type { RecordView } from '../api.ts';
import { useWords } from '../app/language.ts';
import { Icon } from './icon.tsx';
import { Time } from './time.tsx';

/** The state in one word. */
export function StateWord({ state }: { state: RecordView['state'] }) {
  const { t } = useWords();
  return (
    <span class={`state state-${state}`}>
      <Icon name={state === 'anchored' ? 'pass' : 'waiting'} />
      {t(`state.${state}`)}
    </span>
  );
}

const STEPS = ['received', 'batched', 'anchored'] as const;

/** The way of a record, how far it has come, and what the next step takes. */
export function StateSteps({ record, slow = false }: { record: RecordView; slow?: boolean }) {
  const { t } = useWords();
  const reached = STEPS.indexOf(record.state);
  const { anchor } = record;
  return (
    <ol class="steps">
      {STEPS.map((step, index) => (
        <li
          key={step}
          class={index <= reached ? 'step-done' : 'step-open'}
          aria-current={index === reached ? 'step' : undefined}
        >
          <span class="step-name">
            <Icon name={index <= reached ? 'pass' : 'waiting'} />
            {step === 'batched' && reached > 1 ? t('state.batched.past') : t(`state.${step}`)}
            {index > reached && <span class="unseen"> ({t('state.notYet')})</span>}
          </span>
          <span class="quiet">
            {step === 'received' && <Time at={record.receivedAt} />}
            {step === 'received' && reached === 0 && ` ${t('state.received.wait')}`}
            {step === 'batched' && reached === 1 && t('state.batched.wait')}
            {step === 'anchored' && anchor && (
              <>
                <Time at={anchor.blockTime} />
                <br />
                {t('state.anchored.block', { block: anchor.blockNumber })}
              </>
            )}
          </span>
        </li>
      ))}
      {slow && reached < 2 && <li class="step-note">{t('state.slow')}</li>}
    </ol>
  );
}
