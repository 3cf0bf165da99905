import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { receiptOfCertificate } from '../../../core/certificate-pdf.ts';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { dropOn, type OpenPage, openPage } from '../../support/open-page.ts';
import { removeData, type Service, startService } from '../../support/service.ts';

/** Certificates as people meet them: fetched from the record's page, dropped on the verifier, with and without a service. */

let browser: Browser;
let service: Service;
let recordId: string;
let open: OpenPage[] = [];
const FILE = '现场照片 ①.txt';

async function start(options: Parameters<typeof openPage>[2] = {}): Promise<OpenPage> {
  const opened = await openPage(browser, service, options);
  open.push(opened);
  return opened;
}
const verdict = (page: Page) => page.locator('[data-verdict] h2').first();

async function saved(page: Page, folder: string, button: RegExp, name: string): Promise<string> {
  const path = join(folder, name);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  await download.saveAs(path);
  return path;
}

describe.skipIf(chromiumPath === undefined)(`certificates in a browser${noBrowser}`, () => {
  beforeAll(async () => {
    [service, browser] = await Promise.all([startService(), launchBrowser()]);
    ({ recordId } = await service.submit([{ name: FILE, bytes: 'evidence' }], { case: 'A' }));
    await service.receipt(recordId);
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

  it('one is fetched from the record, and verified with the file without a network', async () => {
    const { page, folder } = await start({ role: 'officer', path: `records/${recordId}` });
    const certificate = await saved(page, folder, /下载存证证书/, 'certificate.pdf');
    expect(await receiptOfCertificate(readFileSync(certificate))).toEqual(
      new Uint8Array(await service.receipt(recordId)),
    );
    await page.goto(`${service.url}/#/verify?record=${recordId}`);
    await page.locator('[data-look-up=held]').waitFor();
    await page.getByText('指纹', { exact: true }).waitFor();
    await page.context().setOffline(true);
    writeFileSync(join(folder, FILE), 'evidence');
    await dropOn(page, '.drop', [certificate, join(folder, FILE)]);
    await verdict(page).waitFor();
    expect(await verdict(page).innerText()).toBe('核验通过');
    expect(await page.locator('.given').textContent()).toContain('证书，已取出其中的回执');
  });

  it('a PDF that gives no receipt says why, in words', async () => {
    const { page, folder } = await start({
      path: 'verify',
      locale: 'en-GB',
      viewport: { width: 390, height: 844 },
    });
    const scan = join(folder, 'scan.pdf');
    writeFileSync(scan, '%PDF-1.4\n%%EOF\n');
    await dropOn(page, '.drop', [scan]);
    await page.getByText('This PDF holds no receipt').waitFor();
    await page.getByText('A receipt is still missing').waitFor();
    expect(await findingsOf(page)).toEqual([]);
  });

  it('the evidence list is fetched from the record and from its case, by keyboard too', async () => {
    const { page, folder } = await start({ role: 'officer', path: `records/${recordId}` });
    const csv = await saved(page, folder, /CSV/, 'list.csv');
    expect(readFileSync(csv, 'utf8')).toContain(FILE);
    expect(await findingsOf(page)).toEqual([]);
    await page.goto(`${service.url}/#/records?case=A`);
    const button = page.getByRole('button', { name: /XLSX/ });
    await button.focus();
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(download.suggestedFilename()).toBe('jianzheng-evidence-list.xlsx');
    await download.saveAs(join(folder, 'list.xlsx'));
    expect(readFileSync(join(folder, 'list.xlsx')).toString('latin1', 0, 2)).toBe('PK');
    expect(await findingsOf(page)).toEqual([]);
  });

  it('the single file takes one from a disk, with the auditor’s own bundle', async () => {
    const { page, folder } = await start({ role: 'officer', path: `records/${recordId}`, locale: 'en-GB' });
    const certificate = await saved(page, folder, /Download the certificate/, 'certificate.pdf');
    writeFileSync(join(folder, FILE), 'evidence');
    const bundle = await service.request('/api/v1/trust');
    writeFileSync(join(folder, 'trust.json'), new Uint8Array(await bundle.arrayBuffer()));
    const verifier = await service.request('/verifier.html');
    writeFileSync(join(folder, 'verifier.html'), await verifier.text());
    const context = await browser.newContext({ locale: 'en-GB', offline: true });
    const single = await context.newPage();
    single.setDefaultTimeout(180_000);
    await single.goto(pathToFileURL(join(folder, 'verifier.html')).href);
    await single.setInputFiles('[data-choose=files]', [certificate, join(folder, FILE)]);
    // Whom to trust is never taken from the certificate.
    await single
      .getByText(/trust bundle/)
      .first()
      .waitFor();
    expect(await verdict(single).count()).toBe(0);
    await single.setInputFiles('[data-choose=trust]', join(folder, 'trust.json'));
    await verdict(single).waitFor();
    expect(await verdict(single).innerText()).toBe('Verified');
    await context.close();
  });
});
