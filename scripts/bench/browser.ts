import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { chromiumPath, launchBrowser } from '../../test/support/browser.ts';
import { longestTask, watchLongTasks } from '../../test/support/long-tasks.ts';
import { openBigCase, run } from './big-case.ts';
import type { Row } from './row.ts';

/**
 * P13: the verify page in a browser: what comes over the line before it can be used, how soon a small file has its
 * verdict, and a large one as a ratio to `sha256sum` of it in the same run. While a large file is read the page stays
 * responsive: the longest task of its thread. `BENCH_BROWSER_GIB=4` for a larger file.
 */

const GIB = 1024 ** 3;
/** The page and the verifier that it starts. */
const MOST_KB = 100;
/** What people take for an answer at once. */
const LONGEST_TASK_MS = 200;

/** Gives files to a page that is ready, and waits for the verdict. @returns ms */
async function verdict(page: Page, files: readonly string[]): Promise<number> {
  const start = performance.now();
  await page.setInputFiles('[data-choose=files]', [...files]);
  await page.locator('[data-verdict=VERIFIED]').first().waitFor();
  return performance.now() - start;
}

export default async function browser(): Promise<Row[]> {
  if (chromiumPath === undefined) {
    console.log('SKIPPED: no Chromium found; install one, or name it in JIANZHENG_CHROMIUM.');
    return [];
  }
  const gib = Number(process.env.BENCH_BROWSER_GIB ?? 1);
  const big = await openBigCase(gib * GIB, 'bench');
  const chromium = await launchBrowser();
  try {
    const small = join(big.folder, 'small.txt');
    writeFileSync(small, 'a small file');
    const { recordId } = await big.service.submit([{ name: 'small.txt', bytes: 'a small file' }]);
    const receipt = join(big.folder, 'small.json');
    writeFileSync(receipt, await big.service.receipt(recordId));
    const open = async (): Promise<{ page: Page; ms: number; bytes: number }> => {
      const context = await chromium.newContext();
      context.setDefaultTimeout(3_600_000);
      const page = await context.newPage();
      await watchLongTasks(page);
      const start = performance.now();
      await page.goto(`${big.service.url}/#/verify`);
      await page.locator('[data-choose=files]').waitFor({ state: 'attached' });
      const ms = performance.now() - start;
      const bytes = await page.evaluate(
        `performance.getEntries().reduce((sum, { transferSize = 0 }) => sum + transferSize, 0)`,
      );
      return { page, ms, bytes: Number(bytes) };
    };
    // The first one finds nothing in any cache of the service's or the system's.
    await (await open()).page.context().close();
    const first = await open();
    const quick = await verdict(first.page, [receipt, small]);
    await first.page.context().close();
    const second = await open();
    const large = await verdict(second.page, [big.paths.receipt, big.paths.file]);
    const longest = await longestTask(second.page);
    await second.page.context().close();
    const summed = await run('sha256sum', [big.paths.file]);
    return [
      { id: 'P13', what: 'first load of the verify page, nothing cached', value: first.ms, unit: 'ms' },
      {
        ...{ id: 'P13', what: '  over the line', value: first.bytes / 1000, unit: 'kB' },
        ...{ target: `<= ${MOST_KB} kB`, ok: first.bytes <= MOST_KB * 1000 },
      },
      { id: 'P13', what: '  from a small file to its verdict', value: quick, unit: 'ms' },
      {
        id: 'P13',
        what: `file of ${gib} GiB to its verdict, SHA-256 and SM3, to sha256sum`,
        value: large / summed.ms,
        unit: 'x',
      },
      {
        ...{ id: 'P13', what: '  longest task of the page meanwhile', value: longest, unit: 'ms' },
        ...{ target: `<= ${LONGEST_TASK_MS} ms`, ok: longest <= LONGEST_TASK_MS },
      },
    ];
  } finally {
    await chromium.close();
    await big.close();
  }
}
