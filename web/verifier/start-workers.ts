import HashWorker from '../work/hash.worker.ts?worker&inline';
import VerifyWorker from '../work/verify.worker.ts?worker&inline';

/** The workers, carried in the page itself. */

export const startHashWorker = (): Worker => new HashWorker();
export const startVerifyWorker = (): Worker => new VerifyWorker();
