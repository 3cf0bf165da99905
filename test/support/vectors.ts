import { readFileSync } from 'node:fs';

/** A frozen vector file, by its path under test/vectors. */
export function readVectors<Shape>(path: string): Shape {
  return JSON.parse(readFileSync(new URL(`../vectors/${path}`, import.meta.url), 'utf8')) as Shape;
}
