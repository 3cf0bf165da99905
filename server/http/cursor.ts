import { z } from 'zod';
import { Refusal } from '../refusal.ts';

/** Where a page of a list ends, opaque to clients so that it may change. */

export function writeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws Refusal `request-invalid` */
export function readCursor<Schema extends z.ZodType>(
  schema: Schema,
  cursor: string | undefined,
): z.infer<Schema> | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new Refusal('request-invalid', 'The cursor is none of ours', {
      cause,
      details: { where: 'cursor' },
    });
  }
}

export const recordCursor = z.tuple([z.int().min(1)]);
export const accessCursor = z.tuple([z.int().min(1)]);
export const placeCursor = z.tuple([z.int(), z.int(), z.int()]);
export const copyCursor = z.tuple([z.int(), z.string(), z.string(), z.string()]);
export const batchCursor = z.tuple([z.int().min(1)]);
export const caseCursor = z.tuple([z.int(), z.string()]);
