import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayText, openCalendar, workingDaysAfter } from '../../../core/working-days.ts';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { anchored, get } from '../../support/custody-world.ts';
import { openPage } from '../../support/open-page.ts';
import { startTwoAgencies, type TwoAgencies } from '../../support/two-agencies.ts';
import { until } from '../../support/until.ts';

/** Deadlines in working days on the pages, counted by the calendar of the agency's own service. */

const SHOTS = process.env.JIANZHENG_SHOTS;
const folder = mkdtempSync(join(tmpdir(), 'jianzheng-calendar-'));
const today = Math.floor(Date.now() / 86_400_000);
const CALENDAR = {
  format: 'jianzheng/calendar/1',
  name: { en: 'Example', zh: '示例日历' },
  offset: '+08:00',
  first: dayText(today - 5),
  last: dayText(today + 60),
  holidays: [],
  makeUpDays: [],
};

let browser: Browser;
let both: TwoAgencies;

/** The end of the working day, as this test's clock counts it: on the days that the test may take. */
const counted = (days: number) =>
  [Date.now() - 600_000, Date.now()].map(
    (now) => workingDaysAfter(openCalendar(CALENDAR), Math.floor(now / 1000), days) * 1000,
  );

describe.skipIf(chromiumPath === undefined)(`deadlines in working days on the pages${noBrowser}`, () => {
  beforeAll(async () => {
    const path = join(folder, 'calendar.json');
    writeFileSync(path, JSON.stringify(CALENDAR));
    const env = { JIANZHENG_CALENDAR: path };
    [both, browser] = await Promise.all([startTwoAgencies({ grid: env, police: env }), launchBrowser()]);
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await both?.close();
    rmSync(folder, { recursive: true });
  });

  it('are filled in as numbers, refused beside their field, and said as times with their calendar', async () => {
    const recordId = await anchored(both.grid, 'list.csv', 'case 1');
    const opened = await openPage(browser, both.grid, {
      role: 'officer',
      path: `records/${recordId}`,
      timezoneId: 'UTC',
      viewport: { width: 360, height: 800 },
    });
    const { page, offences } = opened;
    await page.getByRole('button', { name: '移交其他机构', exact: true }).click();
    await page.getByLabel('接收机构').selectOption('police');
    await page.getByLabel('移交目的').fill('请核查。');
    await page.getByRole('button', { name: '答复期限: 改填工作日数' }).click();
    await page.getByRole('button', { name: '最终反馈期限（可不填）: 改填工作日数' }).click();
    const answer = page.getByLabel('答复期限（工作日数）', { exact: true });
    const report = page.getByLabel('最终反馈期限（可不填）（工作日数）', { exact: true });
    await answer.fill('3');
    await report.fill('240');
    const say = page.getByRole('button', { name: '在链上表示' });
    await say.click();
    const refusal = page.getByRole('alert').filter({ hasText: `${CALENDAR.first}/${CALENDAR.last}` });
    await refusal.waitFor();
    expect(await page.getByRole('alert').count()).toBe(1);
    expect([await answer.getAttribute('aria-invalid'), await report.getAttribute('aria-invalid')]).toEqual([
      'false',
      'true',
    ]);
    const described = (await report.getAttribute('aria-describedby'))!.split(' ')[0]!;
    expect(await page.locator(`[id="${described}"]`).innerText()).toContain(CALENDAR.last);
    expect(await findingsOf(page), 'refused').toEqual([]);
    if (SHOTS) await page.screenshot({ path: join(SHOTS, 'working-days-refused.png'), fullPage: true });

    await report.fill('20');
    await say.click();
    const said = page.locator('.box.good').filter({ hasText: '答复期限' });
    await said.waitFor();
    const words = await said.innerText();
    expect(words.match(/示例日历/g)).toHaveLength(2);
    expect(words).toMatch(/3 个工作日/);
    expect(words).toMatch(/20 个工作日/);
    if (SHOTS) await page.screenshot({ path: join(SHOTS, 'working-days-said.png'), fullPage: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(offences).toEqual([]);
    const shown = await page.evaluate(() => document.body.innerText);
    await opened.close();
    const { answerBy } = await until('the offer', async () => {
      const { items } = await get<{ items: { recordId: string; answerBy: string }[] }>(
        both.grid,
        'handoffs?side=from&due=open',
      );
      return items.find((item) => item.recordId === recordId);
    });
    expect(counted(3)).toContain(Date.parse(answerBy));
    // The page of this test is in UTC.
    expect(shown).toContain(answerBy.slice(0, 19).replace('T', ' '));
  });

  it('more time is asked for in working days, in English', async () => {
    const opened = await openPage(browser, both.police, {
      role: 'officer',
      path: 'custody',
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    const { page, offences } = opened;
    await page.getByRole('button', { name: 'Ask for more time' }).click();
    await page.getByRole('button', { name: 'Until: Give working days instead' }).click();
    await page.getByLabel('Until, in working days').fill('5');
    await page.getByRole('button', { name: 'Say it on the chain' }).click();
    const said = page.locator('.box.good').filter({ hasText: 'Asked for until' });
    await said.waitFor();
    expect(await said.innerText()).toMatch(/15:59:59 UTC\+00:00: 5 working days \(calendar: .*Example.*\)/);
    await page.getByText('asks for more time for the answer').waitFor();
    expect(await findingsOf(page)).toEqual([]);
    if (SHOTS) await page.screenshot({ path: join(SHOTS, 'working-days-asked.png'), fullPage: true });
    expect(offences).toEqual([]);
    await opened.close();
  });
});
