import '../app/older-browsers.ts';
import { type BundleRead, judgeBundle } from '../../core/bundle/judge.ts';
import { signaturesIn } from '../../core/bundle/signatures.ts';
import { explainDifference, MAX_EXPLAINED_BYTES } from '../../core/difference.ts';
import { FormatError } from '../../core/errors.ts';
import { openTrust, type Trust } from '../../core/trust.ts';
import { verifyTogether } from './assign.ts';
import { matchLoose } from './match.ts';
import { sortOf } from './sort.ts';
import type {
  BundleAnswer,
  GivenBeside,
  TrustSummary,
  VerifyAnswer,
  VerifyRequest,
} from './verify-messages.ts';

/** The verifier, away from the page: the same `core/verify.ts` as in the service and the command, without a network. */

const scope = self as unknown as {
  postMessage(answer: VerifyAnswer): void;
  onmessage: ((event: MessageEvent<VerifyRequest>) => void) | null;
};

function summaryOf(trust: Trust): TrustSummary {
  return {
    fingerprint: trust.foundingHash,
    consortium: trust.document.consortium,
    agencies: trust.agencies.map(({ id, name }) => ({ id, name })),
    sets: trust.sets.length,
    validators: trust.sets.at(-1)?.length ?? 0,
  };
}

const REPORT_MS = 100;

async function readWhole(id: number, file: Blob): Promise<BundleRead> {
  const { readBundle } = await import('./bundle.ts');
  let done = 0;
  let reported = performance.now();
  return readBundle(file, (bytes) => {
    done += bytes;
    const now = performance.now();
    if (now - reported < REPORT_MS) return;
    reported = now;
    scope.postMessage({ id, done });
  });
}

async function judgeWhole(read: BundleRead, trust: Uint8Array, given: GivenBeside): Promise<BundleAnswer> {
  const { countersignatures, keyLists } = signaturesIn(read);
  const judged = judgeBundle(read, trust, [], new Map(), given.signatures);
  const answered = { judged, signatures: { countersignatures, keyLists } };
  if (read.timeStamps.size + given.stamps.size === 0) return { ...answered, stamps: [] };
  const { judgeStampsOfBundle } = await import('./time-stamps.ts');
  const stamps = await judgeStampsOfBundle(read.timeStamps, given.stamps, judged, given.pem);
  return { ...answered, stamps };
}

async function answer(request: VerifyRequest): Promise<Extract<VerifyAnswer, { value: unknown }>['value']> {
  if (request.ask === 'sort') return await sortOf(request.file);
  if (request.ask === 'explain') {
    const { file, recorded } = request;
    if (file.size > MAX_EXPLAINED_BYTES) return null;
    return explainDifference(new Uint8Array(await file.arrayBuffer()), recorded);
  }
  if (request.ask === 'trust') return summaryOf(openTrust(request.bundle));
  if (request.ask === 'pin') return (await import('./time-stamps.ts')).countPinned(request.pem);
  if (request.ask === 'stamps') {
    const { judgeStamps } = await import('./time-stamps.ts');
    return judgeStamps(request.file, request.roots, request.pem);
  }
  if (request.ask === 'readBundle') return await readWhole(request.id, request.file);
  if (request.ask === 'match') return await matchLoose(request.receipts, request.files);
  if (request.ask === 'judgeBundle') {
    return judgeWhole(request.read, request.trust, request.given);
  }
  const { receipts, files, bundle, given } = request;
  return verifyTogether(receipts, files, openTrust(bundle), given);
}

scope.onmessage = async ({ data }) => {
  try {
    scope.postMessage({ id: data.id, value: await answer(data) });
  } catch (error) {
    if (error instanceof FormatError) {
      const about = error.details.name ?? error.details.where;
      const name = typeof about === 'string' ? { name: about } : {};
      scope.postMessage({ id: data.id, error: error.code, ...name });
      return;
    }
    scope.postMessage({ id: data.id, error: error instanceof Error ? error.name : String(error) });
  }
};
