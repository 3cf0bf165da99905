import { statfs } from 'node:fs/promises';
import type { RequestHandler } from 'express';
import { pick } from '../../language/language.ts';
import { alertText } from '../../language/service.ts';
import { Refusal, storageRefusal } from '../refusal.ts';
import type { HttpConfig, Services } from './services.ts';

/** For supervisors and load balancers: alive, and ready. Open, so it names no one and nothing. */

type Check = { ok: boolean; reason?: string };
/** With `chain-halted`: how many validators can seal of how many, and the seals that a block needs. */
type ChainCheck = Check & { able?: number; needed?: number; validators?: number };

/** An answer is good for this long: both are open, and looking costs a commit. */
const KEPT_MS = 1000;
/** Why a store cannot be written, where the cause says what to do. */
const TOLD: readonly string[] = ['storage-full', 'store-damaged'];
/** How long a chain may be silent, ms: a consortium makes an empty block every 60 s. */
const WRITE_DEADLINE_MS = 5000;

async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('deadline')), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function checkStore({ store, content }: Services, reserveBytes: number): Promise<Check> {
  try {
    const write = store.enqueue(() =>
      store.run(
        `INSERT INTO facts (name, value) VALUES ('last-readiness-check', ?)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
        String(Date.now()),
      ),
    );
    await within(WRITE_DEADLINE_MS, write);
    const { bavail, bsize } = await statfs(content.folders.files);
    return bavail * bsize < reserveBytes ? { ok: false, reason: 'disk-nearly-full' } : { ok: true };
  } catch (error) {
    const known = storageRefusal(error);
    const told = known instanceof Refusal && TOLD.includes(known.code);
    return { ok: false, reason: told ? known.code : 'store-not-writable' };
  }
}

async function checkChain(services: Services): Promise<ChainCheck> {
  try {
    const { chain } = await within(WRITE_DEADLINE_MS, services.status());
    if (chain.halted) {
      const { able, needed, validators } = chain.halted;
      return { ok: false, reason: chain.trouble ?? 'chain-halted', able, needed, validators };
    }
    if (!chain.reachable) return { ok: false, reason: chain.trouble ?? 'chain-unreachable' };
    return chain.head === null ? { ok: false, reason: 'chain-not-ready' } : { ok: true };
  } catch {
    return { ok: false, reason: 'chain-unknown' };
  }
}

export function health(services: Services, config: HttpConfig) {
  let kept:
    | { at: number; answer: Promise<{ store: Check; chain: ChainCheck; acceptsRecords: boolean }> }
    | undefined;

  async function look() {
    const [store, chain] = await Promise.all([
      checkStore(services, config.reserveBytes),
      checkChain(services),
    ]);
    const known = services.store.one('SELECT 1 FROM headers LIMIT 1') !== undefined;
    // Records are taken while the chain is away: they wait in the queue, and their notBefore is the last block known.
    return { store, chain, acceptsRecords: store.ok && known && !services.stopping() };
  }

  const alive: RequestHandler = (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ alive: true });
  };
  const ready: RequestHandler = async (request, response) => {
    if (!kept || kept.at < Date.now() - KEPT_MS) kept = { at: Date.now(), answer: look() };
    const { store, chain, acceptsRecords } = await kept.answer;
    const stopping = services.stopping();
    const isReady = store.ok && chain.ok && !stopping;
    // In words where it takes someone to mend it.
    const language = pick(request.headers['accept-language']);
    const inWords = ({ reason = '' }: Check) => alertText(reason, language);
    const reasons = [store.reason, chain.reason, stopping ? 'stopping' : undefined].filter(Boolean);
    response
      .status(isReady ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .vary('Accept-Language')
      .json({
        ready: isReady,
        acceptsRecords,
        reasons,
        store: { ...store, ...inWords(store) },
        chain: { ...chain, ...inWords(chain) },
      });
  };
  return { alive, ready };
}
