import { api } from '../app/session.ts';

/** Where the first trust bundle comes from: here from the service that served this page; web/verifier has its own. */
export const bundleSource: {
  /** `service`: whoever serves the page says it. `pinned`: whoever handed out the file wrote it in. `none`: nobody. */
  readonly kind: 'service' | 'pinned' | 'none';
  /** @throws ApiProblem */
  load(): Promise<Uint8Array<ArrayBuffer>>;
} = {
  kind: 'service',
  load: async () => new Uint8Array(await (await api.send({ path: 'trust' })).arrayBuffer()),
};
