import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request, type RequestHandler } from 'express';
import multer from 'multer';
import { afterAll } from 'vitest';

/** What a service owes the command, and whatever faults a test asks for. The real one is met in end-to-end tests. */

export type Submitted = {
  key: string | undefined;
  token: string | undefined;
  language: string | undefined;
  body: Record<string, unknown>;
  files: { name: string; mediaType: string; size: number; sha256: string; sm3: string }[];
};

const digest = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');

function submittedOf(request: Request): Submitted {
  const uploads = (request.files ?? []) as Express.Multer.File[];
  return {
    key: request.get('idempotency-key'),
    token: request.get('authorization'),
    language: request.get('accept-language'),
    body: request.body,
    files: uploads.map(({ originalname, mimetype, buffer }) => ({
      name: originalname,
      mediaType: mimetype,
      size: buffer.length,
      sha256: digest('sha256', buffer),
      sm3: digest('sm3', buffer),
    })),
  };
}

export const recordIdOf = (number: number): string => number.toString(16).padStart(64, '0');

/** The record that a well-behaved service makes of a submission. */
export function recordOf(submitted: Submitted, number: number) {
  const files = submitted.files.length > 0 ? submitted.files : (submitted.body.files as Submitted['files']);
  return {
    recordId: recordIdOf(number),
    agency: 'grid',
    case: submitted.body.case ?? 'U-20261123-00000001',
    position: number,
    kind: submitted.body.kind ?? 'evidence',
    state: 'received',
    receivedAt: '2026-11-23T05:00:00.000Z',
    claims: {},
    files: files.map((file) => ({ ...file, stored: submitted.files.length > 0 })),
  };
}

/** Parses what `jz submit` sends, as the real service does: names in UTF-8, paths kept. */
export const parseSubmission = (app: Express, answer: RequestHandler): void => {
  const parse = multer({ storage: multer.memoryStorage(), preservePath: true, defParamCharset: 'utf8' });
  app.post('/api/v1/records', express.json({ limit: '8mb' }), parse.array('files', 2000), answer);
};

export const submission = submittedOf;

export async function listen(app: Express, port = 0): Promise<{ url: string; server: Server }> {
  const server = app.listen(port, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
