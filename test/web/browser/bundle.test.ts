import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jz } from '../../cli/support/jz.ts';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { someOf } from '../../support/long.ts';
import { removeData, type Service, startService } from '../../support/service.ts';

/** A bundle dropped on the verify page of a service, and on the page that it carries itself, without a network. */

const SHOTS = process.env.JIANZHENG_SHOTS;
const CASE = '2026-矿-17';
let folder: string;
let browser: Browser;
let service: Service;
const path = (name: string) => join(folder, name);

async function exportCase(out: string, ...more: string[]): Promise<void> {
  const ran = await jz(['case', 'export', CASE, '-o', path(out), ...more], {
    env: { JIANZHENG_DATA: service.data },
  });
  expect(ran.code, ran.stderr).toBe(0);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jianzheng-bundle-'));
  service = await startService();
  for (const name of ['现场照片.txt', 'list.csv']) {
    const { recordId } = await service.submit([{ name, bytes: `evidence ${name}` }], { case: CASE });
    await service.receipt(recordId);
  }
  writeFileSync(path('trust.json'), await (await service.request('/api/v1/trust')).bytes());
  await exportCase('case.zip');
  const bytes = readFileSync(path('case.zip'));
  bytes[bytes.indexOf('evidence list')] = 0x45;
  writeFileSync(path('changed.zip'), bytes);
  writeFileSync(path('cut.zip'), bytes.subarray(0, bytes.length - 100));
  execFileSync('python3', ['-m', 'zipfile', '-e', path('case.zip'), path('unpacked')]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await service.stop();
  removeData(service.data);
  rmSync(folder, { recursive: true, force: true });
});

async function open(url: string, locale: string, width: number): Promise<{ page: Page; offences: string[] }> {
  const context = await browser.newContext({
    locale,
    viewport: { width, height: 844 },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const offences: string[] = [];
  const origin = url.startsWith('file:') ? pathToFileURL(folder).href : service.url;
  context.on('request', (request) => {
    const asked = request.url();
    if (!asked.startsWith(origin) && !/^(blob|data):/.test(asked)) offences.push(`request to ${asked}`);
  });
  page.on('pageerror', (error) => offences.push(String(error)));
  page.on('console', (message) => {
    // Whoever is not signed in is told so once; the page takes it in its stride.
    if (message.type() === 'error' && !message.text().includes('401')) offences.push(message.text());
  });
  await page.goto(url);
  await page.locator('h1').waitFor();
  return { page, offences };
}

const give = (page: Page, ...names: string[]) => page.setInputFiles('[data-choose=files]', names.map(path));

/** No fault for a screen reader, and nothing wider than the screen. */
async function looksRight(page: Page, shot: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `${shot}.png`), fullPage: true });
  expect(await findingsOf(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
}

describe.skipIf(chromiumPath === undefined)(`a case bundle in the browser${noBrowser}`, () => {
  beforeAll(async () => {
    browser = await launchBrowser();
  });

  it.each(
    someOf([
      ['zh-CN', 1200],
      ['en', 390],
    ]),
  )('is verified on the page of a service, each record and the case (%s, %i wide)', async (locale, width) => {
    const { page, offences } = await open(`${service.url}/#/verify`, locale, width);
    await give(page, 'case.zip');
    await page.locator('[data-bundle=VERIFIED]').waitFor();
    expect(await page.locator('[data-record=VERIFIED]').count()).toBe(2);
    expect(await page.locator('.completeness').getAttribute('data-outcome')).toBe('open');
    await page.locator('[data-record] > summary').first().click();
    await page.locator('[data-record] [data-verdict=VERIFIED]').waitFor();
    await looksRight(page, `bundle-verified-${locale}`);
    expect(offences).toEqual([]);
    await page.context().close();
  });

  it('is refused by name when it was changed or cut off, and others are judged all the same', async () => {
    const { page, offences } = await open(`${service.url}/#/verify`, 'zh-CN', 390);
    await give(page, 'changed.zip', 'cut.zip', 'case.zip');
    await page.locator('[data-refused=bundle-changed]').waitFor();
    await page.locator('[data-refused=bundle-damaged]').waitFor();
    await page.locator('[data-bundle=VERIFIED]').waitFor();
    await looksRight(page, 'bundle-refused');
    expect(offences).toEqual([]);
    await page.context().close();
  });

  it('speaks for files that are given beside it', async () => {
    const { page } = await open(`${service.url}/#/verify`, 'en', 1200);
    writeFileSync(path('beside.txt'), 'evidence list.csv');
    writeFileSync(path('foreign.txt'), 'evidence of something else');
    await give(page, 'case.zip', 'beside.txt');
    await page.locator('[data-bundle] ~ .report [data-verdict=VERIFIED]').waitFor();
    await give(page, 'foreign.txt');
    await page
      .locator('[data-bundle] ~ .report [data-verdict=MISMATCH]', { hasText: '1 given file' })
      .waitFor();
    await page.context().close();
  });

  it.each(
    someOf([
      ['en', 1200],
      ['zh-CN', 390],
    ]),
  )(
    'carries its own page, which trusts a bundle from elsewhere and no other (%s, %i)',
    async (locale, width) => {
      const [base] = readdirSync(path('unpacked'));
      const index = join(path('unpacked'), base!, 'index.html');
      const { page, offences } = await open(pathToFileURL(index).href, locale, width);
      await give(page, 'case.zip');
      await page
        .locator('.box', { hasText: /no trust bundle|不含信任根|没有信任根/ })
        .first()
        .waitFor();
      expect(await page.locator('[data-bundle]').count()).toBe(0);
      expect(await page.locator('.bundle-index a').count()).toBe(2);
      await page.setInputFiles('[data-choose=trust]', path('trust.json'));
      await page.locator('[data-bundle=VERIFIED]').waitFor();
      await looksRight(page, `bundle-own-page-${locale}`);
      expect(offences).toEqual([]);
      await page.context().close();
    },
  );

  it('shows what was left out as hidden, and says so', async () => {
    await exportCase('some.zip', '--files', 'list.csv', '--hide-case');
    const { page } = await open(`${service.url}/#/verify`, 'en', 1200);
    await give(page, 'some.zip');
    await page.locator('[data-bundle=UNDETERMINED]').waitFor();
    expect(await page.locator('[data-record=VERIFIED]').count()).toBe(1);
    await page.context().close();
  });
});
