/**
 * `node scripts/screenshots.ts`: every page on a real service, in both languages, on a desk and on a telephone, as
 * pictures in `screenshots/` for people to look at. The page must be built.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../test/support/browser.ts';
import { openPage } from '../test/support/open-page.ts';
import { removeData, type Service, startService } from '../test/support/service.ts';
import { startTwoAgencies } from '../test/support/two-agencies.ts';
import { custodyPictures, custodyWorld } from './custody-pictures.ts';

const OUT = 'screenshots';
const LANGUAGES = ['zh-CN', 'en-GB'] as const;
const SCREENS = [
  { name: 'desk', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'phone', width: 390, height: 844, colorScheme: 'light' },
  { name: 'phone-dark', width: 390, height: 844, colorScheme: 'dark' },
] as const;

/** Evidence as it comes: photographs, tables, records. */
const FILES = [
  { name: '现场照片 01 东门.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(2_300_000, 1) },
  { name: '通话记录 2026-11.csv', mimeType: 'text/csv', buffer: Buffer.from('时间,号码\n10:00,138\n') },
  { name: 'meter readings.xlsx', mimeType: 'application/vnd.ms-excel', buffer: Buffer.alloc(48_000, 2) },
];
const CLAIMS = ['北京市东城区变电站', '李伟', '执法记录仪 DSJ-7', '东门配电箱，封条完好。'];

async function pictures(page: Page, url: string, take: (name: string) => Promise<void>): Promise<void> {
  const go = async (path: string, wait = 'h1') => {
    await page.goto('about:blank');
    await page.goto(`${url}/#/${path}`);
    await page.locator(wait).first().waitFor();
  };
  await go('new', '.drop');
  await take('new-empty');
  await page.setInputFiles('[data-choose=files]', FILES);
  await page.locator('#case').fill('2026-0042');
  for (const [index, name] of ['place', 'collector', 'device', 'note'].entries()) {
    await page.locator(`#claim-${name}`).fill(CLAIMS[index] ?? '');
  }
  await page.locator('.digests').nth(2).waitFor();
  await take('new-filled');
  await page.locator('.send button.main').click();
  await page.locator('.result .good').waitFor();
  await page.locator('.result button.main').waitFor();
  await take('new-made');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('.result button.main').click(),
  ]);
  const receipt = join(OUT, 'receipt.json');
  await download.saveAs(receipt);
  await page.locator('.result a').click();
  await page.locator('.facts').waitFor();
  await take('record');
  await go('records', '.record-row');
  await take('records');
  await go('verify', '.groups');
  await take('verify-empty');
  await page.setInputFiles('[data-choose=files]', receipt);
  await page.setInputFiles('[data-choose=files]', FILES);
  await page.locator('[data-verdict=VERIFIED]').waitFor();
  await take('verify-verified');
  await page.setInputFiles('[data-choose=files]', [
    { name: 'changed.csv', mimeType: 'text/csv', buffer: Buffer.from('时间,号码\n10:00,139\n') },
  ]);
  await page.locator('[data-verdict=MISMATCH]').waitFor();
  await take('verify-mismatch');
  await go('verify', '.groups');
  const broken = join(OUT, 'broken.json');
  writeFileSync(broken, '{"format":"jianzheng/receipt/1"}');
  await page.setInputFiles('[data-choose=files]', broken);
  await page.locator('[data-verdict=INVALID]').waitFor();
  await take('verify-invalid');
  await go('trust', '.groups');
  await take('trust');
  await go('operate', '.record-row');
  await page.getByLabel(/^(姓名|Name)$/).fill('李伟');
  await page.getByLabel(/^(姓名|Name)$/).press('Enter');
  await page.locator('.copied').waitFor();
  await take('operate');
  await go('access-log', '.record-row');
  await take('access-log');
  await go('account');
  await take('account');
  await go('');
  await take('home');
}

/** What two agencies see of each other. */
async function networkPictures(
  page: Page,
  { url }: Service,
  receipt: string,
  take: (name: string) => Promise<void>,
): Promise<void> {
  await page.goto(`${url}/#/network`);
  await page.locator('[data-agency]').first().waitFor();
  await page.locator('.facts').first().waitFor();
  await take('network');
  await page.goto(`${url}/#/exchange`);
  await page.setInputFiles('[data-choose=files]', receipt);
  await page.locator('.box.plain-list').waitFor();
  await take('exchange');
}

mkdirSync(OUT, { recursive: true });
const both = await startTwoAgencies({ police: { JIANZHENG_PEERS: 'grid=http://127.0.0.1:1' } });
const handed = await both.grid.submit([{ name: '现场照片.jpg', bytes: 'a photo' }]);
const handedReceipt = join(OUT, 'handed.json');
writeFileSync(handedReceipt, await both.grid.receipt(handed.recordId));
const [service, browser, world] = await Promise.all([
  startService({
    env: { JIANZHENG_AGENCY_NAME_ZH: '东城区供电局', JIANZHENG_AGENCY_NAME_EN: 'Dongcheng Power' },
  }),
  launchBrowser(),
  custodyWorld(),
]);
for (const locale of LANGUAGES) {
  for (const { name: screen, width, height, colorScheme } of SCREENS) {
    const options = { locale, colorScheme, viewport: { width, height } };
    const taker = (page: Page) => async (name: string) => {
      await page.screenshot({
        path: join(OUT, `${name}-${locale.slice(0, 2)}-${screen}.png`),
        fullPage: true,
      });
    };
    const visitor = await openPage(browser, service, { ...options, path: 'sign-in?ticket=spent' });
    await visitor.page.locator('h2').waitFor();
    await taker(visitor.page)('sign-in-spent');
    await visitor.close();
    const operator = await openPage(browser, service, { ...options, role: 'operator' });
    await pictures(operator.page, service.url, taker(operator.page));
    await operator.close();
    await custodyPictures(browser, world, options, (page, name) => taker(page)(name));
    const police = await openPage(browser, both.police, { ...options, role: 'operator' });
    await networkPictures(police.page, both.police, handedReceipt, taker(police.page));
    await police.close();
  }
}
await browser.close();
await both.close();
await service.stop();
await world.close();
removeData(service.data);
console.log(`Pictures of every page are in ${OUT}/`);
