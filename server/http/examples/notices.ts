import { type Example, JSON_TYPE, page } from './values.ts';

/** Examples of webhooks and the feed. */

const byWebhook = { path: { id: '5e1f0a9c7b3d2468' } };
const webhook = {
  id: byWebhook.path.id,
  url: 'https://inbox.example/jianzheng',
  events: ['handoff.offered', 'handoff.deadline_near'],
  created: '2026-09-01T01:00:00.000Z',
  failingSince: null,
  paused: null,
  waiting: 0,
  oldSecretUntil: null,
};
const taken = { status: 204, error: null };

export const NOTICE_EXAMPLES = {
  createWebhook: {
    body: { [JSON_TYPE]: { url: webhook.url, events: webhook.events } },
    answers: { 201: { ...webhook, secret: 'whsec_ZXhhbXBsZS1zZWNyZXQtb2YtMzItYnl0ZXMtaGVyZSE=' } },
  },
  listWebhooks: { answers: { 200: { items: [webhook] } } },
  removeWebhook: byWebhook,
  testWebhook: { ...byWebhook, answers: { 200: { delivered: true, ...taken } } },
  resumeWebhook: { ...byWebhook, answers: { 200: webhook } },
  rotateWebhookSecret: {
    ...byWebhook,
    body: { [JSON_TYPE]: { overlapHours: 24 } },
    answers: {
      200: {
        ...webhook,
        oldSecretUntil: '2026-09-22T01:00:00.000Z',
        secret: 'whsec_YW5vdGhlci1leGFtcGxlLXNlY3JldC1vZi0zMi1ieXQ=',
      },
    },
  },
  listDeliveries: {
    ...byWebhook,
    query: { state: 'delivered' },
    answers: {
      200: page({
        id: 'msg_2f1e0d9c8b7a69584736251403f2e1d0',
        type: 'handoff.offered',
        time: '2026-09-21T09:00:02.000Z',
        state: 'delivered',
        attempts: 1,
        nextAttempt: null,
        lastAttempt: '2026-09-21T09:00:03.110Z',
        ...taken,
      }),
    },
  },
  getFeed: { query: { lang: 'en' } },
} as const satisfies Record<string, Example>;
