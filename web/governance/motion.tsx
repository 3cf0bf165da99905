import type { Effect } from '../../core/governance/effect.ts';
import type { GovernanceView, MotionView } from '../api.ts';
import { useWords } from '../app/language.ts';
import { CopiedText } from '../parts/copied-text.tsx';
import { Time } from '../parts/time.tsx';
import { useMotionWords } from './motion-words.ts';

/** What a motion asks for, in a few words. */
export function useMotionTitle(): (motion: MotionView) => string {
  const m = useMotionWords();
  return ({ kind, subject, ledger, fromBlock }) =>
    m(`motion.${kind}`, { subject: subject ?? '', ledger: ledger ?? '', fromBlock });
}

function EffectView({ effect }: { effect: Effect }) {
  const { t } = useWords();
  const m = useMotionWords();
  const { validators, claimBy, warnings } = effect;
  const rows = [
    ['validators', { before: validators.before.length, after: validators.after.length }],
    ['version', effect.version],
    ['quorum', effect.quorum],
    ['mayBeDown', effect.mayBeDown],
    ['mayCheat', effect.mayCheat],
    ['voters', effect.voters],
  ] as const;
  return (
    <section aria-label={t('governance.effect')}>
      <h4>{t('governance.effect')}</h4>
      <dl class="facts effect">
        {rows.map(([name, { before, after }]) => (
          <div key={name}>
            <dt>{m(`effect.${name}`)}</dt>
            <dd>{m(before === after ? 'effect.same' : 'effect.change', { before, after })}</dd>
          </div>
        ))}
      </dl>
      <p>{claimBy === null ? m('effect.atOnce') : m('effect.claimBy', { validator: claimBy })}</p>
      {warnings.length > 0 && (
        <ul class="warnings">
          {warnings.map((warning) => (
            <li key={warning}>{m(`warning.${warning}`)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** How to vote: on the machine of the key, with the command. No page ever has a governance key. */
function HowToVote({ motion, view }: { motion: MotionView; view: GovernanceView }) {
  const { t } = useWords();
  if (motion.votedBy.includes(view.agency)) return <p>{t('governance.youVoted')}</p>;
  const vote = `jz governance vote ${motion.number}`;
  return (
    <div>
      <p>{t('governance.howToVote')}</p>
      <p>
        <CopiedText text={vote} what={t('governance.command')} />
      </p>
      <p>{t('governance.howToVoteOffline')}</p>
      <p>
        <CopiedText
          text={`${vote} --unsigned-out vote-${motion.number}.json`}
          what={t('governance.commandOffline')}
        />
      </p>
    </div>
  );
}

/** An open motion, with all that one should know before voting. */
export function OpenMotion({ motion, view }: { motion: MotionView; view: GovernanceView }) {
  const { t } = useWords();
  const titleOf = useMotionTitle();
  const { number, votes, needed, votedBy, proposer, deadline, effect } = motion;
  const missing = view.seats.filter(({ id, status }) => status === 'active' && !votedBy.includes(id));
  const newKeys = [motion.governance, motion.validator, motion.codeHash].flatMap((value) => value ?? []);
  const list = (ids: readonly string[]) => ids.join(t('governance.comma'));
  return (
    <section class="panel motion" aria-labelledby={`motion-${number}`}>
      <h3 id={`motion-${number}`}>
        {t('governance.motion', { number: String(number) })} {titleOf(motion)}
      </h3>
      <dl class="facts">
        <div>
          <dt>{t('governance.votes')}</dt>
          <dd>
            <meter min={0} max={needed} value={votes} aria-label={t('governance.votes')} />{' '}
            {t('governance.votesOf', { votes, needed })}
          </dd>
        </div>
        <div>
          <dt>{t('governance.voted')}</dt>
          <dd>{list(votedBy)}</dd>
        </div>
        {missing.length > 0 && (
          <div>
            <dt>{t('governance.notVoted')}</dt>
            <dd>{list(missing.map(({ id }) => id))}</dd>
          </div>
        )}
        <div>
          <dt>{t('governance.proposer')}</dt>
          <dd>{proposer}</dd>
        </div>
        <div>
          <dt>{t('governance.deadline')}</dt>
          <dd>
            <Time at={deadline} />
          </dd>
        </div>
        {newKeys.map((key) => (
          <div key={key}>
            <dt>{t('governance.newKey')}</dt>
            <dd>
              <code>{key}</code>
            </dd>
          </div>
        ))}
      </dl>
      {effect && <EffectView effect={effect} />}
      <HowToVote motion={motion} view={view} />
    </section>
  );
}
