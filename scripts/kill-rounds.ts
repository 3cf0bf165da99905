/**
 * `node scripts/kill-rounds.ts [rounds]`: random kill -9 of service and chain under load, 1,000 times if nothing else
 * is said, everything verified again after every 50. Prints the summary that docs/operations/kill-rounds.md keeps.
 */
import { killRounds } from '../test/support/kill-rounds.ts';

const rounds = Number(process.argv[2] ?? 1_000);
if (!Number.isSafeInteger(rounds) || rounds < 1) {
  console.error('Usage: node scripts/kill-rounds.ts [rounds]');
  process.exit(2);
}

const summary = await killRounds({
  rounds,
  untilMs: Number.POSITIVE_INFINITY,
  checkEvery: 50,
  onRound: ({ rounds: done, records, checks }) => {
    if (done % 10 === 0) console.log(`${done} kills, ${checks} checks, ${records} records at the last one`);
  },
});
const starts = summary.starts.toSorted((a, b) => a - b);
const at = (share: number): number =>
  starts[Math.min(starts.length - 1, Math.floor(starts.length * share))] ?? 0;
console.log(
  [
    `kills: ${summary.rounds} (${Object.entries(summary.kills)
      .map(([name, n]) => `${name} ${n}`)
      .join(', ')})`,
    `time: ${summary.seconds} s`,
    `records: ${summary.records}, batches: ${summary.batches}`,
    `everything verified again: ${summary.checks} times, nothing differed`,
    `start to ready: median ${at(0.5)} ms, 99 % ${at(0.99)} ms, longest ${at(1)} ms`,
  ].join('\n'),
);
