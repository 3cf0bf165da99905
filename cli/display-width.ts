import { createRequire } from 'node:module';

// Loaded where something is laid out in columns alone: making its patterns takes a tenth of a start.
const load = createRequire(import.meta.url);
let stringWidth: typeof import('string-width').default | undefined;

/** Columns that a text takes on a terminal: a Chinese character takes two. */
export function displayWidth(text: string): number {
  stringWidth ??= (load('string-width') as typeof import('string-width')).default;
  return stringWidth(text);
}
