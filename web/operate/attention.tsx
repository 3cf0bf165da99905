import { alertText } from '../../language/service.ts';
import { useWords } from '../app/language.ts';
import { Icon } from '../parts/icon.tsx';
import { Time } from '../parts/time.tsx';
import { useOperateWords } from './words.ts';

export type Status = {
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

/** What someone must look at, each with what to do; that nothing is, where nothing is. */
export function Attention({ status }: { status: Status }) {
  const { language } = useWords();
  const o = useOperateWords();
  const { chain, alerts = [] } = status;
  const trouble = chain.trouble ?? chain.waiting?.code;
  const haltText = ({ able, needed, validators, waitingFor }: NonNullable<typeof chain.halted>) =>
    o('status.halted', {
      ...{ able, needed, validators },
      agencies: waitingFor.join(language === 'zh' ? '、' : ', '),
    });
  if (alerts.length === 0 && trouble === undefined) return <p>{o('status.calm')}</p>;
  return (
    <>
      {chain.halted && <p>{haltText(chain.halted)}</p>}
      <h3>{o('status.alerts')}</h3>
      <ul class="record-list">
        {trouble !== undefined && !alerts.some(({ code }) => code === trouble) && <Alert code={trouble} />}
        {alerts.map((alert) => (
          <Alert key={`${alert.code} ${alert.subject}`} {...alert} />
        ))}
      </ul>
    </>
  );
}
