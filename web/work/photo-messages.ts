import type { PhotoFacts } from './photo-facts.ts';

/** What is said between a page and the worker that reads what photographs say of themselves. */
export type PhotoRequest = { readonly id: number; readonly file: File };

/** Without facts where it could not be read. */
export type PhotoAnswer = { readonly id: number; readonly facts?: PhotoFacts };
