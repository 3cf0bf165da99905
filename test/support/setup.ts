import fc from 'fast-check';
import { COMPILED } from '../../server/compiled.ts';

/** The many processes that tests start compile the same code: once is enough. */
process.env.NODE_COMPILE_CACHE ??= COMPILED;

/**
 * CI runs the same properties on the same values each time: a change must not fail over a case that it never touched.
 * New cases are for the desk, where the seed is another each time, and for fuzzing (`FC_RUNS=100000 FC_SEED=...`).
 */
const asked = Number(process.env.FC_SEED ?? Number.NaN);
if (Number.isInteger(asked)) fc.configureGlobal({ seed: asked });
else if (process.env.CI && process.env.FC_RUNS === undefined) fc.configureGlobal({ seed: 20_261_123 });
