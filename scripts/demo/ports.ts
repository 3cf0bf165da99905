import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/**
 * Below what Linux (32768), macOS and Windows (49152) give to connections that go out: a port that is let go while
 * its process is down is then still free when it starts again.
 */
const [FROM, TO] = [20_000, 32_000];
const TRIES = 100;

/** A server on some free port. @throws Error where none was found */
async function holdOne(): Promise<Server> {
  for (let n = 0; n < TRIES; n++) {
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(randomInt(FROM, TO), '127.0.0.1', () => resolve(true));
    });
    if (free) return server;
  }
  throw new Error(`No free port between ${FROM} and ${TO}.`);
}

/** Free ports of this machine, all different: held together until each is known. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, holdOne));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
