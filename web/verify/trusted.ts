import type { Problem } from '../api.ts';
import { problemIn } from '../api.ts';
import { createStore } from '../app/store.ts';
import type { TrustSummary } from '../work/verify-messages.ts';
import { VerifierError, verifier } from '../work/verifying.ts';
import { bundleSource } from './bundle-source.ts';

/**
 * The trust bundle that verdicts rest on: the one that this service gives, or one that the reader brought. A bundle
 * from whoever gave the receipt proves nothing, so it is never taken in silently.
 */
export type Bundle = { readonly bytes: Uint8Array<ArrayBuffer>; readonly summary: TrustSummary };

export type Trusted = {
  /** What the service gives; `problem` when that could not be had. */
  readonly served?: Bundle | undefined;
  readonly problem?: Problem | undefined;
  /** What the reader brought, with its file's name; `refused`: why the last one was not taken. */
  readonly own?: (Bundle & { readonly name: string }) | undefined;
  readonly refused?: { readonly name: string; readonly code: string } | undefined;
};

export const trusted = createStore<Trusted>({});

/** The bundle in force: the reader's own goes first. */
export const bundleInForce = ({ own, served }: Trusted): Bundle | undefined => own ?? served;

let loading: Promise<void> | undefined;

async function load(): Promise<void> {
  trusted.set({ problem: undefined });
  try {
    const bytes = await bundleSource.load();
    trusted.set({ served: { bytes, summary: await verifier().trust(bytes) } });
  } catch (error) {
    if (error instanceof VerifierError) {
      trusted.set({ problem: { code: error.code, status: 200, title: error.code } });
    } else trusted.set({ problem: problemIn(error) });
  }
}

/** Fetches the service's bundle, once; again after a failure. */
export function loadServed(): Promise<void> {
  if (trusted.get().served || bundleSource.kind === 'none') return Promise.resolve();
  loading ??= load().finally(() => {
    loading = undefined;
  });
  return loading;
}

/** Takes the reader's own bundle. @returns whether it was taken */
export async function takeOwn(name: string, file: Blob): Promise<boolean> {
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const summary = await verifier().trust(bytes);
    trusted.set({ own: { bytes, summary, name }, refused: undefined });
    return true;
  } catch (error) {
    const code = error instanceof VerifierError ? error.code : error instanceof Error ? error.name : '';
    trusted.set({ refused: { name, code } });
    return false;
  }
}

export function takeServed(): void {
  trusted.set({ own: undefined, refused: undefined });
}
