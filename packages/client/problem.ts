import type { Problem, ProblemCode } from './api.ts';

/** What a call ends with when it does not succeed. */

/** The service refused: an RFC 9457 problem, with a code that stays the same in every language and version. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  /** One of docs/errors.md; a newer service may know more. */
  readonly code: ProblemCode | (string & {});
  readonly status: number;
  /** What to do, in the language that was asked for. */
  readonly next: string;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.code = problem.code;
    this.status = problem.status;
    this.next = problem.next;
    this.problem = problem;
  }
}

/**
 * There was no answer of the service: nobody could be reached (`service-unreachable`), somebody else answered, such as
 * a proxy (`answer-unexpected`), or the record has no receipt yet (`receipt-pending`).
 */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: 'service-unreachable' | 'answer-unexpected' | 'receipt-pending';

  constructor(code: ClientError['code'], message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options);
    this.code = code;
  }
}

function isProblem(value: unknown): value is Problem {
  const { code, detail, status } = (value ?? {}) as Partial<Problem>;
  return typeof code === 'string' && typeof detail === 'string' && typeof status === 'number';
}

/** The error behind an answer that is none of the good ones. */
export async function errorOf(answer: Response): Promise<ProblemError | ClientError> {
  const text = await answer.text().catch(() => '');
  try {
    const told: unknown = JSON.parse(text);
    if (isProblem(told)) return new ProblemError(told);
  } catch {
    // Not of the service: its own are JSON.
  }
  return new ClientError('answer-unexpected', `${answer.status} ${text.slice(0, 200)}`.trim());
}
