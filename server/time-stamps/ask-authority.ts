import { randomBytes } from 'node:crypto';
import { FormatError } from '../../core/errors.ts';
import type { Certificate } from '../../core/time-stamp/certificate.ts';
import { judgeTokens } from '../../core/time-stamp/judge.ts';
import {
  TIME_STAMP_QUERY,
  TIME_STAMP_REPLY,
  timeStampRequest,
  tokenOfReply,
} from '../../core/time-stamp/request.ts';
import { MAX_TOKEN_BYTES } from '../../core/time-stamp/time-stamps.ts';
import { readToken } from '../../core/time-stamp/token.ts';

/** One question to the time-stamping authority. What comes is judged before anyone keeps it. */

export type Authority = {
  /** http or https, without a password. */
  readonly url: string;
  /** OID of the policy that its tokens must have; undefined: any. */
  readonly policy?: string | undefined;
  /** Certificates that its own must lead to; none: whoever it is. */
  readonly pinned: readonly Certificate[];
};

export type Stamped =
  /** `until`: unix ms, the end of the certificate that signed it. */
  | { readonly outcome: 'stamped'; readonly token: Uint8Array; readonly until: number }
  /** `reason`: a code, or words of the format. */
  | { readonly outcome: 'none'; readonly reason: string };

const WHOLE_MS = 30_000;
const MAX_REPLY_BYTES = MAX_TOKEN_BYTES + 4 * 1024;

const none = (reason: string): Stamped => ({ outcome: 'none', reason });

/** @returns undefined where it is too large */
async function readBounded(response: Response): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    // Leaving the loop ends the connection.
    if (length > MAX_REPLY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A connection that broke has its own code; what else was thrown is told by name. */
function reasonOf(cause: unknown): string {
  if (cause instanceof FormatError) return cause.code;
  const { code, name } = ((cause as Error).cause ?? cause) as { code?: unknown; name?: unknown };
  // The code of a DOMException is a number that says nothing.
  return String(typeof code === 'string' ? code : name).slice(0, 60);
}

/** Holds the tokens against what a verifier will ask of them. @returns the first fault, or the certificate's end */
async function judged(
  authority: Authority,
  root: Uint8Array,
  tokens: readonly Uint8Array[],
  now: number,
): Promise<{ fault: string } | { until: number }> {
  // Without a pinned certificate the new token's own one stands in for it: all but its origin is judged.
  const pinned =
    authority.pinned.length > 0 ? authority.pinned : tokens.flatMap((token) => readToken(token).certificates);
  const { outcome, checks, times } = await judgeTokens(tokens, root, pinned, now);
  const fault = checks.find((check) => check.outcome !== 'pass');
  if (outcome !== 'holds' || !times) {
    return { fault: [fault?.name, fault?.found?.slice(0, 60)].filter(Boolean).join(' ') };
  }
  return { until: times.at(-1)!.until * 1000 };
}

/**
 * Asks for a token over a batch's root, or over the last of its tokens. Never throws for what the other side does.
 * @param root 32 bytes
 */
export async function askAuthority(
  authority: Authority,
  root: Uint8Array,
  tokens: readonly Uint8Array[],
  given: { readonly now: () => number; readonly stopped: AbortSignal; readonly deadlineMs?: number },
): Promise<Stamped> {
  const asked = { subject: tokens.at(-1) ?? root, nonce: randomBytes(16), policy: authority.policy };
  try {
    const response = await fetch(authority.url, {
      method: 'POST',
      headers: { 'content-type': TIME_STAMP_QUERY, accept: TIME_STAMP_REPLY },
      body: timeStampRequest(asked),
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(given.deadlineMs ?? WHOLE_MS), given.stopped]),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      return none(`http-${response.status}`);
    }
    const reply = await readBounded(response);
    if (!reply) return none('reply-too-large');
    const token = tokenOfReply(reply, asked);
    if (token.length > MAX_TOKEN_BYTES) return none('reply-too-large');
    const found = await judged(authority, root, [...tokens, token], given.now());
    return 'fault' in found ? none(found.fault) : { outcome: 'stamped', token, until: found.until };
  } catch (cause) {
    return none(reasonOf(cause));
  }
}
