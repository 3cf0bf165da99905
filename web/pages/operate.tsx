import { hrefTo } from '../app/routes.ts';
import { session } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import { Accounts } from '../operate/accounts.tsx';
import { Sessions } from '../operate/sessions.tsx';
import { State } from '../operate/state.tsx';
import { Tokens } from '../operate/tokens.tsx';
import { useWebhookWords } from '../operate/webhook-words.ts';
import { Webhooks } from '../operate/webhooks.tsx';
import { useOperateWords } from '../operate/words.ts';
import { PageTitle } from '../parts/page-title.tsx';

/** The service as its operator sees it. Auditors see its state and its log. */
export function Operate() {
  const o = useOperateWords();
  const { w } = useWebhookWords();
  const role = useStore(session).session.who?.role;
  return (
    <>
      <PageTitle>{o('title')}</PageTitle>
      <p class="lead">{o('lead')}</p>
      <h2>{o('status.title')}</h2>
      <State />
      {role !== 'officer' && (
        <p>
          <a href={hrefTo('access-log')}>{o('log.title')}</a>
        </p>
      )}
      {role === 'operator' && (
        <>
          <h2>{o('accounts.title')}</h2>
          <Accounts />
          <h2>{o('sessions.title')}</h2>
          <Sessions />
          <h2>{o('tokens.title')}</h2>
          <Tokens />
          <h2>{w('title')}</h2>
          <Webhooks />
        </>
      )}
    </>
  );
}
