import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jz } from '../../cli/support/jz.ts';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { someOf } from '../../support/long.ts';
import { removeData, type Service, startService } from '../../support/service.ts';

/** The verifier as one file, opened from a disk in a browser that has no network, long after the service is gone. */

const FILE = '现场照片.txt';
/** A program that a mark of direction (RIGHT-TO-LEFT OVERRIDE) makes look like a picture. */
const DISGUISED = 'photo\u202egpj.exe';
const UNDISGUISED = 'photo\\u{202e}gpj.exe';
/** With what reads PDFs, ZIPs and time stamps. */
const MOST_GZIPPED = 200_000;
let folder: string;
let browser: Browser;
const path = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jianzheng-verifier-'));
  const service: Service = await startService();
  const { recordId } = await service.submit([{ name: FILE, bytes: 'evidence' }], { case: 'A' });
  writeFileSync(path('receipt.json'), await service.receipt(recordId));
  const disguised = await service.submit([{ name: DISGUISED, bytes: 'program' }], {
    case: `B${'\u2066'}`,
    claims: JSON.stringify({ note: 'two\nlines\u200b' }),
  });
  writeFileSync(path('disguised.json'), await service.receipt(disguised.recordId));
  const trust = await service.request('/api/v1/trust');
  writeFileSync(path('trust.json'), new Uint8Array(await trust.arrayBuffer()));
  const downloaded = await service.request('/verifier.html');
  expect(downloaded.headers.get('content-disposition')).toContain('attachment');
  writeFileSync(path('downloaded.html'), await downloaded.text());
  await service.stop();
  removeData(service.data);
  writeFileSync(path(FILE), 'evidence');
  writeFileSync(path(DISGUISED), 'program');
  writeFileSync(path('altered.txt'), 'evidencf');
  writeFileSync(path('windows.txt'), '\ufeffevidence\r\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(name: string, locale: string, width = 1200): Promise<{ page: Page; offences: string[] }> {
  const context = await browser.newContext({
    locale,
    offline: true,
    viewport: { width, height: 844 },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(180_000);
  const page = await context.newPage();
  const offences: string[] = [];
  const here = pathToFileURL(folder).href;
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(here) && !/^(blob|data):/.test(url)) offences.push(`request to ${url}`);
  });
  page.on('pageerror', (error) => offences.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') offences.push(message.text());
  });
  await page.goto(pathToFileURL(path(name)).href);
  await page.locator('h1').waitFor();
  return { page, offences };
}
const give = (page: Page, ...names: string[]) => page.setInputFiles('[data-choose=files]', names.map(path));

describe.skipIf(chromiumPath === undefined)(`the single-file verifier${noBrowser}`, () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    for (const [out, ...more] of [['pinned.html', '--trust', path('trust.json')], ['empty.html']] as const) {
      const { code } = await jz(['verifier', '-o', path(out), ...more]);
      expect(code).toBe(0);
    }
  });
  afterAll(() => browser?.close());

  it('is small, and the same from the service as from the command', () => {
    const bytes = readFileSync(path('empty.html'));
    expect(gzipSync(bytes).length).toBeLessThan(MOST_GZIPPED);
    expect(readFileSync(path('downloaded.html')).equals(bytes)).toBe(true);
    expect(statSync(path('pinned.html')).size).toBeGreaterThan(bytes.length);
  });

  it.each(
    someOf([
      ['zh-CN', 1200],
      ['en', 390],
    ]),
  )('with a bundle pinned: verified, and content that differs (%s, %i wide)', async (locale, width) => {
    const { page, offences } = await open('pinned.html', locale, width);
    await page.locator('.groups').waitFor();
    expect(await findingsOf(page)).toEqual([]);
    await give(page, FILE, 'receipt.json');
    await page.locator('[data-verdict=VERIFIED]').waitFor();
    expect(await findingsOf(page)).toEqual([]);
    await give(page, 'altered.txt');
    await page.locator('[data-verdict=MISMATCH]').first().waitFor();
    // What cannot be shown is not said; what can is named.
    await page
      .locator('.report .files', { hasText: FILE })
      .getByText(/大小相同|has the size of/)
      .waitFor();
    await give(page, 'windows.txt');
    await page.locator('[data-why="byte-order-mark final-newline"]').waitFor();
    expect(await findingsOf(page)).toEqual([]);
    expect(await page.locator('html').getAttribute('lang')).toBe(locale);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(offences).toEqual([]);
    await page.context().close();
  });

  it.each(someOf(['zh-CN', 'en']))(
    'names that hide what they are are shown as they are written (%s)',
    async (locale) => {
      const { page, offences } = await open('pinned.html', locale, 390);
      await give(page, DISGUISED, 'disguised.json');
      await page.locator('[data-verdict=VERIFIED]').waitFor();
      const said = await page.locator('main').innerText();
      // Once as it was given, once in the report.
      expect(said.split(UNDISGUISED).length - 1).toBeGreaterThan(1);
      expect(said).toContain('B\\u{2066}');
      expect(said).toContain('two\nlines\\u{200b}');
      const everything = await page.locator('html').innerHTML();
      for (const hidden of ['\u202e', '\u2066', '\u200b']) expect(everything).not.toContain(hidden);
      expect(await page.locator('.files bdi.name', { hasText: UNDISGUISED }).count()).toBeGreaterThan(1);
      expect(offences).toEqual([]);
      await page.context().close();
    },
  );

  it('without one there is no verdict until the auditor loads theirs', async () => {
    const { page, offences } = await open('downloaded.html', 'en');
    await give(page, FILE, 'receipt.json');
    await page.locator('.box', { hasText: 'holds no trust bundle' }).waitFor();
    expect(await page.locator('[data-verdict]').count()).toBe(0);
    await page.setInputFiles('[data-choose=trust]', path('trust.json'));
    await page.locator('[data-verdict=VERIFIED]').waitFor();
    expect(offences).toEqual([]);
    await page.context().close();
  });

  it('cannot send anything: its own policy forbids it', async () => {
    const { page } = await open('pinned.html', 'en');
    await page.context().setOffline(false);
    const sent = page.evaluate(`fetch('http://127.0.0.1:9/').then(() => 'sent', (error) => String(error))`);
    expect(await sent).toContain('TypeError');
    const refused = page.evaluate(`new Promise((resolve) => {
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective));
      fetch('http://127.0.0.1:9/').catch(() => undefined);
    })`);
    expect(await refused).toBe('connect-src');
    await page.context().close();
  });
});

describe('jz verifier', () => {
  it('refuses to pin what is no trust bundle', async () => {
    const { code, stderr } = await jz(['verifier', '-o', path('x.html'), '--trust', path('receipt.json')]);
    expect(code).toBe(4);
    expect(stderr).toContain('receipt.json');
  });
});
