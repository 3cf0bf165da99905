import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

/** The listening socket, with deadlines that fit uploads of any length. */

/** Silence on a connection, ms. A slow upload is fine; one that has stopped is not. */
const IDLE_MS = 120_000;
const HEADERS_MS = 20_000;

export type Listening = {
  readonly port: number;
  readonly server: http.Server;
  /** Takes nothing new, lets running requests end for `graceMs`, then cuts the rest off. */
  close(graceMs: number): Promise<void>;
};

export async function listen(
  app: Express,
  where: { host: string; port: number; tls?: { certPath: string; keyPath: string } },
): Promise<Listening> {
  // Node ends a request after five minutes by default, in the middle of whatever is being sent.
  const options = { requestTimeout: 0, headersTimeout: HEADERS_MS, keepAliveTimeout: 65_000 };
  const server = where.tls
    ? https.createServer(
        { ...options, cert: readFileSync(where.tls.certPath), key: readFileSync(where.tls.keyPath) },
        app,
      )
    : http.createServer(options, app);
  server.setTimeout(IDLE_MS);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(where.port, where.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    server,
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}
