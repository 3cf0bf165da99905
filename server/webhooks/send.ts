import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { JianzhengError } from '../../core/errors.ts';
import { retryAfterMs } from '../../core/retry-after.ts';
import { type Addresses, addressRefused, checkedLookup } from './addresses.ts';

/** Why a delivery counts as failed: part of the API. */
export const FAILURES = ['address-refused', 'redirected', 'refused', 'timeout', 'unreachable'] as const;
type Failure = (typeof FAILURES)[number];

export type Outcome = {
  /** Of the answer; null without one. */
  readonly status: number | null;
  /** Null: it was taken. */
  readonly error: Failure | null;
  /** For how long the receiver asks not to be asked again, ms; only where it was busy (429, 503) and said so. */
  readonly retryAfterMs?: number;
};

const BUSY: ReadonlySet<number> = new Set([429, 503]);
/** Bytes of an answer that are read, for the receiver's sake; what it says is of no interest. */
const MOST_ANSWER_BYTES = 64 * 1024;

/** The name or address that a URL names, without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Whether an address may stand in a URL; names are decided when they are looked up. Without TLS only this machine. */
export function mayReach(url: URL, addresses: Addresses): boolean {
  const host = hostOf(url);
  const isLocal = isIP(host) === 0 ? host === 'localhost' : addresses.isLoopback(host);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) return false;
  if (isIP(host) !== 0) return addresses.allows(host);
  return host !== 'localhost' || addresses.allows('127.0.0.1');
}

/**
 * Posts JSON once and tells what came of it; never throws. No redirect is followed, no proxy used, no connection kept.
 * @param signal ends it early, which counts as `timeout`
 */
export function send(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  { addresses, signal }: { addresses: Addresses; signal: AbortSignal },
): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const fail = (cause: unknown): void => {
    const refused = cause instanceof JianzhengError;
    const error = refused ? 'address-refused' : signal.aborted ? 'timeout' : 'unreachable';
    resolve({ status: null, error });
  };
  if (!mayReach(url, addresses)) {
    fail(addressRefused());
    return promise;
  }
  const plain = url.protocol === 'http:';
  const request = (plain ? http : https).request(url, {
    method: 'POST',
    agent: false,
    signal,
    lookup: checkedLookup(
      (address) => addresses.allows(address) && (!plain || addresses.isLoopback(address)),
    ),
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'Jianzheng',
      ...headers,
    },
  });
  request.on('error', fail);
  request.on('response', (response) => {
    const { statusCode: status = 0 } = response;
    // The status decides; whatever breaks off after it changes nothing.
    const later = BUSY.has(status) ? retryAfterMs(response.headers['retry-after'], Date.now()) : undefined;
    resolve({
      ...{ status, error: failureOf(status) },
      ...(later === undefined ? {} : { retryAfterMs: later }),
    });
    let bytes = 0;
    response.on('error', () => undefined);
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_ANSWER_BYTES) response.destroy();
    });
  });
  request.end(body);
  return promise;
}

function failureOf(status: number): Failure | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? 'redirected' : 'refused';
}
