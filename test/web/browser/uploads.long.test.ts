import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { type CuttingProxy, cuttingProxy } from '../../support/cutting-proxy.ts';
import { type OpenPage, openPage } from '../../support/open-page.ts';
import { removeData, type Service, startService } from '../../support/service.ts';
import { until } from '../../support/until.ts';

/** Large files from the page, over lines that break: they arrive once, and go on where they stopped. */

const SIZE = 24 * 1024 * 1024 + 3;
const folder = mkdtempSync(join(tmpdir(), 'jianzheng-large-'));
let browser: Browser;
let service: Service;
let proxy: CuttingProxy;
let opened: OpenPage;

/** A file of fresh bytes, at a path whose name and time are always the same. */
function large(name: string): string {
  const bytes = randomBytes(SIZE);
  writeFileSync(join(folder, name), bytes);
  utimesSync(join(folder, name), 1_790_000_000, 1_790_000_000);
  return createHash('sha256').update(bytes).digest('hex');
}

const choose = (page: Page, ...names: string[]) =>
  page.setInputFiles(
    '[data-choose=files]',
    names.map((name) => join(folder, name)),
  );
const submit = (page: Page) => page.getByRole('button', { name: '提交存证' }).click();
const parts = () => readdirSync(join(service.data, 'service', 'uploads'));
const held = () => until('the line holds up', async () => proxy.holding());

type Found = { files: { name: string; sha256: string }[] };
async function recordsOf(caseId: string): Promise<Found[]> {
  const answer = await service.request(`/api/v1/records?case=${encodeURIComponent(caseId)}&limit=100`);
  return ((await answer.json()) as { items: Found[] }).items;
}

describe.skipIf(chromiumPath === undefined)(`large files${noBrowser}`, () => {
  beforeAll(async () => {
    [service, browser] = await Promise.all([startService(), launchBrowser()]);
    proxy = await cuttingProxy(service.url, Number.POSITIVE_INFINITY);
  });

  beforeEach(async () => {
    opened = await openPage(browser, { ...service, url: proxy.url }, { role: 'officer', path: 'new' });
  });

  afterEach(async () => {
    proxy.setTotal(Number.POSITIVE_INFINITY);
    proxy.setLimit(Number.POSITIVE_INFINITY);
    const { offences } = opened;
    await opened.close();
    expect(offences).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await service?.kill();
    if (service) removeData(service.data);
    rmSync(folder, { recursive: true, force: true });
  });

  it('get through a line that breaks again and again, beside small ones, in their order', async () => {
    const { page } = opened;
    const sha256 = large('录像.mp4');
    writeFileSync(join(folder, 'a.txt'), 'small');
    writeFileSync(join(folder, 'z.txt'), 'small, too');
    await choose(page, 'a.txt', '录像.mp4', 'z.txt');
    await page.getByLabel('案件编号').fill('断续');
    proxy.setLimit(7_000_000);
    const before = proxy.cuts();
    await submit(page);
    await page.getByText('3 个文件全部相符').waitFor();
    expect(proxy.cuts()).toBeGreaterThan(before);
    const records = await recordsOf('断续');
    expect(records.map(({ files }) => files.map(({ name }) => name))).toEqual([
      ['a.txt', '录像.mp4', 'z.txt'],
    ]);
    expect(records[0]!.files[1]!.sha256).toBe(sha256);
    expect(parts()).toEqual([]);
    expect(await page.evaluate(() => localStorage.getItem('jianzheng.unfinished'))).toBeNull();
  });

  it('pause, and go on without sending again what was sent', async () => {
    const { page } = opened;
    const sha256 = large('paused.bin');
    await choose(page, 'paused.bin');
    await page.getByLabel('案件编号').fill('暂停');
    proxy.setTotal(SIZE / 2);
    await submit(page);
    await held();
    await page.getByRole('button', { name: '暂停' }).click();
    await page.getByText('已暂停。').waitFor();
    expect(await page.getByText(/已暂停，\d+%/).count()).toBe(1);
    // What is left, and some room: a second start from the beginning would be held up for ever.
    proxy.setTotal(SIZE / 2 + 4_000_000);
    await page.getByRole('button', { name: '继续发送' }).click();
    await page.getByText('1 个文件全部相符').waitFor();
    expect((await recordsOf('暂停')).map(({ files }) => files[0]!.sha256)).toEqual([sha256]);
  });

  it('go on by themselves when the network comes back', async () => {
    const { page } = opened;
    const sha256 = large('offline.bin');
    await choose(page, 'offline.bin');
    await page.getByLabel('案件编号').fill('断网');
    proxy.setTotal(SIZE / 2);
    await submit(page);
    await held();
    await page.context().setOffline(true);
    await page.getByText('秒后自动重试').waitFor();
    proxy.setTotal(Number.POSITIVE_INFINITY);
    await page.context().setOffline(false);
    await page.getByText('1 个文件全部相符').waitFor();
    expect((await recordsOf('断网')).map(({ files }) => files[0]!.sha256)).toEqual([sha256]);
  });

  /** Sends half of a file, closes the tab and opens another one. */
  async function comeBack(name: string, caseId: string): Promise<Page> {
    const { page } = opened;
    writeFileSync(join(folder, 'note.txt'), 'beside it');
    utimesSync(join(folder, 'note.txt'), 1_790_000_000, 1_790_000_000);
    await choose(page, name, 'note.txt');
    await page.getByLabel('案件编号').fill(caseId);
    proxy.setTotal(SIZE / 2);
    await submit(page);
    await held();
    await page.close();
    proxy.cut();
    proxy.setTotal(Number.POSITIVE_INFINITY);
    const again = await page.context().newPage();
    await again.goto(`${proxy.url}/#/new`);
    await again.getByText('有一次提交尚未完成').waitFor();
    return again;
  }

  it('go on after the browser was closed, once their files are chosen again', async () => {
    const sha256 = large('closed.bin');
    const page = await comeBack('closed.bin', '关闭浏览器');
    expect(await page.getByRole('region', { name: '有一次提交尚未完成' }).innerText()).toMatch(
      /closed\.bin[\s\S]*note\.txt/,
    );
    const caseField = page.getByLabel('案件编号');
    await until('the entries are back', async () => (await caseField.inputValue()) === '关闭浏览器');
    expect(await findingsOf(page)).toEqual([]);
    await choose(page, 'note.txt');
    await choose(page, 'closed.bin');
    await page.getByText('文件已齐').waitFor();
    proxy.setTotal(SIZE / 2 + 4_000_000);
    await submit(page);
    await page.getByText('2 个文件全部相符').waitFor();
    const records = await recordsOf('关闭浏览器');
    expect(records.map(({ files }) => files.map(({ name }) => name))).toEqual([['closed.bin', 'note.txt']]);
    expect(records[0]!.files[0]!.sha256).toBe(sha256);
    expect(parts()).toEqual([]);
  });

  it('are not spliced to another file of the same name, size and time', async () => {
    large('changed.bin');
    const page = await comeBack('changed.bin', '另一文件');
    const sha256 = large('changed.bin');
    await choose(page, 'changed.bin', 'note.txt');
    await submit(page);
    await page.getByText('2 个文件全部相符').waitFor();
    expect((await recordsOf('另一文件')).map(({ files }) => files[0]!.sha256)).toEqual([sha256]);
    expect(parts()).toEqual([]);
  });

  it('can be given up, and are then nowhere', async () => {
    large('given-up.bin');
    const page = await comeBack('given-up.bin', '放弃');
    await page.getByRole('button', { name: '放弃该次提交' }).click();
    await until('the upload is removed', async () => parts().length === 0);
    await page.reload();
    await page.getByLabel('案件编号').waitFor();
    expect(await page.getByText('有一次提交尚未完成').count()).toBe(0);
    expect(await recordsOf('放弃')).toEqual([]);
  });
});
