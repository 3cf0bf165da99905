import { alertText } from '../../language/service.ts';
import { useWords } from '../app/language.ts';
import { sizeText } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import { useAnswer } from './load.ts';
import { useOperateWords } from './words.ts';

type Status = {
  readonly queue: { readonly received: number; readonly batched: number; readonly oldestMs: number | null };
  readonly chain: {
    readonly head: number | null;
    readonly headTime: number | null;
    readonly trouble?: string;
    readonly waiting?: { readonly code: string };
    readonly halted?: {
      readonly able: number;
      readonly needed: number;
      readonly validators: number;
      readonly waitingFor: readonly string[];
    };
  };
  readonly disk: { readonly freeBytes: number };
  readonly alerts?: readonly { readonly code: string; readonly subject: string; readonly at: number }[];
};

const EVERY_MS = 5_000;

function Alert({ code, subject, at }: { code: string; subject?: string; at?: number }) {
  const { language } = useWords();
  const o = useOperateWords();
  const known = alertText(code, language);
  return (
    <li class="box box-bad">
      <p class="box-title">
        <Icon name="warning" />
        {known?.what ?? code}
      </p>
      {known && <p>{known.next}</p>}
      <p class="quiet small">
        <code>{code}</code> {subject !== undefined && <bdi>{subject}</bdi>}
        {at !== undefined && (
          <>
            {' '}
            {o('status.since')} <Time at={new Date(at).toISOString()} />
          </>
        )}
      </p>
    </li>
  );
}

/** How the service stands, at a glance: what waits, the chain, the disk, and what someone must look at. */
export function State() {
  const words = useWords();
  const o = useOperateWords();
  const { value, problem, again } = useAnswer<Status>('status', EVERY_MS);
  if (problem) return <ProblemBox problem={problem} again={again} />;
  if (!value) return <p class="quiet">{words.t('loading')}</p>;
  const { queue, chain, disk, alerts = [] } = value;
  const waited = queue.oldestMs ?? 0;
  const trouble = chain.trouble ?? chain.waiting?.code;
  const haltText = ({ able, needed, validators, waitingFor }: NonNullable<typeof chain.halted>) =>
    o('status.halted', {
      ...{ able, needed, validators },
      agencies: waitingFor.join(words.language === 'zh' ? '、' : ', '),
    });
  const calm = alerts.length === 0 && trouble === undefined;
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
      {chain.halted && <p>{haltText(chain.halted)}</p>}
      {calm ? (
        <p>{o('status.calm')}</p>
      ) : (
        <>
          <h3>{o('status.alerts')}</h3>
          <ul class="record-list">
            {trouble !== undefined && !alerts.some(({ code }) => code === trouble) && (
              <Alert code={trouble} />
            )}
            {alerts.map((alert) => (
              <Alert key={`${alert.code} ${alert.subject}`} {...alert} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}
