/** One line of the table of measurements. Every benchmark file exports by default a function that gives its lines. */
export type Row = {
  /** P1 to P13. */
  readonly id: string;
  readonly what: string;
  readonly value: number;
  /** `x` for a ratio to something measured in the same run: those alone can be compared with another machine's. */
  readonly unit: string;
  readonly target?: string;
  readonly ok?: boolean;
};

/** Milliseconds of the fastest of `runs` runs: the one that was disturbed least. */
export function fastest(runs: number, work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
