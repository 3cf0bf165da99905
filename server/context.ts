import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { JianzhengError } from '../core/errors.ts';
import { noticeOfStatement } from '../core/notices.ts';
import type { SealCache } from '../core/qbft.ts';
import { addressOfKey } from '../core/signature.ts';
import type { WorkingCalendar } from '../core/working-days.ts';
import { keepSealingDays } from './access-log/days.ts';
import { runAnchoring } from './anchoring/loop.ts';
import { operatorKey } from './anchoring/operator-key.ts';
import { auditLedger } from './audit/audit.ts';
import type { ChainFault } from './chain-faults.ts';
import { chainFollower } from './chain-view/follower.ts';
import { runChainView } from './chain-view/loop.ts';
import { twoBlocks } from './chain-view/two-blocks.ts';
import { watchChain } from './chain-view/watch.ts';
import type { Config, Secrets } from './config.ts';
import { documents } from './documents/documents.ts';
import { askPeers } from './exchange/ask-peers.ts';
import { handingOut } from './exchange/hand-out.ts';
import { keeping } from './exchange/keep.ts';
import { agencyOf, type Paths, readKeyFile } from './founding.ts';
import { openAccess } from './http/access.ts';
import type { Services } from './http/services.ts';
import { openContent } from './ingest/content.ts';
import { sm3Pool } from './ingest/sm3.ts';
import { keepFollowing } from './ledger/follow.ts';
import { haltReader } from './ledger/halt.ts';
import { followHead } from './ledger/head.ts';
import { chainNode } from './ledger/node.ts';
import { ownChain } from './ledger/on-chain.ts';
import { proveLogAt } from './ledger/proofs.ts';
import { governanceReader } from './ledger/registry.ts';
import { rpcTo } from './ledger/rpc.ts';
import { openTrustFile } from './ledger/trust-file.ts';
import { receipts as receiptsOf } from './receipts.ts';
import { serviceStatus } from './status.ts';
import { raiseAlert } from './store/alerts.ts';
import { knowsChain } from './store/headers.ts';
import { tell } from './store/outbox.ts';
import { checkNotEmptied } from './store/presence.ts';
import { openStore, type Store } from './store/store.ts';
import { type ChainProcess, superviseChain } from './supervisor.ts';
import { runStamping, type StampingRule } from './time-stamps/stamping.ts';
import { keepSweeping } from './uploads/sweeping.ts';
import { openUploads } from './uploads/uploads.ts';
import { waits } from './waits.ts';
import { keepDelivering } from './webhooks/deliveries.ts';
import { openWebhooks } from './webhooks/webhooks.ts';

/** Everything that runs, put together. Nothing imports this but main.ts. */
export type Context = {
  readonly services: Services;
  /**
   * Resolves when the embedded chain answers; after `ms` at the latest, and at once where there is none.
   * @throws JianzhengError of `CHAIN_FAULTS` when it cannot run
   */
  chainStarted(ms: number): Promise<void>;
  /** Resolves if ever the embedded chain cannot run. The service goes on without it. */
  readonly chainFault: Promise<ChainFault>;
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

/** The embedded chain, under watch. What it cannot run for is an alert. */
function startChain(paths: Paths, store: Store, log: Logger, changed: () => void): ChainProcess {
  let known = false;
  const command = {
    data: paths.chain,
    founding: paths.founding,
    key: paths.validatorKey,
    mustExist() {
      known ||= knowsChain(store);
      return known;
    },
  };
  const chain = superviseChain(command, log, () => {
    const fault = chain.fault();
    try {
      if (fault)
        raiseAlert(store, { ...fault, subject: 'chain', details: { reason: fault.reason } }, fault.since);
    } catch (cause) {
      // A full disk on top of it: the status shows the fault all the same.
      log.error({ code: fault?.code, err: cause }, 'An alert could not be stored');
    }
    changed();
  });
  return chain;
}

/** @throws JianzhengError `founding-incomplete`, `trust-missing`, `trust-unreadable`, `key-unreadable`, `agency-unknown`, and those of `openStore` */
export async function openContext(
  config: Config,
  secrets: Secrets,
  paths: Paths,
  calendar: WorkingCalendar,
  stampingRule: StampingRule | undefined,
  log: Logger,
): Promise<Context> {
  checkPresent(paths, secrets, config.dataFolder);
  const stopped = new AbortController();
  const { pause, wake } = waits(stopped.signal);
  // First of all: whether the chain may be founded is known to the store alone.
  checkNotEmptied(paths.service, paths.chain);
  const store = openStore(paths.service);
  // Then at once the chain: it takes longest, and nothing below waits for it.
  const chainFault = Promise.withResolvers<ChainFault>();
  const changed = (): void => {
    const fault = chain?.fault();
    if (fault) chainFault.resolve(fault);
    wake();
  };
  const chain = secrets.rpcUrl === undefined ? startChain(paths, store, log, changed) : undefined;
  const sealCache: SealCache = new Map();
  const trustFile = openTrustFile(paths.trust, sealCache);
  const privateKey = readKeyFile(paths.operatorKey);
  const agency = agencyOf(trustFile.trust.document, addressOfKey(privateKey), config.agency.id);
  const content = openContent(paths.service, store);
  await content.recover();
  const sm3 = sm3Pool();
  const uploads = openUploads({
    folder: join(paths.service, 'uploads'),
    store,
    sm3,
    reserveBytes: config.http.reserveBytes,
  });
  await uploads.recover();
  const papers = documents();

  const now = Date.now;
  const url = () => (chain ? chain.url() : secrets.rpcUrl);
  const rpc = rpcTo({ url, deadlineMs: RPC_DEADLINE_MS, stopped: stopped.signal });
  const node = chainNode(rpc, trustFile.trust);
  const head = followHead({ node, store, trustFile, cache: sealCache, now });
  const following = keepFollowing(head, haltReader(rpc), pause, stopped.signal);
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

  await sm3.loaded;
  const trust = () => trustFile.trust;
  const pairs = twoBlocks({ node, store, trust, cache: sealCache, folder: paths.evidence, log, now });
  const chainView = runChainView({
    follower: chainFollower({
      ...{ node, store, trustFile, cache: sealCache },
      onStatement(statement, at) {
        const notice = noticeOfStatement(statement, at, agency.id);
        if (notice) tell(store, { ...notice, block: at.block }, now());
      },
    }),
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
  const own = ownChain({ node, head, trustFile, cache: sealCache });
  const days = keepSealingDays(
    { store, content, sm3, agency: agency.id, now, onRecords: wake },
    { log, pause, stopped: stopped.signal },
  );
  const sweeping = keepSweeping(uploads, { log, pause, stopped: stopped.signal });
  const { ledger } = trustFile.trust;
  const asking = askPeers({
    ...{ store, agency: agency.id, ledger, operatorKey: privateKey, rule: config.peers, log, now },
    // Waits of its own: a record that comes in is no reason to ask others sooner.
    ...{ pause: waits(stopped.signal).pause, stopped: stopped.signal },
  });
  const stamping = runStamping({
    ...{ store, rule: stampingRule, log, now },
    ...{ pause: waits(stopped.signal).pause, stopped: stopped.signal },
  });
  const webhooks = openWebhooks({
    ...{ store, agency: agency.id, networks: config.webhookNetworks, now, stopped: stopped.signal },
  });
  const telling = keepDelivering({
    ...{ store, webhooks, agency: agency.id, nearSeconds: config.nearSeconds, log, now },
    ...{ ...waits(stopped.signal), stopped: stopped.signal },
  });
  let stopping = false;
  const services: Services = {
    agency,
    store,
    content,
    sm3,
    uploads,
    documents: papers,
    access: openAccess(store),
    log,
    trust: trustFile,
    sealCache,
    twoBlocks: pairs,
    followTrouble: chainView.trouble,
    chain: own,
    calendar,
    keeping: keeping({
      ...{ store, chain: own, trust: trustFile, sealCache, twoBlocks: pairs, now },
      ...{ agency: agency.id, operatorKey: privateKey },
    }),
    webhooks,
    nearSeconds: config.nearSeconds,
    handingOut: handingOut({ store, chain: own, agency: agency.id, ledger, now }),
    peers: config.peers.services,
    receipts,
    status: () =>
      serviceStatus({
        store,
        trust: trustFile.trust,
        following,
        fault: chain?.fault(),
        full: chain?.full() ?? false,
        anchoring: anchoring.state(),
        timeStamps: stamping.state(),
        dataFolder: config.dataFolder,
        now: now(),
      }),
    governance: governanceReader(node, head),
    sealedLog: (block, transaction, log) => proveLogAt(node, block, transaction, log),
    audit: (signal) => auditLedger(audited, signal),
    onRecords: wake,
    stopping: () => stopping,
  };

  return {
    services,
    async chainStarted(ms) {
      for (const end = now() + ms; chain && now() < end && !stopped.signal.aborted; await pause(20)) {
        const fault = chain.fault();
        if (fault) throw new JianzhengError(fault.code, fault.reason, { details: { reason: fault.reason } });
        if (chain.url() !== undefined) return;
      }
    },
    chainFault: chainFault.promise,
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
      await Promise.all([
        anchoring.ended,
        following.ended,
        chainView.ended,
        asking.ended,
        stamping.ended,
        days,
        sweeping,
        telling,
      ]);
      await uploads.close();
      await store.drained();
      await chain?.stop();
      await papers.close();
      await sm3.close();
      store.close();
    },
  };
}
