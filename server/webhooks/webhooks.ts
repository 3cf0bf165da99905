import { randomBytes } from 'node:crypto';
import type { NoticeType } from '../../core/notices.ts';
import { Refusal } from '../refusal.ts';
import type { Store } from '../store/store.ts';
import {
  findWebhook,
  insertWebhook,
  listWebhooks,
  replaceSecret,
  type WebhookRow,
} from '../store/webhooks.ts';
import { webhookAddresses } from './addresses.ts';
import { mayReach, type Outcome, send } from './send.ts';
import { deliveryId, SECRET_BYTES, signedHeaders } from './signature.ts';

/** What webhooks there are, and how one of them is told something. */
export type Webhooks = {
  /** @throws Refusal `webhook-address-refused`, `too-many-webhooks` */
  add(url: string, events: readonly NoticeType[]): WebhookRow;
  /**
   * Gives it another secret. For `overlapMs` deliveries are signed with the old one too, so that the receiver can be
   * changed over without a gap; 0 where the old one is known to others.
   */
  rotate(id: string, overlapMs: number): WebhookRow | undefined;
  /** One attempt. It ends after 15 s, or when the service stops. */
  deliver(
    webhook: WebhookRow,
    notice: { key: string; type: string; at: number; data: unknown },
  ): Promise<Outcome>;
};

const MOST_WEBHOOKS = 50;
const DEADLINE_MS = 15_000;

/** @param networks that may be reached beside public addresses, see addresses.ts */
export function openWebhooks(options: {
  store: Store;
  agency: string;
  networks: readonly string[];
  now: () => number;
  stopped: AbortSignal;
}): Webhooks {
  const { store, agency, networks, now, stopped } = options;
  const addresses = webhookAddresses(networks);
  return {
    add(given, events) {
      const url = URL.parse(given);
      const isPlain = url && url.username + url.password + url.hash === '';
      if (!isPlain || !mayReach(url, addresses)) {
        throw new Refusal('webhook-address-refused', 'Webhooks may not reach this address');
      }
      const id = randomBytes(8).toString('hex');
      const secret = randomBytes(SECRET_BYTES);
      return store.transaction(() => {
        if (listWebhooks(store).length >= MOST_WEBHOOKS) {
          throw new Refusal('too-many-webhooks', 'Too many webhooks', { details: { most: MOST_WEBHOOKS } });
        }
        insertWebhook(store, { id, url: url.href, events, secret, createdAt: now() });
        return findWebhook(store, id) as WebhookRow;
      });
    },
    rotate(id, overlapMs) {
      const secret = randomBytes(SECRET_BYTES);
      return store.transaction(() => {
        replaceSecret(store, id, secret, now() + overlapMs);
        return findWebhook(store, id);
      });
    },
    deliver({ id, url, secret, oldSecret, oldUntil }, { key, type, at, data }) {
      const body = JSON.stringify({ type, timestamp: new Date(at).toISOString(), agency, data });
      const secrets = oldSecret !== null && now() < oldUntil ? [secret, oldSecret] : [secret];
      const headers = signedHeaders(secrets, deliveryId(id, key), Math.floor(now() / 1000), body);
      const signal = AbortSignal.any([stopped, AbortSignal.timeout(DEADLINE_MS)]);
      return send(new URL(url), headers, body, { addresses, signal });
    },
  };
}
