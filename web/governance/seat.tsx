import type { GovernanceView, SeatView } from '../api.ts';
import { useWords } from '../app/language.ts';
import { CopiedText } from '../parts/copied-text.tsx';
import { GivenText } from '../parts/given-text.tsx';
import { Time } from '../parts/time.tsx';
import { useMotionWords } from './motion-words.ts';

/** What an agency may claim now, or nothing: by the chain's own time. Both are UTC in one form, so text compares. */
function claimable(seat: SeatView, { time }: GovernanceView) {
  const { status, claimUntil, reinstateUntil, nextValidator } = seat;
  const open = (until: string | null) => until !== null && until > time;
  if (status === 'suspended' && open(reinstateUntil))
    return { what: 'reinstatement', until: reinstateUntil } as const;
  if (!open(claimUntil)) return undefined;
  if (status === 'admitted') return { what: 'seat', until: claimUntil } as const;
  return nextValidator === null ? undefined : ({ what: 'place', until: claimUntil } as const);
}

function Claim({ seat, view }: { seat: SeatView; view: GovernanceView }) {
  const { t } = useWords();
  const claim = claimable(seat, view);
  if (claim === undefined) return null;
  return (
    <div class="box">
      <p>
        {t(`governance.claim.${claim.what}`)} <Time at={claim.until ?? ''} />
      </p>
      <p>
        <CopiedText text="jz governance claim" what={t('governance.command')} />
      </p>
    </div>
  );
}

/** An agency's seat: where it stands, and its keys. */
export function Seat({ seat, view }: { seat: SeatView; view: GovernanceView }) {
  const { t, language } = useWords();
  const m = useMotionWords();
  const { id, name, status, governance, validator, nextValidator } = seat;
  return (
    <li class="seat" data-seat={id}>
      <h3>
        <GivenText text={name?.[language] ?? id} />{' '}
        <span class="quiet">
          {id}
          {id === view.agency && ` · ${t('governance.thisAgency')}`}
        </span>
      </h3>
      <p class={status === 'active' ? 'good' : 'quiet'}>{m(`status.${status}`)}</p>
      <dl class="facts">
        <div>
          <dt>{t('governance.governanceKey')}</dt>
          <dd>
            <code>{governance}</code>
          </dd>
        </div>
        <div>
          <dt>{t('governance.validator')}</dt>
          <dd>
            <code>{validator}</code>
          </dd>
        </div>
        {nextValidator !== null && (
          <div>
            <dt>{t('governance.nextValidator')}</dt>
            <dd>
              <code>{nextValidator}</code>
            </dd>
          </div>
        )}
      </dl>
      <Claim seat={seat} view={view} />
    </li>
  );
}
