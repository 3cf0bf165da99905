import { join } from 'node:path';
import { openBigCase, run } from './big-case.ts';
import type { Row } from './row.ts';

/**
 * P12: a case with one large file out of a service into a bundle, and the bundle verified: as ratios to copying the
 * file durably and to `sha256sum` of it, and in memory. `BENCH_BUNDLE_GIB=10` for the size that the limit is about.
 */

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const LIMIT_MIB = 150;
const CASE = 'bench';

export default async function bundle(): Promise<Row[]> {
  const gib = Number(process.env.BENCH_BUNDLE_GIB ?? 1);
  const big = await openBigCase(gib * GIB, CASE);
  try {
    const out = join(big.folder, 'case.zip');
    const exported = await big.jz('case', 'export', CASE, '-o', out, '--json');
    const copied = await run('dd', [
      `if=${big.paths.file}`,
      `of=${join(big.folder, 'copy')}`,
      ...['bs=1M', 'conv=fsync', 'status=none'],
    ]);
    const verified = await big.jz('case', 'verify', out, '-t', big.paths.trust, '--json');
    const summed = await run('sha256sum', [big.paths.file]);
    const idle = await big.jz('--help');
    const size = `${gib} GiB`;
    const memory = (what: string, { peakBytes }: typeof exported): Row => {
      const above = (peakBytes - idle.peakBytes) / MIB;
      return {
        ...{ id: 'P12', what, value: above, unit: 'MiB' },
        ...{ target: `<= ${LIMIT_MIB} MiB`, ok: above <= LIMIT_MIB },
      };
    };
    return [
      { id: 'P12', what: `bundle of ${size}, to a durable copy`, value: exported.ms / copied.ms, unit: 'x' },
      memory('  resident above `jz --help`', exported),
      { id: 'P12', what: 'that bundle verified, to sha256sum', value: verified.ms / summed.ms, unit: 'x' },
      memory('  resident above `jz --help`', verified),
    ];
  } finally {
    await big.close();
  }
}
