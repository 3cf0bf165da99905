import { LONG } from './long.ts';

/** How many runs a property gets: few at the desk, more in the long version, as many as asked for in a fuzzing session. */
export function fcRuns(desk = 50): { numRuns: number } {
  const asked = Number(process.env.FC_RUNS ?? Number.NaN);
  if (Number.isInteger(asked) && asked > 0) return { numRuns: asked };
  return { numRuns: LONG ? desk * 5 : desk };
}
