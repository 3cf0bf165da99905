import { useWords } from '../app/language.ts';
import { session } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import { useAnswer } from '../operate/load.ts';
import { GivenText } from '../parts/given-text.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import { type Asked, HandsOut } from './hands-out.tsx';
import { useNetworkWords } from './words.ts';

type Moment = { readonly block: number; readonly time: string | null } | null;
type Key = {
  readonly address: string;
  readonly role: 'governance' | 'operator' | 'validator';
  readonly from: Moment;
  readonly until: Moment;
};
type Agency = {
  readonly id: string;
  readonly name: { readonly en: string; readonly zh: string } | null;
  readonly state: 'admitted' | 'active' | 'suspended' | 'removed' | 'cancelled';
  readonly nextValidator: string | null;
  readonly keys: readonly Key[];
  readonly lastSequence: number;
  readonly lastAnchored: string | null;
  readonly asked?: Asked;
};

const EVERY_MS = 15_000;

function Keys({ keys }: { keys: readonly Key[] }) {
  const w = useNetworkWords();
  return (
    <ul class="plain-list">
      {keys.map(({ address, role, from, until }) => (
        <li key={address}>
          {w(`agency.key.${role}`)} <code>{address}</code>{' '}
          <span class="quiet small">
            {from?.time && (
              <>
                {w('agency.from')} <Time at={from.time} />
              </>
            )}
            {from !== null && from.time === null && w('agency.fromFounding')}
            {until?.time && (
              <>
                {' '}
                {w('agency.until')} <Time at={until.time} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function AgencyItem({ agency, own }: { agency: Agency; own: boolean }) {
  const { language } = useWords();
  const w = useNetworkWords();
  const { id, name, state, nextValidator, keys, lastSequence, lastAnchored, asked } = agency;
  const other = language === 'zh' ? 'en' : 'zh';
  const inForce = keys.filter(({ until }) => until === null);
  const past = keys.filter(({ until }) => until !== null);
  return (
    <li class="seat" data-agency={id}>
      <h3>
        <GivenText text={name?.[language] ?? id} />{' '}
        <span class="quiet">
          {name && (
            <span lang={other === 'zh' ? 'zh-CN' : 'en'}>
              <GivenText text={name[other]} />
            </span>
          )}{' '}
          {id}
          {own && ` · ${w('agencies.own')}`}
        </span>
      </h3>
      <p class={state === 'active' ? 'good' : 'quiet'}>{w(`agency.state.${state}`)}</p>
      <dl class="facts">
        <div>
          <dt>{w('agency.lastAnchor')}</dt>
          <dd>
            {lastAnchored === null ? (
              w('agency.neverAnchored')
            ) : (
              <>
                {w('agency.lastAnchorValue', { sequence: lastSequence })} <Time at={lastAnchored} />
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{w('agency.keys')}</dt>
          <dd>
            <Keys keys={inForce} />
          </dd>
        </div>
        {nextValidator !== null && (
          <div>
            <dt>{w('agency.nextValidator')}</dt>
            <dd>
              <code>{nextValidator}</code>
            </dd>
          </div>
        )}
        {!own && <HandsOut asked={asked} last={lastSequence} />}
      </dl>
      {past.length > 0 && (
        <details>
          <summary>{w('agency.pastKeys')}</summary>
          <Keys keys={past} />
        </details>
      )}
    </li>
  );
}

/** Every agency of the registry: names, state, keys, last anchor, and whether it hands out its records. */
export function Agencies() {
  const { t } = useWords();
  const own = useStore(session).session.who?.agency.id;
  const { value, problem, again } = useAnswer<{ items: readonly Agency[] }>('agencies', EVERY_MS);
  if (problem) return <ProblemBox problem={problem} again={again} />;
  if (!value) return <p class="quiet">{t('loading')}</p>;
  return (
    <ul class="seats">
      {value.items.map((agency) => (
        <AgencyItem key={agency.id} agency={agency} own={agency.id === own} />
      ))}
    </ul>
  );
}
