import { alertText } from '../../language/service.ts';
import { useWords } from '../app/language.ts';
import { Attention, type Status } from '../operate/attention.tsx';
import { useAnswer } from '../operate/load.ts';
import { CopiedText } from '../parts/copied-text.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import { useNetworkWords } from './words.ts';

type Block = { readonly number: number; readonly hash: string; readonly time: string };
type Chain = {
  readonly head: Block | null;
  readonly followed: Block | null;
  readonly trouble?: string;
  readonly set: {
    readonly version: number;
    readonly changedAt: number;
    readonly validators: readonly {
      readonly address: string;
      readonly agency: string | null;
      readonly sealed: number;
      readonly proposed: number;
      readonly lastSealed: number | null;
    }[];
  };
  readonly blocks: readonly {
    readonly number: number;
    readonly time: string;
    readonly proposer: string;
    readonly signers: readonly string[] | null;
  }[];
};

const EVERY_MS = 5_000;
const SHOWN_BLOCKS = 10;

function Validators({ chain }: { chain: Chain }) {
  const w = useNetworkWords();
  const { set, blocks } = chain;
  return (
    <ul class="record-list" aria-label={w('chain.validators')}>
      {set.validators.map(({ address, agency, sealed, proposed, lastSealed }) => (
        <li key={address} class="record-row">
          <strong>{agency ?? w('chain.stranger')}</strong>
          {/* No fault by itself: a block carries a quorum of seals, and the slowest of many may never seal. */}
          <span>{w('chain.seals', { sealed, proposed, blocks: blocks.length })}</span>
          <span class="quiet">
            {lastSealed === null ? w('chain.neverSealed') : w('chain.lastSealed', { block: lastSealed })}
          </span>
          <code class="quiet">{address}</code>
        </li>
      ))}
    </ul>
  );
}

function Blocks({ chain }: { chain: Chain }) {
  const { language } = useWords();
  const w = useNetworkWords();
  const owners = new Map(chain.set.validators.map(({ address, agency }) => [address, agency]));
  const nameOf = (address: string) => owners.get(address) ?? `${address.slice(0, 10)}…`;
  return (
    <ul class="record-list" aria-label={w('chain.blocks')}>
      {chain.blocks.slice(0, SHOWN_BLOCKS).map(({ number, time, proposer, signers }) => (
        <li key={number} class="record-row">
          <strong>{number}</strong>
          <Time at={time} />
          <span>{w('chain.proposed', { agency: nameOf(proposer) })}</span>
          <span>
            {signers === null
              ? w('chain.sealsUnread')
              : w('chain.sealedBy', {
                  agencies: signers.map(nameOf).join(language === 'zh' ? '、' : ', '),
                })}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The chain as it was followed: its head, who may seal, who did, and what someone must look at. */
export function ChainPart() {
  const { t, language } = useWords();
  const w = useNetworkWords();
  const { value: chain, problem, again } = useAnswer<Chain>('chain', EVERY_MS);
  const { value: status } = useAnswer<Status>('status', EVERY_MS);
  if (problem) return <ProblemBox problem={problem} again={again} />;
  if (!chain) return <p class="quiet">{t('loading')}</p>;
  const { head, followed, trouble, set } = chain;
  const setWords = { version: set.version, block: set.changedAt };
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{w('chain.head')}</dt>
          <dd>
            {head === null ? (
              w('chain.none')
            ) : (
              <>
                {head.number} <Time at={head.time} />
                <br />
                <CopiedText text={head.hash} what={w('chain.head')} />
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{w('chain.followed')}</dt>
          <dd>{followed?.number ?? w('chain.none')}</dd>
        </div>
        {trouble !== undefined && (
          <div>
            <dt>{w('chain.trouble')}</dt>
            <dd>
              {alertText(trouble, language)?.what} <code>{trouble}</code>
            </dd>
          </div>
        )}
        <div>
          <dt>{w('chain.set')}</dt>
          <dd>{w(set.changedAt === 0 ? 'chain.setFounding' : 'chain.setValue', setWords)}</dd>
        </div>
      </dl>
      {status && <Attention status={status} />}
      <h3>{w('chain.validators')}</h3>
      <Validators chain={chain} />
      {chain.blocks.length > 0 && (
        <>
          <h3>{w('chain.blocks')}</h3>
          <Blocks chain={chain} />
        </>
      )}
    </>
  );
}
