import { useState } from 'preact/hooks';
import { NOTICES, type NoticeType } from '../../core/notices.ts';
import { api } from '../app/session.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { useDoing } from './load.ts';
import { useWebhookWords } from './webhook-words.ts';
import type { Webhook } from './webhooks.tsx';

/** The form that adds a webhook. @param added gets it with its secret, which is not shown again */
export function NewWebhook({ added }: { added: (webhook: Webhook, secret: string) => void }) {
  const { w, n } = useWebhookWords();
  const [url, setUrl] = useState('');
  const [chosen, setChosen] = useState<readonly NoticeType[]>([]);
  const { busy, problem, run } = useDoing();
  const add = () =>
    run(async () => {
      const { secret, ...webhook } = await api.ask<Webhook & { secret: string }>({
        method: 'POST',
        path: 'webhooks',
        json: { url: url.trim(), events: chosen },
      });
      setUrl('');
      setChosen([]);
      added(webhook, secret);
    });
  const choose = (type: NoticeType, wanted: boolean) =>
    setChosen((before) => NOTICES.filter((each) => (each === type ? wanted : before.includes(each))));
  return (
    <form
      class="new-webhook"
      onSubmit={(event) => {
        event.preventDefault();
        if (url.trim() !== '') void add();
      }}
    >
      <div class="field">
        <label for="webhook-url">{w('url')}</label>
        <input
          id="webhook-url"
          type="url"
          maxLength={2000}
          autocomplete="off"
          required
          value={url}
          onInput={(event) => setUrl(event.currentTarget.value)}
        />
      </div>
      <details>
        <summary>
          {w('what')}:{' '}
          {chosen.length === 0 ? w('everything') : chosen.map((type) => n(`notice.${type}`)).join(', ')}
        </summary>
        <fieldset class="choices">
          <legend>{w('some')}</legend>
          {NOTICES.map((type) => (
            <label key={type}>
              <input
                type="checkbox"
                checked={chosen.includes(type)}
                onChange={(event) => choose(type, event.currentTarget.checked)}
              />{' '}
              {n(`notice.${type}`)}
            </label>
          ))}
        </fieldset>
      </details>
      <div>
        <button type="submit" disabled={busy}>
          {w('add')}
        </button>
      </div>
      {problem && <ProblemBox problem={problem} />}
    </form>
  );
}
