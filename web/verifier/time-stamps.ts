import type {
  countPinned as count,
  judgeStamps as judge,
  judgeStampsOfBundle as judgeBundled,
} from '../work/time-stamps.ts';

/**
 * The single file judges no time stamps: what reads them is a third of its size, for something that most receipts do
 * not have. They are told apart from evidence, and said to be unjudged.
 */
export const judgeStamps: typeof judge = async (_file, roots) => ({
  report: { outcome: 'unjudged', checks: [] },
  of: roots.length === 1 ? [0] : [],
});

export const judgeStampsOfBundle: typeof judgeBundled = async (inside) =>
  [...inside.keys()].map((path) => ({ path, records: [], report: { outcome: 'unjudged', checks: [] } }));

export const countPinned: typeof count = () => 0;
