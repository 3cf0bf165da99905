/** How many runs a property gets: few at the desk, more in CI, as many as asked for in a fuzzing session. */
export function fcRuns(desk = 50): { numRuns: number } {
  const asked = Number(process.env.FC_RUNS ?? Number.NaN);
  if (Number.isInteger(asked) && asked > 0) return { numRuns: asked };
  return { numRuns: process.env.CI ? desk * 5 : desk };
}
