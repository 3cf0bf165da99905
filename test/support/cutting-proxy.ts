import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to a service that breaks whenever so many bytes have gone up or come down. */
export type CuttingProxy = {
  readonly url: string;
  /** How often it broke. */
  cuts(): number;
  /** Breaks after so many more bytes of each connection; Infinity: never. */
  setLimit(bytes: number): void;
  /** The same of what comes down. */
  setDownLimit(bytes: number): void;
  /** Lets so many more bytes through in all, and holds up whatever comes after. */
  setTotal(bytes: number): void;
  /** Whether something is held up. */
  holding(): boolean;
  /** Breaks every connection now. */
  cut(): void;
  close(): Promise<void>;
};

/** @param limit bytes of one connection */
export async function cuttingProxy(target: string, limit: number): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let most = limit;
  let mostDown = Infinity;
  let cuts = 0;
  let total = Infinity;
  let held = false;
  const server = createServer((client) => {
    const service = connect(Number(port), hostname);
    let sent = 0;
    let received = 0;
    for (const socket of [client, service]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        open.delete(socket);
        client.destroy();
        service.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      sent += chunk.length;
      total -= chunk.length;
      if (total < 0) {
        held = true;
        client.pause();
      } else if (sent > most) {
        cuts++;
        client.resetAndDestroy();
        service.destroy();
      } else if (!service.write(chunk)) {
        client.pause();
        service.once('drain', () => client.resume());
      }
    });
    service.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > mostDown) {
        cuts++;
        client.resetAndDestroy();
        service.destroy();
      } else if (!client.write(chunk)) {
        service.pause();
        client.once('drain', () => service.resume());
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts: () => cuts,
    setLimit(bytes) {
      most = bytes;
    },
    setDownLimit(bytes) {
      mostDown = bytes;
    },
    setTotal(bytes) {
      total = bytes;
      held = false;
    },
    holding: () => held,
    cut() {
      for (const socket of open) socket.destroy();
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
