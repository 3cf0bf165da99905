import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { dropOn, type OpenPage, openPage, ticketOf } from '../../support/open-page.ts';
import { removeData, type Service, startService } from '../../support/service.ts';

/** The main job as people do it: in a browser, on the real service and chain. */

let browser: Browser;
let service: Service;
let open: OpenPage[] = [];

async function start(options: Parameters<typeof openPage>[2] = {}): Promise<OpenPage> {
  const opened = await openPage(browser, service, options);
  open.push(opened);
  return opened;
}

function evidenceIn(folder: string): string {
  const root = join(folder, '现场勘验');
  mkdirSync(join(root, '照片'), { recursive: true });
  writeFileSync(join(root, '照片', '01 "东门".jpg'), Buffer.alloc(300_000, 7));
  writeFileSync(join(root, '通话记录.csv'), '时间,号码\n10:00,138\n');
  writeFileSync(join(root, 'empty.txt'), '');
  return root;
}

async function saveReceipt(page: Page, folder: string): Promise<string> {
  const path = join(folder, 'receipt.json');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /下载回执|Download the receipt/ }).click(),
  ]);
  await download.saveAs(path);
  return path;
}

const verdict = (page: Page) => page.locator('[data-verdict] h2').first();

describe.skipIf(chromiumPath === undefined)(`in a browser${noBrowser}`, () => {
  beforeAll(async () => {
    [service, browser] = await Promise.all([startService(), launchBrowser()]);
  });

  afterEach(async () => {
    const offences = open.flatMap((opened) => opened.offences);
    await Promise.all(open.map((opened) => opened.close()));
    open = [];
    expect(offences).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    if (service) removeData(service.data);
  });

  it('a folder is dropped, anchored, and its receipt verified without a network', async () => {
    const { page, folder } = await start({ role: 'officer', path: 'new' });
    const evidence = evidenceIn(folder);
    await dropOn(page, '.drop', [evidence]);
    await page.getByText('摘要已算出').nth(2).waitFor();
    await page.getByLabel('案件编号').fill('2026-0042');
    await page.getByLabel('采集地点').fill('北京市东城区');
    await page.getByRole('button', { name: '提交存证' }).click();
    await page.getByText('3 个文件全部相符').waitFor();
    await page.locator('.step-done').getByText('已上链').waitFor();
    const receipt = await saveReceipt(page, folder);
    const names = JSON.parse(readFileSync(receipt, 'utf8')).disclosures.length;
    expect(names).toBe(2 + 1 + 3);

    await page.getByRole('link', { name: '核验' }).click();
    await page.getByText('指纹', { exact: true }).waitFor();
    await page.context().setOffline(true);
    await dropOn(page, '.drop', [evidence, receipt]);
    await verdict(page).waitFor();
    expect(await verdict(page).innerText()).toBe('核验通过');
    expect(await page.locator('.report').innerText()).toContain('仅有一个运行方');
    expect(await page.locator('.report .files').innerText()).toContain('照片/01 "东门".jpg');
    expect(await page.locator('.checks li').count()).toBe(16);

    await page.getByRole('button', { name: '全部清除' }).click();
    const flipped = join(folder, '通话记录.csv');
    writeFileSync(flipped, '时间,号码\n10:00,139\n');
    await dropOn(page, '.drop', [receipt, flipped]);
    await verdict(page).waitFor();
    expect(await verdict(page).innerText()).toBe('内容不一致');
  });

  it('the same is done by keyboard alone, in English', async () => {
    const { page, folder } = await start({ role: 'officer', locale: 'en-GB' });
    const evidence = evidenceIn(folder);
    // Playwright begins to listen for choosers only with the first listener, and that takes a moment.
    page.on('filechooser', () => undefined);
    const until = async (name: string) => {
      for (let steps = 0; steps < 60; steps += 1) {
        await page.keyboard.press('Tab');
        const said = await page.evaluate(() => {
          const element = document.activeElement as HTMLInputElement;
          return element.labels?.[0]?.innerText ?? element.ariaLabel ?? element.innerText;
        });
        if (said === name) return;
      }
      throw new Error(`The Tab key does not reach “${name}”`);
    };
    await until('New record');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'New record', level: 1 }).waitFor();
    await until('Choose files');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
    await chooser.setFiles([join(evidence, '通话记录.csv')]);
    await page.getByText('digests ready').waitFor();
    await until('Case');
    await page.keyboard.type('2026-0043');
    await until('Make the record');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 1 file agrees').waitFor();
    await page.locator('.step-done').getByText('Anchored').waitFor();
    await until('Download the receipt');
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    const receipt = join(folder, 'r.json');
    await download.saveAs(receipt);

    await page.keyboard.press('Control+Home');
    await page.locator('body').evaluate(() => (document.activeElement as HTMLElement).blur());
    await until('Verify');
    await page.keyboard.press('Enter');
    await until('Choose files');
    const [second] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
    await second.setFiles([join(evidence, '通话记录.csv'), receipt]);
    await verdict(page).waitFor();
    // The verdict is what one waited for: it has the focus, and it was announced.
    expect(await page.locator(':focus').innerText()).toBe('Verified');
    expect(await page.locator('[role=status].unseen').innerText()).toContain('Verified');
  });

  it('anyone verifies without an account, with a bundle of their own, and damage is named', async () => {
    const made = await service.submit([{ name: 'a.txt', bytes: 'a' }]);
    const { page, folder } = await start({ path: 'verify' });
    const receipt = join(folder, 'receipt.json');
    writeFileSync(receipt, await service.receipt(made.recordId));
    writeFileSync(join(folder, 'a.txt'), 'a');
    const trust = join(folder, 'own.json');
    writeFileSync(trust, Buffer.from(await (await fetch(`${service.url}/api/v1/trust`)).arrayBuffer()));
    await page.setInputFiles('[data-choose=trust]', trust);
    await page.getByText(/正在使用您自己的信任根：\u2068own\.json\u2069/).waitFor();
    await page.setInputFiles('[data-choose=files]', [receipt, join(folder, 'a.txt')]);
    await verdict(page).waitFor();
    expect(await verdict(page).innerText()).toBe('核验通过');

    copyFileSync('test/vectors/receipts/trust.json', trust);
    await page.setInputFiles('[data-choose=trust]', trust);
    await page.getByText('二者不属于同一条链').waitFor();
    await page.locator('[data-verdict=INVALID]').waitFor();
    expect(await page.locator('.check-fail').first().innerText()).toContain('存证合约');
    await page.getByRole('button', { name: '使用本服务的信任根' }).click();
    await page.locator('[data-verdict=VERIFIED]').waitFor();

    writeFileSync(trust, '{"format":"jianzheng/trust/1"}');
    await page.setInputFiles('[data-choose=trust]', trust);
    await page.getByText(/不是有效的信任根/).waitFor();

    await page.getByRole('button', { name: '全部清除' }).click();
    const text = readFileSync(receipt, 'utf8');
    writeFileSync(receipt, `${text} `);
    await page.setInputFiles('[data-choose=files]', [receipt, join(folder, 'a.txt')]);
    await page.locator('[data-verdict=INVALID]').waitFor();
    expect(await page.locator('.report').innerText()).toContain('不代表文件有问题，也不代表文件没有问题');
  });

  it('several receipts and files are sorted out by content, and a stranger among them is named', async () => {
    const { page, folder } = await start({ path: 'verify' });
    const made = await Promise.all(
      ['one', 'two'].map((bytes) => service.submit([{ name: `${bytes}.txt`, bytes }])),
    );
    const paths: string[] = [];
    for (const [index, { recordId }] of made.entries()) {
      const path = join(folder, `${index}.json`);
      writeFileSync(path, await service.receipt(recordId));
      paths.push(path);
    }
    for (const content of ['one', 'two']) {
      const path = join(folder, `renamed ${content}`);
      writeFileSync(path, content);
      paths.push(path);
    }
    await page.setInputFiles('[data-choose=files]', paths);
    await page.locator('[data-verdict=VERIFIED]').nth(1).waitFor();
    expect(await page.locator('[data-verdict]').count()).toBe(2);
    const stranger = join(folder, 'stranger.txt');
    writeFileSync(stranger, 'three');
    await page.setInputFiles('[data-choose=files]', [stranger]);
    await page.locator('[data-verdict=MISMATCH]').waitFor();
    expect(await page.locator('.report').first().innerText()).toContain('stranger.txt');
    expect(await page.locator('[data-verdict=VERIFIED]').count()).toBe(2);
  });

  it('the language follows the browser, is switched by hand, and stays', async () => {
    const { page } = await start({ locale: 'fr-FR', path: 'verify' });
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.getByRole('button', { name: '中文' }).click();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.reload();
    await page.getByRole('heading', { name: '核验', level: 1 }).waitFor();
    expect(await page.title()).toContain('核验');
  });

  it('records are listed, filtered by case and state, and opened', async () => {
    await service.submit([{ name: '甲.txt', bytes: '甲' }], { case: '列表-1' });
    const made = await service.submit([{ name: '乙.txt', bytes: '乙' }], { case: '列表-1' });
    await service.receipt(made.recordId);
    const { page } = await start({ role: 'auditor', path: 'records' });
    await page.getByLabel('案件').fill('列表-1');
    await page.getByLabel('状态').selectOption('anchored');
    await page.getByRole('button', { name: '查询' }).click();
    await expect.poll(() => page.locator('.record-row').count()).toBe(2);
    await page.getByRole('link', { name: /乙\.txt/ }).click();
    await page.getByText(made.recordId).waitFor();
    expect(await page.locator('main').innerText()).toContain('案内第 2 条');
    // An auditor reads: nothing offers to make a record.
    expect(await page.getByRole('link', { name: '新建存证' }).count()).toBe(0);
    await page.goBack();
    await expect.poll(() => page.locator('.record-row').count()).toBe(2);
  });

  it('a sign-in link works once, and leaves no trace in the history', async () => {
    const { page } = await start();
    const ticket = await ticketOf(service);
    await page.goto(`${service.url}/#/sign-in?ticket=${ticket}`);
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByRole('link', { name: '登录' }).first().waitFor();
    expect(page.url()).not.toContain(ticket);
    await page.goto(`${service.url}/#/sign-in?ticket=${ticket}`);
    await page.getByRole('heading', { name: '这个登录链接已失效' }).waitFor();
    expect(await page.locator('main').innerText()).toContain('npm start');
    // A new link, pasted: signed in, wherever one was.
    await page.goto(`${service.url}/#/records`);
    await page.getByLabel('登录链接').fill(`${service.url}/#/sign-in?ticket=${await ticketOf(service)}`);
    await page.locator('main').getByRole('button', { name: '登录' }).click();
    await page.getByRole('heading', { name: '存证记录', level: 1 }).waitFor();
  });
});
