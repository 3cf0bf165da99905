import type { Effect } from '../core/governance/effect.ts';
import type { Motion } from '../core/governance/state.ts';
import type { Status } from '../core/governance/words.ts';

/** The service's API v1 as the pages use it: same origin, session cookie, problems as values with a next step. */

/** What went wrong (RFC 9457), in the language of the page: `next` says what to do. */
export type Problem = {
  readonly code: string;
  /** 0: no answer came. */
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly next?: string;
  /** Members of the request that it is about, by their path. */
  readonly paths?: readonly string[];
};

export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

function pathsOf(errors: unknown): string[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: { path?: unknown } | null) =>
    typeof error?.path === 'string' ? [error.path] : [],
  );
}

export type RecordState = 'received' | 'batched' | 'anchored';

export type RecordFile = {
  readonly name: string;
  readonly size: number;
  readonly mediaType: string;
  readonly sha256: string;
  readonly sm3: string | null;
  readonly stored: boolean;
};

export type RecordView = {
  readonly recordId: string;
  readonly agency: string;
  readonly case: string;
  readonly position: number;
  readonly kind: string;
  readonly state: RecordState;
  readonly receivedAt: string;
  readonly claims: Readonly<Record<string, string>>;
  readonly files: readonly RecordFile[];
  /** Tokens of a time-stamping authority over its batch. */
  readonly timeStamps?: number;
  readonly anchor?: {
    readonly sequence: number;
    readonly blockNumber: number;
    readonly blockTime: string;
    readonly notBeforeNumber: number;
    readonly sealedBy: number;
  } | null;
};

export type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null };
export type CaseView = { readonly id: string; readonly count: number; readonly lastAt: string };

export type Who = {
  readonly role: 'officer' | 'auditor' | 'operator';
  readonly name: string | null;
  readonly csrf: string;
  /** The account, where it is somebody's. */
  readonly account?: string;
  readonly agency: { readonly id: string; readonly name: { readonly en: string; readonly zh: string } };
};

export type SeatView = {
  readonly id: string;
  /** Named by the founding; null for an agency that joined later. */
  readonly name: { readonly en: string; readonly zh: string } | null;
  readonly status: Status;
  readonly governance: string;
  readonly validator: string;
  readonly nextValidator: string | null;
  readonly claimUntil: string | null;
  readonly reinstateUntil: string | null;
};

export type MotionView = Omit<Motion, 'deadline' | 'epoch'> & {
  readonly needed: number;
  readonly deadline: string;
  readonly effect: Effect | null;
};

export type GovernanceView = {
  /** The agency of this service. */
  readonly agency: string;
  readonly block: number;
  readonly time: string;
  readonly version: number;
  readonly validators: readonly string[];
  readonly threshold: number;
  readonly voters: number;
  readonly seats: readonly SeatView[];
  readonly motions: readonly MotionView[];
};

export type ApiRequest = {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1/`. */
  readonly path: string;
  readonly json?: unknown;
  /** Idempotency-Key: the same request under it again has the same answer, and happens once. */
  readonly key?: string;
  readonly signal?: AbortSignal;
};

export type ApiOptions = {
  /** For Accept-Language: problems come back in it. */
  language(): string;
  csrf(): string | undefined;
  /** Texts of what no service can say: that it did not answer, or not as such a service does. */
  unreachable(): Problem;
  unexpected(status: number): Problem;
  /** The session ended. */
  onSignedOut(): void;
  /** The role is not enough for what was asked. */
  onRoleRefused(): void;
};

export type Api = {
  /** The answer's bytes. @throws ApiProblem */
  send(request: ApiRequest): Promise<Response>;
  /** The answer's JSON. @throws ApiProblem */
  ask<Value>(request: ApiRequest): Promise<Value>;
  /** Headers of a request that changes something. */
  headers(unsafe: boolean): Record<string, string>;
  /** Reads a problem out of an answer's text. */
  problemOf(status: number, text: string): Problem;
};

export function createApi(options: ApiOptions): Api {
  const headers = (unsafe: boolean): Record<string, string> => {
    const csrf = options.csrf();
    return {
      Accept: 'application/json, application/problem+json',
      'Accept-Language': options.language(),
      ...(unsafe && csrf !== undefined ? { 'X-CSRF-Token': csrf } : {}),
    };
  };

  const problemOf = (status: number, text: string): Problem => {
    if (status === 0) return options.unreachable();
    if (status === 401) options.onSignedOut();
    try {
      const said = JSON.parse(text) as Partial<Record<keyof Problem | 'errors', unknown>>;
      if (typeof said.code === 'string' && typeof said.title === 'string') {
        const { code, title, detail, next } = said;
        if (code === 'role-insufficient') options.onRoleRefused();
        const paths = pathsOf(said.errors);
        return {
          code,
          status,
          title,
          ...(typeof detail === 'string' && detail !== title ? { detail } : {}),
          ...(typeof next === 'string' ? { next } : {}),
          ...(paths.length > 0 ? { paths } : {}),
        };
      }
    } catch {
      // No JSON: a proxy or another service answered.
    }
    return options.unexpected(status);
  };

  const send = async ({ method = 'GET', path, json, key, signal }: ApiRequest): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(`/api/v1/${path}`, {
        method,
        credentials: 'same-origin',
        cache: 'no-store',
        headers: {
          ...headers(method !== 'GET'),
          ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(key === undefined ? {} : { 'Idempotency-Key': key }),
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ApiProblem(options.unreachable());
    }
    if (response.status >= 400) throw new ApiProblem(problemOf(response.status, await response.text()));
    return response;
  };

  const ask = async <Value>(request: ApiRequest): Promise<Value> => {
    const response = await send(request);
    if (response.status === 204) return undefined as Value;
    try {
      return (await response.json()) as Value;
    } catch {
      throw new ApiProblem(options.unexpected(response.status));
    }
  };

  return { send, ask, headers, problemOf };
}

/** The problem in an error, whatever was thrown. */
export function problemIn(error: unknown): Problem {
  if (error instanceof ApiProblem) return error.problem;
  throw error;
}
