import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { dropOn, openPage } from '../../support/open-page.ts';
import { type PeerLine, peerLine } from '../../support/peer-line.ts';
import { startTwoAgencies, type TwoAgencies } from '../../support/two-agencies.ts';
import { until } from '../../support/until.ts';

/** Two agencies on one chain, each with its own page: what each sees of the other, and what they hand each other. */

let browser: Browser;
let both: TwoAgencies;
let line: PeerLine;
let recordId: string;
let receipt: Uint8Array;

const saved = async (page: Page, click: () => Promise<void>, path: string): Promise<string> => {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  await download.saveAs(path);
  return path;
};

describe.skipIf(chromiumPath === undefined)(`the pages about the network${noBrowser}`, () => {
  beforeAll(async () => {
    line = await peerLine();
    [both, browser] = await Promise.all([
      startTwoAgencies({
        police: { JIANZHENG_PEERS: `grid=${line.url}`, JIANZHENG_WITHHELD_SECONDS: '2' },
      }),
      launchBrowser(),
    ]);
    line.target = both.grid.url;
    ({ recordId } = await both.grid.submit([{ name: '照片.jpg', bytes: 'a photo' }]));
    receipt = await both.grid.receipt(recordId);
  });
  afterAll(async () => {
    await browser?.close();
    await both?.close();
    await line?.close();
  });

  it('show the chain, who sealed its last blocks, and every agency with its keys and its last anchor', async () => {
    const { page, offences, close } = await openPage(browser, both.police, {
      role: 'auditor',
      path: 'network',
      locale: 'en-GB',
    });
    const grid = page.locator('[data-agency=grid]');
    await grid.getByText('Handed out when asked, up to batch 1 of 1.').waitFor();
    const said = await grid.innerText();
    expect(said).toContain('Agency grid 机构 grid');
    expect(said).toMatch(/active/);
    expect(said).toMatch(/batch 1 \d{4}-/);
    expect(said).toMatch(/operator 0x[0-9a-f]{40}/);
    expect(said).toContain(line.url);
    expect(await page.locator('[data-agency=police]').innerText()).toContain('this service’s agency');
    expect(await page.locator('[data-agency=court]').innerText()).toContain(
      'it is not asked for its records',
    );
    expect(await page.locator('[data-agency]').count()).toBe(4);
    const blocks = page.getByRole('list', { name: 'Last blocks' });
    await blocks
      .getByText(/sealed by court, grid, police/)
      .first()
      .waitFor();
    await page.getByText('Nothing needs attention.').waitFor();
    expect(offences).toEqual([]);
    await close();
  });

  it('say what is withheld, since when, that it is no proof, and what to do', async () => {
    line.fault = { status: 404, type: 'application/problem+json', body: '{"code":"batch-not-found"}' };
    await both.grid.receipt((await both.grid.submit([{ name: 'b.txt', bytes: 'b' }])).recordId);
    const { page, close } = await openPage(browser, both.police, {
      role: 'officer',
      path: 'network',
      viewport: { width: 360, height: 800 },
    });
    const grid = page.locator('[data-agency=grid]');
    await grid.getByText('批次 2：拒绝提供（batch-not-found），自').waitFor();
    await grid.getByText('这不构成证明').waitFor();
    const alert = page.locator('.box-bad', { hasText: 'batch-withheld' });
    await alert.waitFor();
    expect(await alert.innerText()).toContain('请询问该机构');
    expect(await findingsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    line.fault = undefined;
    await page.getByText('没有需要处理的事项').waitFor();
    await close();
  });

  it('keep a receipt that is dropped with its file, and hand back an acknowledgement that the other page notes', async () => {
    const police = await openPage(browser, both.police, { role: 'officer', path: 'exchange' });
    const at = (name: string) => join(police.folder, name);
    writeFileSync(at('r.json'), receipt);
    writeFileSync(at('照片.jpg'), 'a photo');
    writeFileSync(at('other.txt'), 'something else');
    await police.page.locator('.drop').waitFor();

    await dropOn(police.page, '.drop', [at('other.txt')]);
    await police.page.getByText('其中没有回执或收执').waitFor();
    await dropOn(police.page, '.drop', [at('other.txt'), at('r.json')]);
    await police.page.locator('[role=alert]', { hasText: 'receipt-files-differ' }).waitFor();
    await police.page.getByText('尚无。').waitFor();

    await dropOn(police.page, '.drop', [at('照片.jpg'), at('r.json')]);
    await police.page.getByText(/已收存：grid 的记录 .*含 1 个文件/).waitFor();
    const row = police.page.getByRole('list', { name: '其他机构的回执' }).locator('li');
    await row.getByText('存有 1 个文件').waitFor();
    await dropOn(police.page, '.drop', [at('r.json')]);
    await police.page.getByText(/此前已收存/).waitFor();
    expect(await row.count()).toBe(1);
    expect(await findingsOf(police.page)).toEqual([]);

    const same = await saved(police.page, () => row.getByRole('link').click(), at('saved.json'));
    expect(readFileSync(same).equals(Buffer.from(receipt))).toBe(true);
    const acknowledgement = await saved(
      police.page,
      () => row.getByRole('button').click(),
      at('acknowledgement.json'),
    );

    const grid = await openPage(browser, both.grid, {
      role: 'officer',
      path: 'exchange',
      locale: 'en-GB',
      viewport: { width: 360, height: 800 },
    });
    await grid.page.getByText('No agency has acknowledged a copy yet.').waitFor();
    await grid.page.setInputFiles('[data-choose=files]', acknowledgement);
    await grid.page.getByText(/Noted: police keeps a copy/).waitFor();
    await grid.page.getByText('police keeps a copy (files: 1)').waitFor();
    expect(await findingsOf(grid.page)).toEqual([]);
    expect(await grid.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    // By keys alone: from the list to the record.
    await grid.page
      .getByRole('list', { name: /Copies of our records/ })
      .getByRole('link')
      .focus();
    await grid.page.keyboard.press('Enter');
    await grid.page.locator('.facts').first().waitFor();
    expect(grid.page.url()).toContain(recordId);
    expect([...police.offences, ...grid.offences]).toEqual([]);
    await Promise.all([police.close(), grid.close()]);
  });

  it('show an auditor what is kept, and no place to drop anything', async () => {
    const { page, close } = await openPage(browser, both.police, { role: 'auditor', path: 'exchange' });
    await until('the list', async () => (await page.locator('.record-row').count()) > 0);
    expect(await page.locator('.drop').count()).toBe(0);
    await close();
  });
});
