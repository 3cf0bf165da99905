import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { someOf } from '../../support/long.ts';
import { openPage } from '../../support/open-page.ts';
import { removeData, type Service, startService } from '../../support/service.ts';

/** What every page owes to whoever cannot see it well, uses a small screen, or reads the other language. */

let browser: Browser;
let service: Service;
let recordId: string;
let receipt: Uint8Array;

type Step = {
  name: string;
  path: string;
  role?: 'officer' | 'operator';
  reach?: (page: Page) => Promise<void>;
};

const STEPS: Step[] = [
  { name: 'first page', path: '' },
  { name: 'sign in', path: 'sign-in' },
  {
    name: 'spent ticket',
    path: 'sign-in?ticket=spent',
    reach: (page) => page.locator('h2').first().waitFor(),
  },
  { name: 'no such page', path: 'nowhere' },
  { name: 'meaning of verdicts', path: 'trust', reach: (page) => page.locator('.groups').waitFor() },
  { name: 'verify, empty', path: 'verify', reach: (page) => page.locator('.groups').waitFor() },
  {
    name: 'verified',
    path: 'verify',
    async reach(page) {
      const files = [
        { name: 'receipt.json', mimeType: '', buffer: Buffer.from(receipt) },
        { name: 'a.txt', mimeType: '', buffer: Buffer.from('a') },
      ];
      await page.setInputFiles('[data-choose=files]', files);
      await page.locator('[data-verdict=VERIFIED]').waitFor();
      await page.locator('.report button', { hasText: /展开全部细节|Show every detail/ }).click();
      await page.locator('.given summary').click();
      for (const summary of await page.locator('.report > details > summary').all()) await summary.click();
    },
  },
  {
    name: 'content differs',
    path: 'verify',
    async reach(page) {
      const files = [
        { name: 'receipt.json', mimeType: '', buffer: Buffer.from(receipt) },
        { name: 'b.txt', mimeType: '', buffer: Buffer.from('b') },
      ];
      await page.setInputFiles('[data-choose=files]', files);
      await page.locator('[data-verdict=MISMATCH]').waitFor();
    },
  },
  {
    name: 'receipt missing',
    path: 'verify',
    async reach(page) {
      await page.setInputFiles('[data-choose=files]', [
        { name: 'b.txt', mimeType: '', buffer: Buffer.from('b') },
      ]);
      await page.getByText(/还缺少回执|A receipt is still missing/).waitFor();
    },
  },
  { name: 'signed in', path: '', role: 'officer' },
  {
    name: 'new record, empty',
    path: 'new',
    role: 'officer',
    reach: (page) => page.locator('.drop').waitFor(),
  },
  {
    name: 'new record, made',
    path: 'new',
    role: 'officer',
    async reach(page) {
      await page.setInputFiles('[data-choose=files]', [
        { name: '很长的名字'.repeat(20), mimeType: 'text/plain', buffer: Buffer.from('x') },
      ]);
      await page.getByText(/摘要已算出|digests ready/).waitFor();
      expect(await findingsOf(page), 'with files chosen').toEqual([]);
      await page.locator('.send button.main').click();
      await page.locator('.result button.main').waitFor();
    },
  },
  {
    name: 'records',
    path: 'records',
    role: 'officer',
    reach: (page) => page.locator('.record-row').first().waitFor(),
  },
  {
    name: 'one record',
    path: 'records/{id}',
    role: 'officer',
    reach: (page) => page.locator('.facts').first().waitFor(),
  },
  {
    name: 'case',
    path: 'case?recordId={id}',
    role: 'officer',
    reach: (page) => page.locator('.matrix').waitFor(),
  },
  {
    name: 'hand-offs, none',
    path: 'custody',
    role: 'officer',
    reach: (page) => page.locator('[data-list=over]').waitFor(),
  },
  {
    name: 'governance',
    path: 'governance',
    role: 'officer',
    reach: (page) => page.locator('.seat').first().waitFor(),
  },
  {
    name: 'network',
    path: 'network',
    role: 'officer',
    async reach(page) {
      await page.locator('[data-agency]').first().waitFor();
      await page.locator('.facts').first().waitFor();
    },
  },
  {
    name: 'receipts and copies',
    path: 'exchange',
    role: 'officer',
    reach: (page) => page.locator('h2').nth(1).waitFor(),
  },
  {
    name: 'this service',
    path: 'operate',
    role: 'operator',
    reach: (page) => page.locator('.record-row').first().waitFor(),
  },
  {
    name: 'access log',
    path: 'access-log',
    role: 'operator',
    reach: (page) => page.locator('.record-row').first().waitFor(),
  },
  {
    name: 'account of nobody',
    path: 'account',
    role: 'officer',
  },
];

describe.skipIf(chromiumPath === undefined)(`every page${noBrowser}`, () => {
  beforeAll(async () => {
    [service, browser] = await Promise.all([startService(), launchBrowser()]);
    ({ recordId } = await service.submit([{ name: 'a.txt', bytes: 'a' }], {
      claims: JSON.stringify({ place: '北京市东城区', note: 'two\nlines' }),
    }));
    receipt = await service.receipt(recordId);
  });

  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    if (service) removeData(service.data);
  });

  it.each(
    someOf([
      ['zh-CN', 'light', 360],
      ['en-GB', 'dark', 1280],
    ] as const),
  )('in %s, %s, %i pixels wide, is clean for axe and fits its screen', async (locale, colorScheme, width) => {
    const viewport = { width, height: 800 };
    const pages = {
      anyone: await openPage(browser, service, { locale, colorScheme, viewport }),
      officer: await openPage(browser, service, { locale, colorScheme, viewport, role: 'officer' }),
      operator: await openPage(browser, service, { locale, colorScheme, viewport, role: 'operator' }),
    };
    for (const { name, path, role, reach } of STEPS) {
      const { page } = pages[role ?? 'anyone'];
      await page.goto('about:blank');
      await page.goto(`${service.url}/#/${path.replace('{id}', recordId)}`);
      await page.locator('h1').waitFor();
      await reach?.(page);
      expect(await findingsOf(page), name).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, `${name} is as wide as its screen`).toBeLessThanOrEqual(width);
      expect(await page.locator('html').getAttribute('lang')).toBe(locale === 'zh-CN' ? 'zh-CN' : 'en');
      // A text that was not filled in, or a key that has no text.
      const text = await page.locator('body').innerText();
      expect(text, name).not.toMatch(/\{[a-zA-Z]+\}|undefined|\[object/);
    }
    for (const { offences, close } of Object.values(pages)) {
      expect(offences).toEqual([]);
      await close();
    }
  });
});
