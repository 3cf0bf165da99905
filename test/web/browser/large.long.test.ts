import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BigCase, openBigCase } from '../../../scripts/bench/big-case.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { longestTask, watchLongTasks } from '../../support/long-tasks.ts';
import { openPage } from '../../support/open-page.ts';

/** A file of 4 GiB on the verify page: read in a worker, while the page goes on being a page. */

const GIB = 1024 ** 3;
let big: BigCase;
let browser: Browser;

/** Turns one bit of the last byte; again, and it is as it was. */
function flipLastBit(path: string): void {
  const file = openSync(path, 'r+');
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, big.bytes - 1);
  writeSync(file, Buffer.of(last[0]! ^ 1), 0, 1, big.bytes - 1);
  closeSync(file);
}

const reading = (page: Page) =>
  page
    .locator('progress')
    .first()
    .evaluate((bar) => (bar as HTMLProgressElement).position);

describe.skipIf(chromiumPath === undefined)(`a file of 4 GiB${noBrowser}`, () => {
  beforeAll(async () => {
    [big, browser] = await Promise.all([openBigCase(4 * GIB, 'large'), launchBrowser()]);
  }, 600_000);

  afterAll(async () => {
    await browser?.close();
    await big?.close();
  });

  it('has its verdict, while the page stays quick and shows how far it is; one bit of it counts', async () => {
    const opened = await openPage(browser, big.service, { locale: 'en-GB' });
    const { page, offences } = opened;
    await watchLongTasks(page);
    await page.reload();
    await page.goto(`${big.service.url}/#/verify`);
    await page.setInputFiles('[data-choose=files]', [big.paths.receipt, big.paths.file]);
    await page.locator('progress').first().waitFor();
    // The page does other things meanwhile, and does not lose what it was given.
    const before = await reading(page);
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('heading', { level: 1, name: '核验' }).waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { level: 1, name: 'Verify' }).waitFor();
    await expect.poll(() => reading(page), { timeout: 60_000 }).toBeGreaterThan(before);
    await page.locator('[data-verdict=VERIFIED]').waitFor();
    const longest = await longestTask(page);
    console.log(`4 GiB verified in the browser; longest task of the page: ${Math.round(longest)} ms`);

    flipLastBit(big.paths.file);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.setInputFiles('[data-choose=files]', [big.paths.receipt, big.paths.file]);
    await page.locator('[data-verdict=MISMATCH]').waitFor();
    expect(offences).toEqual([]);
    await opened.close();
  }, 600_000);
});
