import { Time } from '../parts/time.tsx';
import { useNetworkWords } from './words.ts';

export type Asked = {
  readonly service: string;
  readonly upTo: number;
  readonly answeredAt: string | null;
  readonly unreachableSince: string | null;
  readonly reason: string | null;
  readonly withheld: readonly {
    readonly sequence: number;
    readonly outcome: 'refused' | 'wrong';
    readonly reason: string;
    readonly since: string;
  }[];
};

/** Whether an agency hands out the records behind its anchors when this service asks, and what that is worth. */
export function HandsOut({ asked, last }: { asked: Asked | undefined; last: number }) {
  const w = useNetworkWords();
  if (!asked) {
    return (
      <div>
        <dt>{w('agency.service')}</dt>
        <dd class="quiet">{w('agency.notAsked')}</dd>
      </div>
    );
  }
  const { service, upTo, answeredAt, unreachableSince, reason, withheld } = asked;
  return (
    <>
      <div>
        <dt>{w('agency.service')}</dt>
        <dd>
          <code>{service}</code>
        </dd>
      </div>
      <div>
        <dt>{w('agency.records')}</dt>
        <dd>
          {withheld.length === 0 && (
            <p>{upTo === 0 ? w('agency.recordsNever') : w('agency.recordsAll', { upTo, last })}</p>
          )}
          {withheld.map(({ sequence, outcome, reason, since }) => (
            <p key={sequence} class="bad">
              {w(`agency.${outcome}`, { sequence, reason })} <Time at={since} />
            </p>
          ))}
          {withheld.length > 0 && <p>{w('agency.withheldMeans')}</p>}
          {unreachableSince !== null && (
            <>
              <p>
                {w('agency.away', { reason: reason ?? '' })} <Time at={unreachableSince} />
              </p>
              <p>{w('agency.awayMeans')}</p>
            </>
          )}
          {answeredAt !== null && (
            <p class="quiet small">
              {w('agency.answered')} <Time at={answeredAt} />
            </p>
          )}
        </dd>
      </div>
    </>
  );
}
