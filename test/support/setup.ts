import fc from 'fast-check';

/**
 * CI runs the same properties on the same values each time: a change must not fail over a case that it never touched.
 * New cases are for the desk, where the seed is another each time, and for fuzzing (`FC_RUNS=100000 FC_SEED=...`).
 */
const asked = Number(process.env.FC_SEED ?? Number.NaN);
if (Number.isInteger(asked)) fc.configureGlobal({ seed: asked });
else if (process.env.CI && process.env.FC_RUNS === undefined) fc.configureGlobal({ seed: 20_261_123 });
