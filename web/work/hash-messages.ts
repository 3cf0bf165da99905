import type { FileDigests } from '../../core/digests.ts';

/** What is said between a page and the worker that takes digests. */
export type HashRequest = { readonly id: number; readonly file: File } | { readonly cancel: number };

export type HashAnswer =
  | { readonly id: number; readonly done: number }
  | { readonly id: number; readonly digests: FileDigests & { readonly sm3: string } }
  /** The name of the browser's error: `NotReadableError` where the file was moved or changed. */
  | { readonly id: number; readonly error: string };
