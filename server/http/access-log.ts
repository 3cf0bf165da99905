import type { RequestHandler } from 'express';
import { listAccess } from '../store/access-log.ts';
import { accessCursor, readCursor, writeCursor } from './cursor.ts';
import { accessQuery, read } from './schemas.ts';
import type { Services } from './services.ts';

/** `GET /access-log`: who did what, and who looked at what, newest first. */
export function accessLog({ store }: Services): RequestHandler {
  return (request, response) => {
    const query = read(accessQuery, request.query);
    const before = readCursor(accessCursor, query.cursor);
    const { actor, action, subject } = query;
    const rows = listAccess(store, {
      actor,
      action,
      subject,
      beforeSeq: before?.[0],
      limit: query.limit + 1,
    });
    const page = rows.slice(0, query.limit);
    response.set('Cache-Control', 'no-store').json({
      items: page.map((row) => ({ ...row, at: new Date(row.at).toISOString() })),
      next: rows.length > page.length ? writeCursor([page.at(-1)!.seq]) : null,
    });
  };
}
