import { useState } from 'preact/hooks';
import type { NoticeKey } from '../../language/notices.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import { useAnswer } from './load.ts';
import { useWebhookWords } from './webhook-words.ts';

export type Attempt = { readonly status: number | null; readonly error: string | null };
type Delivery = Attempt & {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly state: 'open' | 'delivered' | 'given-up';
  readonly attempts: number;
  readonly nextAttempt: string | null;
};

const SHOWN = 20;

/** Why an attempt failed, in words. */
export function useReason(): (attempt: Attempt) => string {
  const { n } = useWebhookWords();
  return ({ status, error }) =>
    error === null ? '' : n(`failure.${error}` as NoticeKey, { status: status ?? '' });
}

function List({ id }: { id: string }) {
  const { w, n } = useWebhookWords();
  const reason = useReason();
  const { value, problem, again } = useAnswer<{ items: Delivery[] }>(
    `webhooks/${id}/deliveries?limit=${SHOWN}`,
    10_000,
  );
  return (
    <>
      {problem && <ProblemBox problem={problem} again={again} />}
      {value?.items.length === 0 && <p class="quiet">{w('noDeliveries')}</p>}
      <ul>
        {value?.items.map((delivery) => {
          const { state, type, time, attempts, nextAttempt } = delivery;
          return (
            <li key={delivery.id}>
              <Time at={time} /> {n(`notice.${type}` as NoticeKey)}: {n(`delivery.${state}`)}
              {attempts > 1 && `, ${w('attempts', { n: attempts })}`}
              {state !== 'delivered' && delivery.error !== null && `, ${reason(delivery)}`}
              {nextAttempt !== null && attempts > 0 && (
                <>
                  , {w('next')} <Time at={nextAttempt} />
                </>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** What was sent to a webhook last, and what waits; asked for when it is opened. */
export function Deliveries({ id }: { id: string }) {
  const { w } = useWebhookWords();
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{w('deliveries')}</summary>
      {open && <List id={id} />}
    </details>
  );
}
