import { createStore } from '../app/store.ts';
import { VerifierError, verifier } from '../work/verifying.ts';

/** Certificates of time-stamping authorities that the reader pinned. Never taken from what came with the evidence. */
export type Authorities = {
  readonly pinned?: { readonly name: string; readonly pem: string; readonly count: number } | undefined;
  /** Name of the last file that held none. */
  readonly refused?: string | undefined;
};

export const authorities = createStore<Authorities>({});

/** Larger than any list of authorities; so much is read of what is none. */
const MAX_BYTES = 512 * 1024;

/** @returns whether they were taken */
export async function pin(name: string, file: Blob): Promise<boolean> {
  try {
    const pem = await file.slice(0, MAX_BYTES).text();
    authorities.set({ pinned: { name, pem, count: await verifier().pin(pem) }, refused: undefined });
    return true;
  } catch (error) {
    // A file that is gone by now throws the browser's own error.
    if (!(error instanceof VerifierError || error instanceof DOMException)) throw error;
    authorities.set({ refused: name });
    return false;
  }
}
