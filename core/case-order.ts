import type { Statement } from './statement-events.ts';

/** A case in the order of the chain, and how whole it is known to be. */

type Anchored = {
  readonly recordId: string;
  readonly position: number | null;
  readonly block: number | null;
};
type Said = { readonly block: number; readonly statement: Statement };

export type Moment<Record extends Anchored, Item extends Said> =
  | { readonly block: number; readonly record: Record }
  | { readonly block: number; readonly said: Item };

/**
 * Anchored records and statements, earliest block first; of one block, records before what was said.
 * @param items in the order of the chain
 */
export function inOrder<Record extends Anchored, Item extends Said>(
  records: readonly Record[],
  items: readonly Item[],
): Moment<Record, Item>[] {
  const anchored = records.flatMap((record) =>
    record.block === null ? [] : [{ block: record.block, record }],
  );
  const said = items.map((item) => ({ block: item.block, said: item }));
  return [...anchored, ...said].sort((a, b) => a.block - b.block);
}

/** How many records a case is known to have, and which of them are not here. */
export type Extent = {
  /** Said on the chain by the case's own agency; null while the case is open: then it is known up to the last position. */
  readonly closedWith: number | null;
  readonly upTo: number;
  /** Positions from 1 to `upTo` of which no record is here. */
  readonly missing: number;
};

/** @param agency whose case it is: only its own word closes it */
export function extentOf(
  agency: string,
  records: readonly Anchored[],
  items: readonly { readonly statement: Statement }[],
): Extent {
  const closing = items
    .map(({ statement }) => statement)
    .find((statement) => statement.kind === 'closed' && statement.agency === agency);
  const closedWith = closing?.kind === 'closed' ? closing.count : null;
  const positions = new Set(records.flatMap(({ position }) => position ?? []));
  const upTo = closedWith ?? Math.max(0, ...positions);
  const here = [...positions].filter((position) => position <= upTo).length;
  return { closedWith, upTo, missing: upTo - here };
}
