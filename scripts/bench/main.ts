import { availableParallelism, cpus } from 'node:os';
import type { Row } from './row.ts';

/**
 * `npm run bench [-- NAME...]`: every measurement, or those of the named files, as one table. Ratios are taken within one
 * run; plain numbers are of this machine and hold for nothing else.
 */

type Bench = { default: () => Row[] | Promise<Row[]> };

const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  upload: () => import('./upload.ts'),
  'uploads-in-pieces': () => import('./uploads-in-pieces.ts'),
  'small-files': () => import('./small-files.ts'),
  records: () => import('./records.ts'),
  merkle: () => import('./merkle.ts'),
  gas: () => import('./gas.ts'),
  verify: () => import('./verify.ts'),
  'receipt-size': () => import('./receipt-size.ts'),
  'file-verify': () => import('./file-verify.ts'),
  documents: () => import('./documents.ts'),
  chain: () => import('./chain.ts'),
  follow: () => import('./follow.ts'),
  trust: () => import('./trust.ts'),
  network: () => import('./network.ts'),
  bundle: () => import('./bundle.ts'),
  browser: () => import('./browser.ts'),
};

/** No more digits than the measurement has. */
function shown(value: number): string {
  return value >= 1000
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(value < 10 ? 3 : 4)));
}

function line({ id, what, value, unit, target, ok }: Row): string {
  const verdict = ok === undefined ? '' : ok ? 'met' : 'MISSED';
  return `| ${id} | ${what} | ${shown(value)} ${unit} | ${target ?? ''} | ${verdict} |`;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}

console.log(
  `Node ${process.version}, ${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown processor'}\n`,
);
console.log('| | what | measured | target | |\n|---|---|---|---|---|');
let missed = 0;
for (const [name, load] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const rows = await (await load()).default();
  missed += rows.filter((row) => row.ok === false).length;
  for (const row of rows) console.log(line(row));
  globalThis.gc?.();
}
console.log(missed === 0 ? '\nEvery target was met.' : `\n${missed} targets were missed.`);
// Some of what was measured keeps its threads.
process.exit(missed === 0 ? 0 : 1);
