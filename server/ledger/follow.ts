import { JianzhengError } from '../../core/errors.ts';
import type { Halt } from './halt.ts';
import type { HeadFollower } from './head.ts';

/** Keeps the verified head fresh, so that new records can name a recent block, and tells whether the node shows our chain. */
export type Following = {
  /** Why the node has not shown itself on our chain lately, as a code; undefined when it has. */
  trouble(): string | undefined;
  /** Why the chain makes no blocks just now, where the node tells. */
  halt(): Halt | undefined;
  readonly ended: Promise<void>;
};

const EVERY_MS = 1_000;
/** Until the first head is known, nothing can be submitted: look often. */
const FIRST_MS = 50;

export function keepFollowing(
  head: HeadFollower,
  askHalt: () => Promise<Halt | undefined>,
  pause: (ms: number) => Promise<void>,
  stopped: AbortSignal,
): Following {
  let trouble: string | undefined = 'chain-not-ready';
  let halt: Halt | undefined;
  async function run(): Promise<void> {
    while (!stopped.aborted) {
      try {
        await head.confirm();
        trouble = undefined;
      } catch (error) {
        trouble = error instanceof JianzhengError ? error.code : 'unexpected';
      }
      // A node that answers nothing, or of another chain, has nothing to say of ours.
      halt = trouble === undefined || trouble === 'chain-not-ready' ? await askHalt() : undefined;
      await pause(trouble === undefined || head.latest() ? EVERY_MS : FIRST_MS);
    }
  }
  return { trouble: () => trouble, halt: () => halt, ended: run() };
}
