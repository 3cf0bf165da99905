import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { openPage } from '../../support/open-page.ts';
import { removeData, type Service, startService } from '../../support/service.ts';

/** What a service says of a record ID to whoever asks, and a report on paper. */

/** Reads text out of PDFs. */
const pdftotext = ['/usr/bin/pdftotext', '/usr/local/bin/pdftotext', '/opt/homebrew/bin/pdftotext'].find(
  existsSync,
);

let browser: Browser;
let service: Service;
let recordId: string;
let receipt: Uint8Array;

describe.skipIf(chromiumPath === undefined)(`the verify page of a service${noBrowser}`, () => {
  beforeAll(async () => {
    [service, browser] = await Promise.all([startService(), launchBrowser()]);
    ({ recordId } = await service.submit([{ name: '电表.csv', bytes: 'a' }], { case: 'secret case' }));
    receipt = await service.receipt(recordId);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    if (service) removeData(service.data);
  });

  it('says of a record ID that it is held, and nothing of what is in it', async () => {
    const { page, offences, close } = await openPage(browser, service, { path: `verify?record=${recordId}` });
    const answer = page.locator('[data-look-up=held]');
    await answer.waitFor();
    expect(await answer.innerText()).toContain('本服务保存有这条存证记录');
    expect(await page.locator('#main').innerText()).not.toMatch(/secret case|电表/);
    expect(await findingsOf(page)).toEqual([]);
    expect(offences).toEqual([]);
    await close();
  });

  it('takes an ID as it is pasted, says when it is none, and when no record has it', async () => {
    const { page, close } = await openPage(browser, service, {
      path: 'verify',
      locale: 'en-GB',
      viewport: { width: 360, height: 800 },
    });
    const field = page.getByLabel('Record ID', { exact: true });
    await field.fill('abc');
    await field.press('Enter');
    await page.locator('[role=alert]', { hasText: '64 digits' }).waitFor();
    expect(await findingsOf(page)).toEqual([]);
    await field.fill('a'.repeat(64));
    await field.press('Enter');
    await page.locator('[data-look-up=NOT_FOUND]').waitFor();
    await field.fill(` 0x${recordId.toUpperCase().match(/.{8}/g)?.join(' ')}`);
    await field.press('Enter');
    await page.locator('[data-look-up=held]').waitFor();
    await page.goBack();
    await page.locator('[data-look-up=NOT_FOUND]').waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(360);
    await close();
  });

  it('an outage reads as an outage', async () => {
    const { page, close } = await openPage(browser, service, { path: 'verify' });
    await page.locator('.groups').waitFor();
    await page.context().setOffline(true);
    await page.getByLabel('存证编号', { exact: true }).fill(recordId);
    await page.getByLabel('存证编号', { exact: true }).press('Enter');
    const problem = page.locator('[role=alert]', { hasText: 'unreachable' });
    await problem.waitFor();
    await page.context().setOffline(false);
    await problem.getByRole('button').click();
    await page.locator('[data-look-up=held]').waitFor();
    await close();
  });

  it.skipIf(pdftotext === undefined)(
    `puts the whole report on paper: verdict, every check unfolded, time and fingerprint${pdftotext === undefined ? ' (SKIPPED: no pdftotext; install poppler-utils)' : ''}`,
    async () => {
      const { page, folder, close } = await openPage(browser, service, { path: 'verify' });
      await page.locator('.groups').waitFor();
      await page.evaluate(() => {
        window.print = () => document.documentElement.setAttribute('data-printed', 'yes');
      });
      await page.setInputFiles('[data-choose=files]', [
        { name: 'receipt.json', mimeType: '', buffer: Buffer.from(receipt) },
        { name: '电表.csv', mimeType: '', buffer: Buffer.from('a') },
      ]);
      await page.locator('[data-verdict=VERIFIED]').waitFor();
      await page.getByRole('button', { name: '打印核验报告' }).click();
      await page.locator('[data-printed]').waitFor();
      const pdf = join(folder, 'report.pdf');
      writeFileSync(pdf, await page.pdf({ format: 'A4' }));
      await page.evaluate(() => dispatchEvent(new Event('afterprint')));
      await page.locator('.printed').waitFor({ state: 'detached' });
      // Where the font changes, the tool sees a space.
      const text = execFileSync(pdftotext ?? '', [pdf, '-'])
        .toString()
        .replace(/\s+/g, '');
      const trust = await page.locator('.groups').first().innerText();
      for (const said of [
        '核验通过',
        '电表.csv',
        recordId.slice(0, 16),
        '区块封签',
        '应为',
        '以该计算机的时钟为准',
      ]) {
        expect(text).toContain(said);
      }
      expect(text).toContain(trust.replace(/\s+/g, ''));
      expect(text).not.toContain('拖到这里');
      await close();
    },
  );
});
