import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../cli/support/jz.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { openPage } from '../../support/open-page.ts';
import { removeData, type Service, startService } from '../../support/service.ts';

/**
 * The pages where methods of later years are missing, as in Chrome 109, the last one for Windows 7. They are taken away
 * from a browser of today, in the page and in its workers; what syntax it understands is the build's matter.
 */
const WITHOUT = `
  for (const name of ['findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with'])
    delete Array.prototype[name];
  delete String.prototype.isWellFormed;
  delete String.prototype.toWellFormed;
  delete Map.groupBy;
  delete Object.groupBy;
  delete Array.fromAsync;
  delete Promise.withResolvers;
  delete Promise.try;
  delete AbortSignal.any;
  delete Uint8Array.fromBase64;
  delete Uint8Array.prototype.toBase64;
  delete Uint8Array.fromHex;
  delete Uint8Array.prototype.toHex;
  for (const name of ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom'])
    delete Set.prototype[name];
  if (globalThis.Iterator) for (const name of ['map', 'filter', 'take', 'drop', 'toArray', 'forEach', 'some', 'every', 'find', 'reduce', 'flatMap'])
    delete Iterator.prototype[name];
`;

describe.skipIf(chromiumPath === undefined)(`an older browser${noBrowser}`, () => {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  let service: Service;
  let browser: Browser;
  const give = (page: Page, ...names: string[]) => page.setInputFiles('[data-choose=files]', names.map(path));

  beforeAll(async () => {
    [service, browser] = await Promise.all([startService(), launchBrowser()]);
    const { recordId } = await service.submit([{ name: '证据.txt', bytes: 'evidence' }], { case: 'A' });
    writeFileSync(path('receipt.json'), await service.receipt(recordId));
    writeFileSync(path('证据.txt'), 'evidence');
    writeFileSync(path('altered.txt'), 'evidencf');
    const certificate = await service.request(`/api/v1/records/${recordId}/certificate`);
    writeFileSync(path('certificate.pdf'), new Uint8Array(await certificate.arrayBuffer()));
    for (const [name, at] of [
      ['verifier.html', '/verifier.html'],
      ['trust.json', '/api/v1/trust'],
    ] as const) {
      writeFileSync(path(name), await (await service.request(at)).text());
    }
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    if (service) removeData(service.data);
  });

  /** Takes the methods away from the page, and from each worker before its own first line. */
  async function age(page: Page): Promise<void> {
    await page.addInitScript(WITHOUT);
    await page.route(/worker[\w.-]*\.js$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${WITHOUT}${await response.text()}` });
    });
  }

  it('verifies on the page of a service, and shows a record', async () => {
    const { page, offences, close } = await openPage(browser, service, { role: 'officer', locale: 'en' });
    await age(page);
    await page.goto(`${service.url}/#/verify`);
    await page.reload();
    expect(await page.evaluate('[].findLast === undefined && Map.groupBy === undefined')).toBe(true);
    await page.locator('.groups').first().waitFor();
    await give(page, '证据.txt', 'receipt.json');
    await page.locator('[data-verdict=VERIFIED]').waitFor();
    await page.reload();
    await page.locator('.groups').first().waitFor();
    await give(page, 'altered.txt', 'certificate.pdf');
    await page.locator('[data-verdict=MISMATCH]').waitFor();
    await page.goto(`${service.url}/#/records`);
    await page.getByText('证据.txt').first().waitFor();
    expect(offences).toEqual([]);
    await close();
  });

  it('takes a new record', async () => {
    const { page, offences, close } = await openPage(browser, service, { role: 'officer', locale: 'en' });
    await age(page);
    await page.goto(`${service.url}/#/new`);
    await page.reload();
    await page.locator('.drop').waitFor();
    await page.setInputFiles('[data-choose=files]', path('altered.txt'));
    await page.getByRole('button', { name: 'Make the record' }).click();
    await page.getByText('1 of 1 file agrees').waitFor();
    expect(offences).toEqual([]);
    await close();
  });

  it('verifies with the single file', async () => {
    const context = await browser.newContext({ locale: 'en', offline: true });
    const page = await context.newPage();
    await page.addInitScript(WITHOUT);
    // Its workers are carried in it, as addresses of their own text.
    await page.addInitScript(`{
      const { createObjectURL } = URL;
      URL.createObjectURL = (blob) =>
        createObjectURL(/javascript/.test(blob.type) ? new Blob([${JSON.stringify(WITHOUT)}, blob], { type: blob.type }) : blob);
    }`);
    await page.goto(pathToFileURL(path('verifier.html')).href);
    await page.setInputFiles('[data-choose=trust]', path('trust.json'));
    await give(page, '证据.txt', 'receipt.json');
    await page.locator('[data-verdict=VERIFIED]').waitFor();
    await context.close();
  });
});
