import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { anchored, get, handReceipt } from '../../support/custody-world.ts';
import { openPage } from '../../support/open-page.ts';
import { startTwoAgencies, type TwoAgencies } from '../../support/two-agencies.ts';

/** Opinions and corrections, given and seen on the pages of two agencies on one chain. */

let browser: Browser;
let both: TwoAgencies;

describe.skipIf(chromiumPath === undefined)(
  `what agencies say of records, on their pages${noBrowser}`,
  () => {
    beforeAll(async () => {
      [both, browser] = await Promise.all([startTwoAgencies(), launchBrowser()]);
    }, 180_000);

    afterAll(async () => {
      await browser?.close();
      await both?.close();
    });

    it('an opinion needs the receipt, and reasons to disagree; a later one adds to it', async () => {
      const { grid, police } = both;
      const recordId = await anchored(grid, 'list.csv', 'case 1');
      const { page, offences, close } = await openPage(browser, police, {
        role: 'officer',
        path: `records/${recordId}`,
        viewport: { width: 360, height: 800 },
      });
      await page.getByText('也未存有其回执').waitFor();
      expect(await page.getByRole('button', { name: '出具会签意见' }).count()).toBe(0);

      await handReceipt(grid, police, recordId);
      await page.reload();
      await page.getByText('的存证记录，本机构存有其回执').waitFor();
      await page.getByRole('button', { name: '出具会签意见' }).press('Enter');
      await page.getByLabel('异议', { exact: true }).press('Space');
      expect(await page.getByLabel('理由').getAttribute('required')).not.toBeNull();
      await page.getByLabel('理由').fill('地址与现场不符。');
      expect(await findingsOf(page), 'with the form open').toEqual([]);
      await page.getByRole('button', { name: '在链上表示' }).press('Enter');
      await page.getByText('各机构对该存证记录意见不一').waitFor();
      const row = page.locator('.matrix tbody tr');
      expect(await row.innerText()).toMatch(/\(police\)\s+异议/);
      expect(await findingsOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);

      await page.getByRole('button', { name: '出具会签意见' }).press('Enter');
      await page.getByLabel('确认', { exact: true }).press('Space');
      await page.getByRole('button', { name: '在链上表示' }).press('Enter');
      await row.getByText('确认').waitFor();
      expect(await page.getByText('意见不一').count()).toBe(0);
      await page.getByText('全部表示，最早的在前').press('Enter');
      expect(await page.locator('[data-statement]').count()).toBe(2);
      expect(offences).toEqual([]);
      await close();
      const { items } = await get<{ items: { recordId: string }[] }>(police, 'records?case=reasons');
      expect(items).toHaveLength(1);
    });

    it('its own agency puts another in its place, or withdraws it, once', async () => {
      const { grid } = both;
      const recordId = await anchored(grid, 'old.csv', 'case 2');
      const replacement = await anchored(grid, 'new.csv', 'case 2');
      const { page, offences, close } = await openPage(browser, grid, {
        role: 'officer',
        path: `records/${recordId}`,
        locale: 'en-GB',
        colorScheme: 'dark',
      });
      await page.getByText('No agency has said anything of this record.').waitFor();
      await page.getByRole('button', { name: 'Put another record in its place' }).click();
      await page.getByLabel('ID of the record that takes its place').fill(recordId);
      await page.getByLabel('Reason').fill('A column was missing.');
      await page.getByRole('button', { name: 'Say it on the chain' }).click();
      await page.getByText('Refused by the contract: No record takes its own place.').waitFor();
      await page.getByLabel('ID of the record that takes its place').fill(replacement);
      await page.getByRole('button', { name: 'Say it on the chain' }).click();
      await page.getByText('Its own agency put another record in its place:').waitFor();
      expect(await page.getByRole('button', { name: 'Withdraw' }).count()).toBe(0);
      expect(await findingsOf(page)).toEqual([]);

      await page.locator(`.sayings a[href="#/records/${replacement}"]`).first().click();
      await page.getByRole('button', { name: 'Withdraw' }).click();
      await page.getByLabel('Reason').fill('Wrong file.');
      await page.getByRole('button', { name: 'Say it on the chain' }).click();
      await page.getByText('Its own agency no longer stands by it.').waitFor();
      expect(offences).toEqual([]);
      await close();

      const auditor = await openPage(browser, grid, {
        role: 'auditor',
        path: `records/${await anchored(grid, 'third.csv', 'case 2')}`,
        locale: 'en-GB',
      });
      await auditor.page.getByText('No agency has said anything of this record.').waitFor();
      expect(await auditor.page.getByRole('button', { name: 'Withdraw' }).count()).toBe(0);
      await auditor.close();
    });
  },
);
