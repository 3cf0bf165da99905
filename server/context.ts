import { existsSync } from 'node:fs';
import type { Logger } from 'pino';
import { JianzhengError } from '../core/errors.ts';
import type { SealCache } from '../core/qbft.ts';
import { addressOfKey } from '../core/signature.ts';
import { runAnchoring } from './anchoring/loop.ts';
import { operatorKey } from './anchoring/operator-key.ts';
import { auditLedger } from './audit/audit.ts';
import { chainFollower } from './chain-view/follower.ts';
import { runChainView } from './chain-view/loop.ts';
import { twoBlocks } from './chain-view/two-blocks.ts';
import { watchChain } from './chain-view/watch.ts';
import type { Config, Secrets } from './config.ts';
import { agencyOf, type Paths, readKeyFile } from './founding.ts';
import { openAccess } from './http/access.ts';
import type { Services } from './http/services.ts';
import { openContent } from './ingest/content.ts';
import { sm3Pool } from './ingest/sm3.ts';
import { keepFollowing } from './ledger/follow.ts';
import { followHead } from './ledger/head.ts';
import { chainNode } from './ledger/node.ts';
import { rpcTo } from './ledger/rpc.ts';
import { openTrustFile } from './ledger/trust-file.ts';
import { receipts as receiptsOf } from './receipts.ts';
import { serviceStatus } from './status.ts';
import { openStore } from './store/store.ts';
import { superviseChain } from './supervisor.ts';
import { waits } from './waits.ts';

/** Everything that runs, put together. Nothing imports this but main.ts. */
export type Context = {
  readonly services: Services;
  /** Resolves when a sealed block is known, so that records can be made; after `ms` at the latest. */
  headKnown(ms: number): Promise<void>;
  /** From now on nothing new is taken. */
  beginStop(): void;
  /** Ends what runs, in the order in which it needs each other. Safe at any moment; whatever is left is taken up at the next start. */
  stop(): Promise<void>;
};

/** One answer of a node. Blocks may take minutes, answers do not. */
const RPC_DEADLINE_MS = 10_000;
/** An embedded chain that fell is back within seconds. */
const AUDIT_PATIENCE_MS = 15_000;

function checkPresent(paths: Paths, secrets: Secrets, dataFolder: string): void {
  if (existsSync(paths.trust) && existsSync(paths.operatorKey)) return;
  const code = secrets.rpcUrl === undefined ? 'founding-incomplete' : 'trust-missing';
  throw new JianzhengError(code, `trust.json or the operator key is missing in ${dataFolder}`, {
    details: { folder: dataFolder, found: 'founding.json' },
  });
}

/** @throws JianzhengError `founding-incomplete`, `trust-missing`, `key-unreadable`, `agency-unknown`; FormatError of the trust bundle */
export async function openContext(
  config: Config,
  secrets: Secrets,
  paths: Paths,
  log: Logger,
): Promise<Context> {
  checkPresent(paths, secrets, config.dataFolder);
  const stopped = new AbortController();
  const { pause, wake } = waits(stopped.signal);
  // First of all: it takes longest, and nothing below waits for it.
  const chain =
    secrets.rpcUrl === undefined
      ? superviseChain({ data: paths.chain, founding: paths.founding, key: paths.validatorKey }, log, wake)
      : undefined;
  const sealCache: SealCache = new Map();
  const trustFile = openTrustFile(paths.trust, sealCache);
  const privateKey = readKeyFile(paths.operatorKey);
  const agency = agencyOf(trustFile.trust.document, addressOfKey(privateKey), config.agency.id);
  const store = openStore(paths.service);
  const content = openContent(paths.service, store);
  await content.recover();
  const sm3 = sm3Pool();

  const now = Date.now;
  const url = () => (chain ? chain.url() : secrets.rpcUrl);
  const rpc = rpcTo({ url, deadlineMs: RPC_DEADLINE_MS, stopped: stopped.signal });
  const node = chainNode(rpc, trustFile.trust);
  const head = followHead({ node, store, trustFile, cache: sealCache, now });
  const following = keepFollowing(head, pause, stopped.signal);
  const anchoring = runAnchoring({
    store,
    node,
    head,
    trustFile,
    cache: sealCache,
    key: operatorKey(privateKey, trustFile.trust),
    agency: agency.id,
    rule: config.batch,
    log,
    now,
    pause,
    stopped: stopped.signal,
  });

  const trust = () => trustFile.trust;
  const pairs = twoBlocks({ node, store, trust, cache: sealCache, folder: paths.evidence, log, now });
  const chainView = runChainView({
    follower: chainFollower({ node, store, trustFile, cache: sealCache }),
    head,
    twoBlocks: pairs,
    watch: watchChain({ store, trust, cache: sealCache, rule: config.watch, log, now }),
    store,
    log,
    now,
    pause,
    stopped: stopped.signal,
  });
  const receipts = receiptsOf(store, trust, sealCache);
  const audited = { agency: agency.id, store, content, node, head, trust, patienceMs: AUDIT_PATIENCE_MS };
  let stopping = false;
  const services: Services = {
    agency,
    store,
    content,
    sm3,
    access: openAccess(store),
    log,
    trust: trustFile,
    sealCache,
    twoBlocks: pairs,
    followTrouble: chainView.trouble,
    receipts,
    status: () =>
      serviceStatus({
        store,
        trust: trustFile.trust,
        following,
        anchoring: anchoring.state(),
        dataFolder: config.dataFolder,
        now: now(),
      }),
    audit: (signal) => auditLedger(audited, signal),
    onRecords: wake,
    stopping: () => stopping,
  };

  return {
    services,
    async headKnown(ms) {
      for (const end = now() + ms; !head.latest() && now() < end && !stopped.signal.aborted; )
        await pause(20);
    },
    beginStop() {
      stopping = true;
    },
    async stop() {
      stopping = true;
      // The step in progress ends at its next wait or answer; the next start takes it up where it is.
      stopped.abort();
      await Promise.all([anchoring.ended, following.ended, chainView.ended]);
      await store.drained();
      await chain?.stop();
      await sm3.close();
      store.close();
    },
  };
}
