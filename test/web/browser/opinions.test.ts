import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jz } from '../../cli/support/jz.ts';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { anchored, get, handReceipt, inDays, said } from '../../support/custody-world.ts';
import { itLong } from '../../support/long.ts';
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

    itLong('its own agency puts another in its place, or withdraws it, once', async () => {
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

    it('a case shows who says what about which record, in order, and is offered and closed there', async () => {
      const { grid, police, clock } = both;
      const first = await anchored(grid, 'a.csv', 'case 3');
      const second = await anchored(grid, 'b.csv', 'case 3');
      const reason = await anchored(police, 'why.txt', 'reasons');
      await handReceipt(grid, police, first);
      await said(police, { do: 'attest', recordId: first, opinion: 'reject', reasons: reason }, [grid]);
      const { page, offences, close } = await openPage(browser, grid, {
        role: 'officer',
        path: `records/${first}`,
        viewport: { width: 360, height: 800 },
        timezoneId: 'UTC',
      });
      await page.getByRole('link', { name: '跨机构的案件全貌' }).press('Enter');
      await page.getByRole('heading', { name: /案件 .*case 3/ }).waitFor();
      await page.getByText('未办结：已知至第 2 条存证记录').waitFor();
      expect(await page.locator(`[data-record="${first}"]`).innerText()).toMatch(
        /a\.csv\s+已提交\s+否定\s+意见不一/,
      );
      expect(await page.locator(`[data-record="${second}"]`).innerText()).not.toContain('意见不一');
      expect(await findingsOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);

      await page.getByLabel('选择第 1 条存证记录').press('Space');
      await page.getByLabel('选择第 2 条存证记录').press('Space');
      await page.getByRole('button', { name: '移交所选存证记录（2）' }).press('Enter');
      await page.getByLabel('接收机构').selectOption('police');
      await page.getByLabel('答复期限', { exact: true }).fill(inDays(3, clock.now).slice(0, 16));
      await page.getByLabel('移交目的').fill('请核查。');
      await page.getByRole('button', { name: '在链上表示' }).press('Enter');
      await page.getByText(/移交 2：“grid”将“grid”的存证记录/).waitFor();

      await page.getByRole('button', { name: '办结案件' }).press('Enter');
      await page.getByRole('button', { name: '在链上表示' }).press('Enter');
      await page.getByText('提交机构已在链上办结，共 2 条存证记录。').waitFor();
      expect(await page.getByRole('button', { name: '办结案件', exact: true }).count()).toBe(0);
      const rows = await page.locator('#case-timeline + .said > li').allInnerTexts();
      const words = ['上链第 1 条', '上链第 2 条', '否定', '移交 1', '移交 2', '办结'];
      expect(rows).toEqual(words.map((word) => expect.stringContaining(word)));
      expect(await page.locator('main').innerText()).toContain("jz case export 'case 3' -o case.zip");
      expect(offences).toEqual([]);
      await close();

      // The other agency sees as much of it as it was handed, and how much it was not.
      const other = await openPage(browser, police, {
        role: 'officer',
        path: `case?recordId=${first}`,
        locale: 'en-GB',
        colorScheme: 'dark',
      });
      await other.page.getByText('Closed on the chain by its agency, with 2 records.').waitFor();
      await other.page.getByText('1 of 2 records are not here').waitFor();
      expect(await other.page.getByRole('button', { name: 'Close the case', exact: true }).count()).toBe(0);
      expect(await findingsOf(other.page)).toEqual([]);
      await other.page.goto(`${police.url}/#/case?case=nowhere`);
      await other.page.getByRole('alert').waitFor();
      expect(await other.page.getByRole('alert').innerText()).toContain('case-not-found');
      await other.close();

      const env = { JIANZHENG_DATA: police.data };
      const timeline = await jz(['case', 'timeline', '--record', first], { env });
      expect([timeline.code, timeline.stderr]).toEqual([0, '']);
      expect(timeline.stdout).toMatch(/1 +a\.csv +[0-9a-f]{12}… +submitted +police rejects +disagreement/);
      expect(timeline.stdout).toContain('1 of 2 records are not here');
      expect(timeline.stdout).toContain('“grid” closed the case');
      const json = await jz(['case', 'timeline', 'case 3', '--json'], {
        env: { JIANZHENG_DATA: grid.data },
      });
      expect(JSON.parse(json.stdout)).toMatchObject({
        case: 'case 3',
        records: [{ position: 1 }, { position: 2 }],
      });
      expect((await jz(['case', 'timeline'], { env })).code).toBe(2);

      // By its commitment, as a hand-off of a whole case names it.
      const { commitment } = JSON.parse(json.stdout) as { commitment: string };
      const found = await get<object>(police, `timeline?commitment=${commitment}`);
      expect(found).toMatchObject({ case: 'case 3', agency: 'grid', records: [{ held: 'receipt' }] });
      // What is answered to a whole case on offer belongs to it, though the offered record is not here.
      const third = await anchored(grid, 'c.csv', 'case 4');
      const terms = { to: 'police', purpose: second, answerBy: inDays(3, clock.now) };
      await said(grid, { do: 'offer', recordId: third, wholeCase: true, ...terms }, [police]);
      await said(police, { do: 'accept', handoff: 3 });
      const { commitment: offered } = await get<{ commitment: string }>(grid, 'timeline?case=case%204');
      const { items } = await get<{ items: { statement: { kind: string } }[] }>(
        police,
        `timeline?commitment=${offered}`,
      );
      expect(items.map(({ statement }) => statement.kind)).toEqual(['offered', 'accepted']);
      const statusOf = async (query: string) => (await police.request(`/api/v1/timeline?${query}`)).status;
      expect(await statusOf('')).toBe(400);
      expect(await statusOf(`case=1&recordId=${first}`)).toBe(400);
      expect(await statusOf(`recordId=${second}`)).toBe(404);
      expect(await statusOf(`commitment=${'0'.repeat(64)}`)).toBe(404);
    });
  },
);
