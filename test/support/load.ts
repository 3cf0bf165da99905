import { randomUUID } from 'node:crypto';
import type { Given, RecordAnswer, Service } from './service.ts';

/**
 * Submitters who do as the documentation says: every submission has a key, and one that got no answer is repeated with
 * that key until it gets one. What they were told is held against the service in the end.
 */
type Submission = { readonly key: string; readonly files: readonly Given[]; readonly caseId: string };

export type Load = {
  /** Key to record ID, of every submission that was answered. */
  readonly acknowledged: ReadonlyMap<string, string>;
  /** Submits to a service until it is told to stop or the service is gone. */
  run(service: Service, submitters: number, stop: AbortSignal): Promise<void>;
  /** Repeats every submission that was never answered. @throws Error when one still is not */
  finish(service: Service): Promise<void>;
  /** Repeats some that were answered, and holds the second answer against the first. */
  repeat(service: Service, count: number): Promise<void>;
};

export function createLoad(): Load {
  const acknowledged = new Map<string, string>();
  const submissions = new Map<string, Submission>();
  const open = new Map<string, Submission>();
  let made = 0;

  function next(): Submission {
    const number = made++;
    // Every third has content that others have too, every fifth a file that is stored on its own.
    const text = number % 3 === 0 ? 'the same bytes as others' : `evidence ${number}`;
    const large = number % 5 === 0 ? [{ name: 'large.bin', bytes: 'x'.repeat(200_000 + number) }] : [];
    const files = [{ name: `file ${number}.txt`, bytes: text }, ...large];
    const submission = { key: randomUUID(), files, caseId: `case ${number % 7}` };
    submissions.set(submission.key, submission);
    return submission;
  }

  async function send(service: Service, submission: Submission): Promise<void> {
    open.set(submission.key, submission);
    const { key, files, caseId } = submission;
    const answer: RecordAnswer = await service.submit(files, { case: caseId }, key);
    const before = acknowledged.get(key);
    if (before !== undefined && before !== answer.recordId) {
      throw new Error(`Key ${key} gave record ${before} first, and then ${answer.recordId}`);
    }
    acknowledged.set(key, answer.recordId);
    open.delete(key);
  }

  return {
    acknowledged,
    async run(service, submitters, stop) {
      const submit = async (): Promise<void> => {
        while (!stop.aborted) {
          const [waiting] = open.values();
          // Enough to have something at every stage of the way, and little enough to verify it all again soon.
          await new Promise((resolve) => setTimeout(resolve, 40));
          try {
            await send(service, waiting && !stop.aborted && Math.random() < 0.5 ? waiting : next());
          } catch (error) {
            // A service that is being killed answers nothing; what it was sent stays open and is repeated.
            if (error instanceof Error && error.message.startsWith('Key ')) throw error;
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
        }
      };
      await Promise.all(Array.from({ length: submitters }, submit));
    },
    async finish(service) {
      for (const submission of [...open.values()]) await send(service, submission);
    },
    async repeat(service, count) {
      for (const key of [...acknowledged.keys()].slice(-count)) {
        await send(service, submissions.get(key) as Submission);
      }
    },
  };
}
