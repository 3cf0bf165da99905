import { createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { headFingerprint } from '../../core/fingerprint.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { Refusal } from '../refusal.ts';
import { receiptPending } from './records.ts';
import { recordId } from './schemas.ts';
import type { HttpConfig, Services } from './services.ts';

/** `GET /records/{id}/certificate`: what the record's receipt proves, as a PDF for people. */

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Where the code on a certificate leads: the name under which the service was asked, which `hostCheck` has let in. Read
 * on its own machine, it gives a public name where it has one: a paper leaves the machine.
 */
function pageOf(request: Request, { publicHosts, secure }: HttpConfig): string {
  const host = request.headers.host ?? '';
  const [name] = publicHosts;
  if (LOOPBACK.test(host) && name !== undefined) return `${secure ? 'https' : 'http'}://${name}/`;
  return `${request.protocol}://${host}/`;
}

export function certificates(services: Services, config: HttpConfig): RequestHandler {
  const { receipts, documents, trust } = services;
  return async (request, response) => {
    const id = recordId.safeParse(request.params.id);
    const found = id.success ? await receipts.receiptFor(id.data) : undefined;
    if (!id.success || !found || found.kind === 'unknown') {
      throw new Refusal('record-not-found', 'No such record');
    }
    if (found.kind === 'pending') return receiptPending(response, found);
    const page = pageOf(request, config);
    // All that a certificate is made of, so that it need not be made to see that it is the same.
    const parts = [packageJson.version, page, headFingerprint(trust.trust)].join('\n');
    const tag = createHash('sha256').update(parts).update(found.bytes).digest('hex');
    response.set('ETag', `"${tag}"`).set('Cache-Control', 'private, no-cache');
    if (request.fresh) {
      response.status(304).end();
      return;
    }
    const pdf = await documents.make({ kind: 'certificate', receipt: found.bytes, trust: trust.trust, page });
    response
      .attachment(`jianzheng-certificate-${id.data.slice(0, 16)}.pdf`)
      .set('Content-Type', 'application/pdf')
      .send(Buffer.from(pdf));
  };
}
