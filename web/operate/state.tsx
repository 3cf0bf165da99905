import { useWords } from '../app/language.ts';
import { sizeText } from '../parts/format.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import { Attention, type Status } from './attention.tsx';
import { useAnswer } from './load.ts';
import { useOperateWords } from './words.ts';

const EVERY_MS = 5_000;

/** How the service stands, at a glance: what waits, the chain, the disk, and what someone must look at. */
export function State() {
  const words = useWords();
  const o = useOperateWords();
  const { value, problem, again } = useAnswer<Status>('status', EVERY_MS);
  if (problem) return <ProblemBox problem={problem} again={again} />;
  if (!value) return <p class="quiet">{words.t('loading')}</p>;
  const { queue, chain, disk } = value;
  const waited = queue.oldestMs ?? 0;
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{o('status.waiting')}</dt>
          <dd>{queue.received + queue.batched}</dd>
        </div>
        {queue.oldestMs !== null && (
          <div>
            <dt>{o('status.oldest')}</dt>
            <dd>
              {waited < 120_000
                ? o('status.seconds', { n: Math.round(waited / 1000) })
                : o('status.minutes', { n: Math.round(waited / 60_000) })}
            </dd>
          </div>
        )}
        <div>
          <dt>{o('status.head')}</dt>
          <dd>
            {chain.head === null || chain.headTime === null ? (
              o('status.none')
            ) : (
              <>
                {chain.head}{' '}
                <span class="quiet">
                  (<Time at={chain.headTime} />)
                </span>
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{o('status.disk')}</dt>
          <dd>{sizeText(disk.freeBytes, words)}</dd>
        </div>
      </dl>
      <Attention status={value} />
    </>
  );
}
