import { useState } from 'preact/hooks';
import type { Page } from '../api.ts';
import { useWords } from '../app/language.ts';
import { goTo, route } from '../app/router.ts';
import { hrefTo } from '../app/routes.ts';
import { useStore } from '../app/store.ts';
import { useAnswer } from '../operate/load.ts';
import { useActionWords, useOperateWords } from '../operate/words.ts';
import { shortId } from '../parts/format.ts';
import { PageTitle } from '../parts/page-title.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';

type Entry = {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
  readonly record: string | null;
};

const ROWS = 50;
const RECORD_ID = /^[0-9a-f]{64}$/;

function Filter({ query }: { query: URLSearchParams }) {
  const o = useOperateWords();
  const [actor, setActor] = useState(query.get('actor') ?? '');
  const [subject, setSubject] = useState(query.get('subject') ?? '');
  return (
    <form
      class="filter"
      onSubmit={(event) => {
        event.preventDefault();
        goTo('access-log', { actor: actor.trim(), subject: subject.trim() });
      }}
    >
      <div class="field">
        <label for="log-actor">{o('log.actor')}</label>
        <input
          id="log-actor"
          type="text"
          value={actor}
          onInput={(event) => setActor(event.currentTarget.value)}
        />
      </div>
      <div class="field">
        <label for="log-subject">{o('log.subject')}</label>
        <input
          id="log-subject"
          type="text"
          value={subject}
          onInput={(event) => setSubject(event.currentTarget.value)}
        />
      </div>
      <button type="submit">{o('log.filter')}</button>
    </form>
  );
}

function Row({ entry }: { entry: Entry }) {
  const o = useOperateWords();
  const actionOf = useActionWords();
  const { at, actor, action, subject, record } = entry;
  const who =
    actor === 'anonymous' ? (
      o('log.anonymous')
    ) : actor === 'service' ? (
      o('log.service')
    ) : (
      <code>{actor}</code>
    );
  return (
    <li class="record-row">
      <Time at={at} />
      <span>{who}</span>
      <span>{actionOf(action)}</span>
      {subject !== null &&
        (RECORD_ID.test(subject) ? (
          <a href={hrefTo(`records/${subject}`)}>
            <code>{shortId(subject)}</code>
          </a>
        ) : (
          <code>{subject}</code>
        ))}
      {record !== null && (
        <a
          class="quiet"
          href={hrefTo(`records/${record}`)}
          aria-label={o('log.handedInWhat', { day: at.slice(0, 10) })}
        >
          {o('log.handedIn')}
        </a>
      )}
    </li>
  );
}

/** Who did what and who looked at what. Filters and place live in the address. */
export function AccessLog() {
  const { query } = useStore(route).at;
  const { t } = useWords();
  const o = useOperateWords();
  const asked = new URLSearchParams({ limit: String(ROWS) });
  for (const name of ['actor', 'subject', 'cursor']) {
    const value = query.get(name);
    if (value) asked.set(name, value);
  }
  const { value, problem, again } = useAnswer<Page<Entry>>(`access-log?${asked}`);
  const filters = { actor: query.get('actor') ?? '', subject: query.get('subject') ?? '' };
  return (
    <>
      <PageTitle>{o('log.title')}</PageTitle>
      <p class="lead">{o('log.lead')}</p>
      <Filter key={query.toString()} query={query} />
      {problem && <ProblemBox problem={problem} again={again} />}
      {!value && !problem && <p class="quiet">{t('loading')}</p>}
      {value?.items.length === 0 && <p>{o('log.none')}</p>}
      {value && value.items.length > 0 && (
        <ul class="record-list" aria-label={o('log.title')}>
          {value.items.map((entry) => (
            <Row key={entry.seq} entry={entry} />
          ))}
        </ul>
      )}
      <nav class="pager" aria-label={o('log.pages')}>
        {query.has('cursor') && <a href={hrefTo('access-log', filters)}>{o('log.newest')}</a>}
        {value?.next && (
          <a href={hrefTo('access-log', { ...filters, cursor: value.next })}>{o('log.older')}</a>
        )}
      </nav>
    </>
  );
}
