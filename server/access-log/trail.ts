import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { callerOf } from '../http/authenticate.ts';
import type { OperationId } from '../http/operations.ts';
import { insertAccess } from '../store/access-log.ts';
import type { Store } from '../store/store.ts';
import { ACTIONS } from './actions.ts';

/**
 * Notes who looked at what, after the answer went out and only where it was one. An entry is durable some milliseconds
 * after its answer: a power cut in between loses it. A page that asks again and again is one entry a minute.
 */

const SAME_MS = 60_000;
const ANONYMOUS = 'anonymous';

/** What the answer is about: the record that the path or the answer names. */
function subjectOf(id: unknown, response: Response): string | undefined {
  const named = response.locals.subject as string | undefined;
  return named ?? (typeof id === 'string' ? id.slice(0, 100) : undefined);
}

export function accessTrail(store: Store, log: Logger, now: () => number = Date.now) {
  const noted = new Map<string, number>();

  function isNew(key: string, at: number): boolean {
    for (const [old, since] of noted) {
      if (at - since < SAME_MS && at >= since) break;
      noted.delete(old);
    }
    if (noted.has(key)) return false;
    noted.set(key, at);
    return true;
  }

  /** The handler that notes an operation; undefined for one that is not noted. */
  return (id: OperationId): RequestHandler[] => {
    const action = ACTIONS[id];
    if (action === null) return [];
    return [
      (request, response, next) => {
        response.once('close', () => {
          // 202: there was nothing to be seen yet.
          if (!response.headersSent || response.statusCode >= 400 || response.statusCode === 202) return;
          const actor = callerOf(response)?.actor ?? ANONYMOUS;
          const subject = subjectOf(request.params.id, response);
          // A stranger's check of a receipt of their own tells nothing about what is here.
          if (actor === ANONYMOUS && subject === undefined) return;
          const at = now();
          if (!isNew(`${actor} ${action} ${subject ?? ''}`, at)) return;
          store
            .enqueue(() => insertAccess(store, at, actor, action, subject ?? null))
            .catch((cause: unknown) =>
              log.error({ actor, action, subject, err: cause }, 'An access could not be noted'),
            );
        });
        next();
      },
    ];
  };
}
