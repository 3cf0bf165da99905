import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeStampRequest, tokenOfReply } from '../../../core/time-stamp/request.ts';
import { timeStampsBytes } from '../../../core/time-stamp/time-stamps.ts';
import { jz, temporaryFolder } from '../../cli/support/jz.ts';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { someOf } from '../../support/long.ts';
import { openPage } from '../../support/open-page.ts';
import { removeData, type Service, startService } from '../../support/service.ts';
import { makeTestTsa, withoutOpenssl } from '../../support/test-tsa.ts';
import { startTsaServer, type TsaServer } from '../../support/tsa-server.ts';
import { until } from '../../support/until.ts';

const SHOTS = process.env.JIANZHENG_SHOTS;

/** Time stamps on the verify page: judged against what the reader pins, and never in the place of the verdict. */

describe.skipIf(chromiumPath === undefined || withoutOpenssl !== undefined)(
  `time stamps on the verify page${noBrowser}`,
  () => {
    const CASE = '2026-矿-22';
    const folder = temporaryFolder();
    const path = (name: string) => join(folder, name);
    const tsa = makeTestTsa();
    let server: TsaServer;
    let service: Service;
    let browser: Browser;
    let recordId: string;
    const give = (page: Page, ...names: string[]) =>
      page.setInputFiles('[data-choose=files]', names.map(path));

    beforeAll(async () => {
      const signer = tsa.signer();
      server = await startTsaServer(signer);
      const env = { JIANZHENG_TSA_URL: server.url };
      [service, browser] = await Promise.all([startService({ env }), launchBrowser()]);
      ({ recordId } = await service.submit([{ name: '电表.csv', bytes: 'a' }], { case: CASE }));
      writeFileSync(path('电表.csv'), 'a');
      writeFileSync(path('receipt.json'), await service.receipt(recordId));
      await until('a time stamp', async () => {
        const answer = await service.request(`/api/v1/records/${recordId}/time-stamps`);
        if (answer.status === 200) writeFileSync(path('stamps.json'), await answer.text());
        return answer.status === 200;
      });
      const asked = { subject: new Uint8Array(32), nonce: new Uint8Array(16).fill(1) };
      const other = tokenOfReply(signer.reply(timeStampRequest(asked)), asked);
      writeFileSync(path('other.json'), timeStampsBytes([other]));
      writeFileSync(path('tsa.pem'), tsa.ca);
      const verifier = await service.request('/verifier.html');
      writeFileSync(path('verifier.html'), await verifier.text());
      const trust = await service.request('/api/v1/trust');
      writeFileSync(path('trust.json'), await trust.text());
      const account = { JIANZHENG_DATA: service.data };
      const withStamps = await jz(['case', 'export', CASE, '-o', path('case.zip')], { env: account });
      const without = await jz(['case', 'export', CASE, '-o', path('bare.zip'), '--no-time-stamps'], {
        env: account,
      });
      expect([withStamps.code, without.code], withStamps.stderr + without.stderr).toEqual([0, 0]);
    }, 180_000);
    afterAll(async () => {
      await browser?.close();
      await service?.stop();
      if (service) removeData(service.data);
      await server?.close();
      tsa.remove();
    });

    it.each(
      someOf([
        ['zh-CN', 1200, '该批次在'],
        ['en', 360, 'the batch existed at'],
      ]),
    )(
      'say nothing until their authority is pinned, and then the time (%s, %i wide)',
      async (locale, width, said) => {
        const { page, offences, close } = await openPage(browser, service, {
          path: 'verify',
          locale,
          viewport: { width, height: 800 },
        });
        await page.locator('.groups').first().waitFor();
        await give(page, '电表.csv', 'receipt.json', 'stamps.json');
        await page.locator('[data-verdict=VERIFIED]').waitFor();
        const stamps = page.locator('.report [data-stamps]');
        expect(await stamps.getAttribute('data-stamps')).toBe('unjudged');
        expect(await page.locator('main').innerText()).not.toContain(said);
        await page.setInputFiles('[data-choose=tsa]', path('receipt.json'));
        await page.locator('[role=alert]', { hasText: 'receipt.json' }).waitFor();
        await page.setInputFiles('[data-choose=tsa]', path('tsa.pem'));
        await page.locator('[data-stamps=holds]').waitFor();
        expect(await stamps.innerText()).toContain(said);
        expect(await findingsOf(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(
          0,
        );
        expect(offences).toEqual([]);
        await close();
      },
    );

    it('are downloaded beside the receipt, as the service holds them', async () => {
      const { page, offences, close } = await openPage(browser, service, {
        role: 'officer',
        locale: 'en',
        path: `records/${recordId}`,
      });
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download the time stamps' }).click(),
      ]);
      expect(readFileSync(await download.path(), 'utf8')).toBe(readFileSync(path('stamps.json'), 'utf8'));
      expect(offences).toEqual([]);
      await close();
    });

    it('name the check that failed, and leave the verdict as it is', async () => {
      const { page, close } = await openPage(browser, service, { path: 'verify', locale: 'en' });
      await page.locator('.groups').first().waitFor();
      await give(page, '电表.csv', 'receipt.json', 'other.json');
      await page.locator('[data-verdict=VERIFIED]').waitFor();
      const stamps = page.locator('[data-stamps=fails]');
      await stamps.getByText('What the time stamp is over').waitFor();
      expect(await stamps.innerText()).toContain('The verdict on the evidence does not rest on it.');
      expect(await findingsOf(page)).toEqual([]);
      await close();
    });

    it.each(
      someOf([
        ['zh-CN', 1200, '该批次在'],
        ['en', 360, 'the batch existed at'],
      ]),
    )('come in a bundle, and are told of its records (%s, %i wide)', async (locale, width, said) => {
      const viewport = { width, height: 800 };
      const { page, offences, close } = await openPage(browser, service, {
        path: 'verify',
        locale,
        viewport,
      });
      await page.locator('.groups').first().waitFor();
      await give(page, 'case.zip');
      await page.locator('[data-bundle=VERIFIED] [data-bundle-stamps="1"] .icon-unknown').waitFor();
      await page.setInputFiles('[data-choose=tsa]', path('tsa.pem'));
      await page.locator('[data-bundle-stamps="1"] .icon-pass').waitFor();
      await page.locator('[data-record] > summary').click();
      const stamps = page.locator('[data-record] [data-stamps=holds]');
      expect(await stamps.innerText()).toContain(said);
      expect(await findingsOf(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      if (SHOTS) await page.screenshot({ path: join(SHOTS, `bundle-stamps-${locale}.png`), fullPage: true });
      expect(offences).toEqual([]);
      await close();
    });

    it('may be given beside a bundle, and one over no batch of it is said to say nothing', async () => {
      const { page, close } = await openPage(browser, service, { path: 'verify', locale: 'en' });
      await page.locator('.groups').first().waitFor();
      await page.setInputFiles('[data-choose=tsa]', path('tsa.pem'));
      await give(page, 'bare.zip', 'stamps.json', 'other.json');
      await page.locator('[data-bundle=VERIFIED] [data-bundle-stamps="1"] .icon-pass').waitFor();
      const loose = page.locator('[data-stamps]');
      expect(await loose.count()).toBe(1);
      expect(await loose.innerText()).toContain('other.json');
      expect(await loose.getAttribute('data-stamps')).not.toBe('holds');
      await close();
    });

    it.each(
      someOf([
        ['zh-CN', 360, '该批次在'],
        ['en', 1200, 'the batch existed at'],
      ]),
    )(
      'are judged by the single file, without a network, against what the reader pins (%s, %i wide)',
      async (locale, width, said) => {
        const viewport = { width, height: 800 };
        const context = await browser.newContext({ locale, offline: true, viewport });
        const page = await context.newPage();
        await page.goto(pathToFileURL(path('verifier.html')).href);
        await page.locator('h1').waitFor();
        await page.setInputFiles('[data-choose=trust]', path('trust.json'));
        await give(page, '电表.csv', 'receipt.json', 'stamps.json');
        await page.locator('[data-verdict=VERIFIED]').waitFor({ timeout: 120_000 });
        const stamps = page.locator('.report [data-stamps]');
        expect(await stamps.getAttribute('data-stamps')).toBe('unjudged');
        await page.setInputFiles('[data-choose=tsa]', path('tsa.pem'));
        await page.locator('.report [data-stamps=holds]').waitFor();
        expect(await stamps.innerText()).toContain(said);
        expect(await findingsOf(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(
          0,
        );
        if (SHOTS)
          await page.screenshot({ path: join(SHOTS, `one-file-stamps-${locale}.png`), fullPage: true });
        await context.close();
      },
    );

    it('are judged by the page inside of a bundle that was unpacked, and by no authority that came with it', async () => {
      const unpacked = path('unpacked');
      const { status } = spawnSync('python3', ['-m', 'zipfile', '-e', path('case.zip'), unpacked]);
      expect(status).toBe(0);
      const context = await browser.newContext({ locale: 'en', offline: true });
      const page = await context.newPage();
      const names = readdirSync(unpacked, { recursive: true, encoding: 'utf8' });
      const index = names.find((name) => name.endsWith('index.html'))!;
      await page.goto(pathToFileURL(join(unpacked, index)).href);
      await page.locator('h1').first().waitFor();
      await page.setInputFiles('[data-choose=trust]', path('trust.json'));
      await give(page, 'case.zip');
      await page.locator('[data-bundle=VERIFIED] [data-bundle-stamps="1"] .icon-unknown').waitFor();
      await page.setInputFiles('[data-choose=tsa]', path('tsa.pem'));
      await page.locator('[data-bundle-stamps="1"] .icon-pass').waitFor();
      await page.locator('[data-record] > summary').click();
      expect(await page.locator('[data-record] [data-stamps=holds]').innerText()).toContain('existed at');
      await context.close();
    });
  },
);
