import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labelOf } from '../../../language/kinds.ts';
import { en, zh } from '../../../language/photos.ts';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { someOf } from '../../support/long.ts';
import { openPage } from '../../support/open-page.ts';
import { jpeg, photo, place, satellites, taken } from '../../support/photo.ts';
import { removeData, type Service, startService } from '../../support/service.ts';

/** Photographs on the page that makes records: what they say is offered, and claimed only by whoever takes it over. */

const folder = mkdtempSync(join(tmpdir(), 'jianzheng-photos-'));
const SHOTS = process.env.JIANZHENG_SHOTS;
let browser: Browser;
let service: Service;

/** A photograph as a file that was written at this time. */
function keep(name: string, bytes: Buffer, written: string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const seconds = Date.parse(written) / 1000;
  utimesSync(path, seconds, seconds);
  return path;
}

const HERE = place('N', [31, 13, 49.5], 'E', [121, 28, 25.32]);
const TIME = '2026-03-01T09:30:15+08:00';
const COORDINATES = '31.23042°N 121.47370°E';

describe.skipIf(chromiumPath === undefined)(`photographs${noBrowser}`, () => {
  beforeAll(async () => {
    [service, browser] = await Promise.all([startService(), launchBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    if (service) removeData(service.data);
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(
    someOf([
      ['zh-CN', 'zh', zh, 360],
      ['en-GB', 'en', en, 1280],
    ] as const),
  )('in %s offer time and place, to be taken, changed or left', async (locale, language, texts, width) => {
    const opened = await openPage(browser, service, {
      locale,
      role: 'officer',
      path: 'new',
      timezoneId: 'Asia/Shanghai',
      viewport: { width, height: 900 },
    });
    const { page, offences } = opened;
    const bytes = photo(taken('2026:03:01 09:30:15', '+08:00'), HERE);
    await page.setInputFiles('[data-choose=files]', keep(`${language}-现场.jpg`, bytes, TIME));
    const box = page.locator('.photos');
    const take = (claim: string) =>
      box.getByRole('button', {
        name: texts['photos.take.what'].replace('{claim}', labelOf('claim', claim, language)),
      });
    await take('cameraTime').waitFor();
    expect(await box.innerText()).toContain(texts['photos.claims']);
    expect(await box.innerText()).toContain(COORDINATES);
    expect(await box.locator('input').count()).toBe(0);
    expect(await box.locator('li').count()).toBe(0);
    expect(await findingsOf(page), 'offered').toEqual([]);

    await take('cameraTime').click();
    const time = page.locator('#claim-cameraTime');
    expect(await time.inputValue()).toBe(TIME);
    await page.locator('#claim-cameraTime:focus').waitFor();
    await take('cameraPlace').click();
    const where = page.locator('#claim-cameraPlace');
    await where.fill('31.2°N 121.5°E');
    await box.getByText(texts['photos.now'].replace('{claim}', COORDINATES)).waitFor();
    await box
      .getByRole('button', {
        name: texts['photos.leave.what'].replace('{claim}', labelOf('claim', 'cameraTime', language)),
      })
      .click();
    await time.waitFor({ state: 'detached' });
    await page.locator('#claim-cameraTime-take:focus').waitFor();
    expect(await findingsOf(page), 'one taken, one left').toEqual([]);
    if (SHOTS)
      await page.screenshot({ path: join(SHOTS, `photos-${language}-${width}.png`), fullPage: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);

    await page.locator('.send button.main').click();
    await page.locator('.result a').click();
    const facts = page.locator('.facts').first();
    await facts.waitFor();
    const shown = await facts.innerText();
    expect(shown).toContain('31.2°N 121.5°E');
    expect(shown).toContain(labelOf('claim', 'cameraPlace', language));
    expect(shown).not.toContain(TIME);
    expect(offences).toEqual([]);
    await opened.close();
  });

  it.each(
    someOf([
      ['zh-CN', 'zh', 360],
      ['en-GB', 'en', 1280],
    ] as const),
  )('in %s that disagree, or cannot be, are called so and stop nothing', async (locale, language, width) => {
    const opened = await openPage(browser, service, {
      locale,
      role: 'officer',
      path: 'new',
      timezoneId: 'Asia/Shanghai',
      viewport: { width, height: 900 },
    });
    const { page, offences } = opened;
    const whole = photo(taken('2026:03:01 09:30:15', '+08:00'), HERE);
    const huge = Buffer.concat([whole, Buffer.alloc(1_000_000, 0xff)]);
    // The number of values of its time: 0x7fffffff instead of 20.
    const cut = photo(taken('2026:03:01 09:30:15'));
    const at = cut.indexOf(Buffer.from([0x03, 0x90, 0x02, 0x00]));
    cut.writeUInt32LE(0x7fffffff, at + 4);
    await page.setInputFiles('[data-choose=files]', [
      keep('1-good.jpg', huge, TIME),
      keep(
        '2-fast clock.jpg',
        photo(taken('2026:03:01 11:30:00'), [...HERE, ...satellites('2026:03:01', 1, 30, 0)]),
        '2026-03-02T09:30:00+08:00',
      ),
      keep(
        '3-south.jpg',
        photo(taken('2026:03:01 09:40:00', '+08:00'), place('S', [33, 51, 0], 'W', [70, 0, 0])),
        '2026-03-01T09:40:00+08:00',
      ),
      keep(
        '4-absurd.jpg',
        photo(taken('2026:13:01 09:40:00'), place('N', [999, 0, 0], 'E', [0, 0, 0])),
        TIME,
      ),
      keep('5-plain.jpg', jpeg(), TIME),
      keep('6-no image.jpg', Buffer.from('<svg onload=alert(1)>'), TIME),
      keep('7-counts.jpg', cut, TIME),
      keep('8-future.jpg', photo(taken('2199:01:01 00:00:00', '+08:00')), TIME),
      keep('9-empty.heic', Buffer.alloc(0), TIME),
    ]);
    const box = page.locator('.photos');
    await box.locator('li').nth(9).waitFor();
    await page
      .getByText(language === 'zh' ? '正在读取照片' : 'Reading photographs')
      .waitFor({ state: 'detached' });
    const said = await box.innerText();
    for (const part of [
      '2026-03-01T09:30:15+08:00/2199-01-01T00:00:00+08:00',
      '2-fast clock.jpg',
      '8-future.jpg',
    ]) {
      expect(said).toContain(part);
    }
    expect(said).toContain(`${COORDINATES}; 33.85000°S 70.00000°W`);
    expect(await findingsOf(page)).toEqual([]);
    if (SHOTS)
      await page.screenshot({
        path: join(SHOTS, `photos-doubts-${language}-${width}.png`),
        fullPage: true,
      });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);

    await page.locator('.send button.main').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.result button.main').click(),
    ]);
    const receipt = join(opened.folder, 'receipt.json');
    await download.saveAs(receipt);
    const { record } = JSON.parse(readFileSync(receipt, 'utf8'));
    expect(record.files).toHaveLength(9);
    expect(JSON.stringify(record)).not.toContain('camera');
    expect(offences).toEqual([]);
    await opened.close();
  });
});
