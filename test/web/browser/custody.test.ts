import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jz as runJz } from '../../cli/support/jz.ts';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { anchored, get, inDays, said } from '../../support/custody-world.ts';
import { itLong } from '../../support/long.ts';
import { openPage } from '../../support/open-page.ts';
import type { Service } from '../../support/service.ts';
import { startTwoAgencies, type TwoAgencies } from '../../support/two-agencies.ts';
import { until } from '../../support/until.ts';

/** Hand-offs between two agencies, each at its own page, on one chain. */

let browser: Browser;
let both: TwoAgencies;
let purpose: string;

const DAY_MS = 24 * 3600 * 1000;

async function offer(name: string, more: object = {}): Promise<string> {
  const { grid, police, clock } = both;
  const recordId = await anchored(grid, name, 'case 1');
  const wish = { do: 'offer', recordId, to: 'police', purpose, answerBy: inDays(3.5, clock.now), ...more };
  await said(grid, wish, [police]);
  return recordId;
}

const opened = (service: Service, options: object) =>
  openPage(browser, service, { timezoneId: 'UTC', ...options });
const list = (page: Page, name: string) => page.locator(`[data-list=${name}]`);
const card = (page: Page, name: string, recordId: string) =>
  list(page, name).locator('.handoff', { has: page.locator(`a[href="#/records/${recordId}"]`) });

describe.skipIf(chromiumPath === undefined)(`the page about hand-offs${noBrowser}`, () => {
  beforeAll(async () => {
    [both, browser] = await Promise.all([startTwoAgencies(), launchBrowser()]);
    purpose = await anchored(both.grid, 'purpose.txt', 'reasons');
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await both?.close();
  });

  it('offers are accepted and reported on with the keyboard, on a telephone, in Chinese', async () => {
    const recordId = await offer('list.csv', { reportBy: inDays(9, both.clock.now) });
    const { page, offences, close } = await opened(both.police, {
      role: 'officer',
      path: 'custody',
      viewport: { width: 360, height: 800 },
    });
    const offered = card(page, 'toUs', recordId);
    await offered.waitFor();
    const words = await offered.innerText();
    expect(words).toContain('等待答复');
    expect(words).toMatch(/剩余 3天1\d小时/);
    expect(await page.locator('main').innerText()).toContain('只有接收才表示承认收到');

    await offered.getByRole('button', { name: '接收' }).press('Enter');
    await offered.getByText('接收即承认本机构已收到').waitFor();
    expect(await findingsOf(page), 'with the form open').toEqual([]);
    await offered.getByRole('button', { name: '在链上表示' }).press('Enter');
    await page
      .getByText(/已在第 \d+ 号区块作出表示：接收。/)
      .first()
      .waitFor();
    await offered.getByText('已接收', { exact: true }).waitFor();

    await offered.getByRole('button', { name: '反馈', exact: true }).press('Enter');
    await offered.getByLabel('反馈内容').fill('已核查 4,502 个地址。');
    expect(await offered.getByLabel('这是最后一次反馈').isChecked()).toBe(true);
    await offered.getByRole('button', { name: '在链上表示' }).press('Enter');
    const done = card(page, 'over', recordId);
    await done.getByText('已反馈，办结').waitFor();
    await done.getByText('有关的全部表示').press('Enter');
    await done.getByText('作最终反馈').waitFor();
    expect(await done.locator('[data-statement]').count()).toBe(3);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      done.getByRole('button', { name: /^证据文件：.*已接收/ }).press('Enter'),
    ]);
    expect(download.suggestedFilename()).toMatch(/^jianzheng-statement-\d+-\d+-\d+\.json$/);
    expect(await findingsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(offences).toEqual([]);
    await close();

    // The words are a record of the agency; the chain holds its ID.
    const { items } = await get<{ items: { statement: { report: string } }[] }>(
      both.grid,
      `statements?recordId=${recordId}&kind=reported`,
    );
    const report = await get<{ case: string; files: { name: string }[] }>(
      both.police,
      `records/${items[0]?.statement.report}`,
    );
    expect(report).toMatchObject({ case: 'reasons', files: [{ name: 'report.txt' }] });
  });

  it('a record, or its case up to it, is offered on its own page', async () => {
    const recordId = await anchored(both.grid, 'offered on its page.csv', 'case 2');
    const { page, offences, close } = await opened(both.grid, {
      role: 'officer',
      path: `records/${recordId}`,
      viewport: { width: 360, height: 800 },
    });
    const local = (days: number) => inDays(days, both.clock.now).slice(0, 16);
    await page.getByRole('button', { name: '移交至本条为止的整个案件' }).press('Enter');
    await page.getByLabel('接收机构').selectOption('police');
    expect(await page.getByLabel('接收机构').innerText()).not.toContain('grid');
    await page.getByLabel('答复期限', { exact: true }).fill(local(0.5));
    await page.getByLabel('移交目的').fill('请核查名单。');
    await page.getByRole('button', { name: '在链上表示' }).press('Enter');
    await page.getByText('合约拒绝：').waitFor();
    await page.getByLabel('答复期限', { exact: true }).fill(local(3));
    expect(await findingsOf(page), 'with the form open').toEqual([]);
    await page.getByRole('button', { name: '在链上表示' }).press('Enter');
    await page
      .getByText(/已在第 \d+ 号区块作出表示：移交。/)
      .first()
      .waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(offences).toEqual([]);
    await close();
    const offered = await until('the offer', async () => {
      const path = 'handoffs?side=from&due=open';
      const { items } = await get<{ items: { recordId: string; commitment: string | null }[] }>(
        both.grid,
        path,
      );
      return items.find((item) => item.recordId === recordId);
    });
    expect(offered.commitment).toMatch(/^[0-9a-f]{64}$/);
  });

  itLong(
    'what the contract refuses is said in words; a refusal needs a reason; an offer can be taken back',
    async () => {
      const recordId = await offer('refused.csv');
      const recalled = await offer('recalled.csv');
      const { page, offences, close } = await opened(both.police, {
        role: 'officer',
        path: 'custody',
        locale: 'en-GB',
        colorScheme: 'dark',
      });
      const offered = card(page, 'toUs', recordId);
      await offered.getByRole('button', { name: 'Ask for more time' }).click();
      const soon = new Date(both.clock.now + 4 * 3600_000);
      await offered.getByLabel('Until', { exact: true }).fill(soon.toISOString().slice(0, 16));
      await offered.getByRole('button', { name: 'Say it on the chain' }).click();
      await offered.getByText('Refused by the contract: A deadline is at least 24 hours away').waitFor();
      expect(await offered.innerText()).toContain('Choose a later one.');

      await offered.getByRole('button', { name: 'Refuse', exact: true }).click();
      await offered.getByRole('button', { name: 'Say it on the chain' }).click();
      // Without a reason nothing is sent.
      expect(
        await offered.getByLabel('Reason').evaluate((field: HTMLTextAreaElement) => field.validity.valid),
      ).toBe(false);
      await offered.getByLabel('Reason').fill('Not ours: another district.');
      await offered.getByRole('button', { name: 'Say it on the chain' }).click();
      await card(page, 'over', recordId).getByText('refused', { exact: true }).waitFor();
      expect(offences).toEqual([]);
      await close();

      const other = await opened(both.grid, { role: 'officer', path: 'custody', locale: 'en-GB' });
      const own = card(other.page, 'fromUs', recalled);
      expect(await own.getByRole('button', { name: 'Accept' }).count()).toBe(0);
      await own.getByRole('button', { name: 'Take back' }).click();
      await own.getByRole('button', { name: 'Say it on the chain' }).click();
      await card(other.page, 'over', recalled).getByText('taken back', { exact: true }).waitFor();
      await other.close();
    },
  );

  itLong(
    'more time is asked for by one side and agreed to by the other; what was accepted is handed on',
    async () => {
      const recordId = await offer('extended.csv', { reportBy: inDays(9, both.clock.now) });
      const asking = await opened(both.police, {
        role: 'officer',
        path: 'custody',
        locale: 'en-GB',
      });
      const offered = card(asking.page, 'toUs', recordId);
      await offered.getByRole('button', { name: 'Ask for more time' }).click();
      const later = new Date(both.clock.now + 5 * DAY_MS).toISOString().slice(0, 16);
      await offered.getByLabel('Until', { exact: true }).fill(later);
      await offered.getByRole('button', { name: 'Say it on the chain' }).click();
      await offered.getByText('asks for more time for the answer').waitFor();

      const agreeing = await opened(both.grid, {
        role: 'officer',
        path: 'custody',
        locale: 'en-GB',
      });
      const own = card(agreeing.page, 'fromUs', recordId);
      await own.getByRole('button', { name: 'Agree to more time' }).click();
      await own.getByRole('button', { name: 'Say it on the chain' }).click();
      await own.getByText(/\(4 days 23 hours left\)|\(5 days/).waitFor();
      await agreeing.close();

      await offered.getByText(/\(4 days 23 hours left\)|\(5 days/).waitFor();
      await offered.getByRole('button', { name: 'Accept' }).click();
      await offered.getByRole('button', { name: 'Say it on the chain' }).click();
      await offered.getByRole('button', { name: 'Hand on' }).click();
      await offered.getByLabel('To which agency').selectOption('court');
      await offered.getByLabel('To be answered before', { exact: true }).fill(later);
      await offered.getByLabel('Purpose').fill('For trial.');
      await offered.getByRole('button', { name: 'Say it on the chain' }).click();
      const onward = card(asking.page, 'fromUs', recordId);
      await onward.waitFor();
      expect(await onward.innerText()).toMatch(/from .*\(police\) to .*\(court\)/);
      expect(await onward.innerText()).toMatch(/got by\s+Hand-off \d+/);
      expect(asking.offences).toEqual([]);
      await asking.close();
    },
  );

  it('a missed deadline is nobody’s admission: no answer was recorded by block time, and that can be recorded', async () => {
    const recordId = await offer('silence.csv');
    both.clock.now += 4 * DAY_MS;
    // A later block, which both services follow.
    await offer('tick.csv');
    const mine = await opened(both.police, { role: 'auditor', path: 'custody', locale: 'en-GB' });
    const late = card(mine.page, 'lateOurs', recordId);
    await late.waitFor();
    expect(await late.innerText()).toMatch(/No answer was recorded by block time \d{4}-/);
    expect(await late.innerText()).toMatch(/\(passed 1[12] hours/);
    expect(await late.getByRole('button').count()).toBe(0);
    await late.getByText('Officers act; you may look.').waitFor();
    expect(await findingsOf(mine.page)).toEqual([]);
    await mine.close();

    const jz = await runJz(['handoff', 'list', '--overdue', 'theirs'], {
      env: { JIANZHENG_DATA: both.grid.data },
    });
    expect(jz.stdout).toMatch(/not answered in time +grid → police/);
    expect(jz.stdout).toContain(recordId.slice(0, 12));
    expect(jz.stdout).not.toContain('waits for an answer');
    const none = await runJz(['handoff', 'list', '--overdue', 'mine'], {
      env: { JIANZHENG_DATA: both.grid.data },
    });
    expect([none.stdout, none.stderr]).toEqual(['', 'There is no hand-off.\n']);

    const theirs = await opened(both.grid, { role: 'officer', path: 'custody', locale: 'en-GB' });
    const waited = card(theirs.page, 'lateTheirs', recordId);
    await waited.getByRole('button', { name: 'Record as overdue' }).click();
    await waited.getByText('It does not say that the other agency knew of the offer.').waitFor();
    await waited.getByRole('button', { name: 'Say it on the chain' }).click();
    const over = card(theirs.page, 'over', recordId);
    await over.getByText('That this deadline was missed is recorded on the chain.').waitFor();
    expect(await over.getByText('There is nothing for this agency to do now.').count()).toBe(1);
    expect(theirs.offences).toEqual([]);
    await theirs.close();
  });
});
