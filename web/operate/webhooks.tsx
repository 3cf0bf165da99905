import { useState } from 'preact/hooks';
import { announce } from '../app/announce.ts';
import { api } from '../app/session.ts';
import { CopiedText } from '../parts/copied-text.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import { useAnswer, useDoing } from './load.ts';
import { NewWebhook } from './new-webhook.tsx';
import { type Attempt, Deliveries, useReason } from './webhook-deliveries.tsx';
import { useWebhookWords } from './webhook-words.ts';

export type Webhook = {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly failingSince: string | null;
  readonly paused: string | null;
  readonly waiting: number;
  readonly oldSecretUntil: string | null;
};

/** How often it is looked how they fare, ms. */
const EVERY_MS = 10_000;
const hostOf = (url: string) => new URL(url).host;

function State({ webhook: { paused, failingSince, waiting, oldSecretUntil } }: { webhook: Webhook }) {
  const { w } = useWebhookWords();
  return (
    <span class="quiet">
      {paused !== null ? (
        <>
          {w('paused')} <Time at={paused} />
        </>
      ) : failingSince !== null ? (
        <>
          {w('failing')} <Time at={failingSince} />
        </>
      ) : (
        w('well')
      )}
      {waiting > 0 && ` · ${w('waiting', { n: waiting })}`}
      {oldSecretUntil !== null && (
        <>
          {' · '}
          {w('both')} <Time at={oldSecretUntil} />
        </>
      )}
    </span>
  );
}

type Row = {
  webhook: Webhook;
  doing: ReturnType<typeof useDoing>;
  again: () => void;
  /** Has its new secret shown. */
  rotated: (secret: string) => void;
};

function WebhookRow({ webhook, doing, again, rotated }: Row) {
  const { w, n } = useWebhookWords();
  const reason = useReason();
  const [tried, setTried] = useState<string>();
  const { id, url, events, paused } = webhook;
  const host = hostOf(url);
  const test = () =>
    doing.run(async () => {
      const path = `webhooks/${id}/test`;
      const outcome = await api.ask<Attempt & { delivered: boolean }>({ method: 'POST', path });
      const said = outcome.delivered
        ? w('taken', { status: outcome.status ?? '' })
        : w('notTaken', { reason: reason(outcome) });
      setTried(said);
      announce(said);
    });
  const resume = () =>
    doing.run(async () => {
      await api.send({ method: 'POST', path: `webhooks/${id}/resume` });
      announce(w('resumed'));
      again();
    });
  const rotate = () => {
    if (!confirm(w('rotateSure', { host }))) return;
    void doing.run(async () => {
      const path = `webhooks/${id}/secret`;
      const { secret } = await api.ask<{ secret: string }>({ method: 'POST', path, json: {} });
      rotated(secret);
    });
  };
  const remove = () => {
    if (!confirm(w('removeSure', { host }))) return;
    void doing.run(async () => {
      await api.send({ method: 'DELETE', path: `webhooks/${id}` });
      announce(w('removed'));
      again();
    });
  };
  return (
    <li class="webhook">
      <div class="record-row">
        <bdi class="name">{url}</bdi>
        <State webhook={webhook} />
        <button type="button" disabled={doing.busy} aria-label={w('testWhat', { host })} onClick={test}>
          {w('test')}
        </button>
        {paused !== null && (
          <button type="button" disabled={doing.busy} aria-label={w('resumeWhat', { host })} onClick={resume}>
            {w('resume')}
          </button>
        )}
        <button type="button" disabled={doing.busy} aria-label={w('rotateWhat', { host })} onClick={rotate}>
          {w('rotate')}
        </button>
        <button type="button" disabled={doing.busy} aria-label={w('removeWhat', { host })} onClick={remove}>
          {w('remove')}
        </button>
      </div>
      <p class="quiet">
        {w('what')}:{' '}
        {events.length === 0
          ? w('everything')
          : events.map((type) => n(`notice.${type}` as 'notice.alert.raised')).join(', ')}
      </p>
      {tried && <p>{tried}</p>}
      <Deliveries id={id} />
    </li>
  );
}

/** Addresses that are told what happens: add, try, resume, remove, and what was sent to each. */
export function Webhooks() {
  const { w } = useWebhookWords();
  const { value, problem, again } = useAnswer<{ items: Webhook[] }>('webhooks', EVERY_MS);
  const doing = useDoing();
  const [secret, setSecret] = useState<{ host: string; text: string }>();
  const of = secret && w('secretFor', { host: secret.host });
  const show = ({ url }: Webhook, text: string, said: 'added' | 'rotated') => {
    setSecret({ host: hostOf(url), text });
    announce(w(said));
    again();
  };
  return (
    <>
      <p>{w('lead')}</p>
      <NewWebhook added={(webhook, text) => show(webhook, text, 'added')} />
      {secret && of && (
        <div class="box">
          <p class="box-title">{of}</p>
          <p>{w('once')}</p>
          <CopiedText text={secret.text} what={of} />
        </div>
      )}
      {doing.problem && <ProblemBox problem={doing.problem} />}
      {problem && <ProblemBox problem={problem} again={again} />}
      {value?.items.length === 0 && <p class="quiet">{w('none')}</p>}
      <ul class="record-list" aria-label={w('title')}>
        {value?.items.map((webhook) => (
          <WebhookRow
            key={webhook.id}
            webhook={webhook}
            doing={doing}
            again={again}
            rotated={(text) => show(webhook, text, 'rotated')}
          />
        ))}
      </ul>
    </>
  );
}
