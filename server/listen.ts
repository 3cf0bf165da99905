import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { JianzhengError } from '../core/errors.ts';
import type { Config } from './config.ts';

/** Longer than a sync of a large file, or a step of an audit, may take. */
const IDLE_MS = 300_000;
const KEEP_ALIVE_MS = 75_000;

export type Listening = {
  /** Where it answers, as a URL without a slash at the end. */
  readonly url: string;
  /** Takes no more connections, and resolves when the requests in progress are answered, or after `ms`. */
  close(ms: number): Promise<void>;
};

function serverFor({ tls }: Config, listener: RequestListener): Server {
  if (!tls) return createServer(listener);
  return createTlsServer({ cert: readFileSync(tls.certPath), key: readFileSync(tls.keyPath) }, listener);
}

/** @throws JianzhengError `port-taken`, `address-unusable` */
export async function listen(config: Config, listener: RequestListener): Promise<Listening> {
  const { host, port, tls } = config;
  const server = serverFor(config, listener);
  // An upload may take hours; what must not take long is the beginning of a request.
  server.requestTimeout = 0;
  server.headersTimeout = 30_000;
  // Silence, however, ends a connection: a sender that has gone away would hold its temporary file for ever.
  server.setTimeout(IDLE_MS);
  // Longer than clients and proxies keep a connection: whoever ends it second may meet a request that is on its way.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const details = { host, port };
      if (cause.code === 'EADDRINUSE' || cause.code === 'EACCES') {
        reject(new JianzhengError('port-taken', `Port ${port} of ${host} is taken`, { cause, details }));
      } else if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND') {
        reject(new JianzhengError('address-unusable', `No address ${host} here`, { cause, details }));
      } else reject(cause);
    });
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host;
  return {
    url: `${tls ? 'https' : 'http'}://${name}:${bound}`,
    async close(ms) {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), ms);
      await closed;
      clearTimeout(force);
    },
  };
}
