import { createHash, createHmac } from 'node:crypto';

/** Signatures as the Standard Webhooks specification 1.0.0 has them (standardwebhooks.com), symmetric keys. */

/** Bytes of a secret; the specification asks for 24 to 64. */
export const SECRET_BYTES = 32;

/** A secret as the receiver is given it. */
export function secretText(secret: Uint8Array): string {
  return `whsec_${Buffer.from(secret).toString('base64')}`;
}

/** The ID of a delivery: the same for the same notice and webhook, in each attempt and after a restore. */
export function deliveryId(webhook: string, key: string): string {
  return `msg_${createHash('sha256').update(`${webhook} ${key}`).digest('hex').slice(0, 32)}`;
}

/**
 * The headers of a delivery, signed with each of the secrets: a receiver that knows one of them believes it.
 * @param timestamp of the attempt, unix seconds
 * @param body as it is sent
 */
export function signedHeaders(
  secrets: readonly Uint8Array[],
  id: string,
  timestamp: number,
  body: string,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const signatures = secrets.map((secret) => {
    const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
    return `v1,${signature}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
