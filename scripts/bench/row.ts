/** One line of the table of measurements. Ratios hold only for the run that they were taken in. */
export type BenchRow = {
  /** P1 to P10. */
  readonly id: string;
  readonly what: string;
  readonly measured: string;
  readonly target?: string;
  /** Missing where there is no target. */
  readonly met?: boolean;
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

/** Prints rows when the file is run by itself. */
export function printRows(rows: readonly BenchRow[]): void {
  for (const { id, what, measured, target, met } of rows) {
    console.log(
      `${id} ${what}: ${measured}${target ? ` (target ${target}: ${met ? 'met' : 'MISSED'})` : ''}`,
    );
  }
}
