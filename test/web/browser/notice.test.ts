import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en, zh } from '../../../language/notice.ts';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { itLong } from '../../support/long.ts';
import { openPage } from '../../support/open-page.ts';
import { removeData, type Service, startService } from '../../support/service.ts';

/** Being told that a record is anchored: by the browser's notification where it may, in words where it may not. */

const SHOTS = process.env.JIANZHENG_SHOTS;
let browser: Browser;
let service: Service;

/** A batch of three is sealed at once, a smaller one not while these tests run: they say when a record is anchored. */
const ENV = { JIANZHENG_BATCH_MS: '3600000', JIANZHENG_BATCH_SIZE: '3' };

async function fillBatch(name: string, records: number): Promise<void> {
  for (let nth = 0; nth < records; nth += 1) await service.submit([{ name, bytes: `${name} ${nth}` }]);
}

async function submitOn(page: Page, name: string): Promise<void> {
  await page.setInputFiles('[data-choose=files]', {
    name,
    mimeType: 'text/plain',
    buffer: Buffer.from(name),
  });
  await page.locator('.send button.main').click();
  await page.locator('.result').waitFor();
}

type Shown = { title: string; body: string };

/** Keeps what the browser showed, beside showing it. */
function keepShown(): void {
  const scope = globalThis as unknown as { shown: Shown[]; asked: number };
  scope.shown = [];
  scope.asked = 0;
  const { requestPermission } = Notification;
  Notification.requestPermission = () => {
    scope.asked += 1;
    return requestPermission.call(Notification);
  };
  globalThis.Notification = class extends Notification {
    constructor(title: string, options: NotificationOptions = {}) {
      super(title, options);
      scope.shown.push({ title, body: options.body ?? '' });
    }
  };
}
const shown = (page: Page) => page.evaluate(() => (globalThis as unknown as { shown: Shown[] }).shown);
const asked = (page: Page) => page.evaluate(() => (globalThis as unknown as { asked: number }).asked);

describe.skipIf(chromiumPath === undefined)(`being told that a record is anchored${noBrowser}`, () => {
  beforeAll(async () => {
    [service, browser] = await Promise.all([startService({ env: ENV }), launchBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    if (service) removeData(service.data);
  });

  it('takes a press, and then a notification that names neither case nor file, on whatever page is open', async () => {
    const opened = await openPage(browser, service, {
      role: 'officer',
      viewport: { width: 360, height: 800 },
    });
    const { page, offences } = opened;
    await page.context().grantPermissions(['notifications'], { origin: new URL(service.url).origin });
    await page.addInitScript(keepShown);
    await page.reload();
    await page.goto(`${service.url}/#/new`);
    await submitOn(page, '机密.txt');
    const ask = page.getByRole('button', { name: zh['notice.ask'] });
    await ask.waitFor();
    expect(await asked(page)).toBe(0);
    await ask.click();
    await page.getByText(zh['notice.byBrowser']).first().waitFor();
    expect(await findingsOf(page), 'asked for').toEqual([]);
    if (SHOTS) await page.screenshot({ path: join(SHOTS, 'notice-asked.png') });
    await page.goto(`${service.url}/#/verify`);
    await fillBatch('others', 2);
    const told = page.locator('.told');
    await told.waitFor();
    expect(await shown(page)).toEqual([
      { title: zh['notice.anchored.one'], body: expect.stringMatching(/^存证编号 [0-9a-f]{16}…$/) },
    ]);
    expect(await told.innerText()).toContain(zh['notice.anchored.one']);
    expect(await findingsOf(page), 'told').toEqual([]);
    if (SHOTS) await page.screenshot({ path: join(SHOTS, 'notice-told.png') });
    await told.getByRole('link').click();
    await page.locator('.facts').first().waitFor();
    await told.getByRole('button', { name: zh['notice.close'] }).click();
    await told.waitFor({ state: 'detached' });
    // Anchored already: nothing to wait for.
    expect(await page.getByRole('button', { name: zh['notice.ask'] }).count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(offences).toEqual([]);
    await opened.close();
  });

  it('comes by a service worker on a telephone, where pages may show none, and leads back to the record', async () => {
    const opened = await openPage(browser, service, {
      role: 'officer',
      locale: 'en-GB',
      viewport: { width: 360, height: 800 },
    });
    const { page, offences } = opened;
    const context = page.context();
    await context.grantPermissions(['notifications'], { origin: new URL(service.url).origin });
    // As Chrome for Android does.
    await page.addInitScript(() => {
      const { requestPermission } = Notification;
      globalThis.Notification = class {
        static readonly permission = 'granted';
        static readonly requestPermission = requestPermission.bind(Notification);
        constructor() {
          throw new TypeError(
            'Illegal constructor. Use ServiceWorkerRegistration.showNotification() instead.',
          );
        }
      } as unknown as typeof Notification;
    });
    await page.reload();
    await page.goto(`${service.url}/#/new`);
    await submitOn(page, 'by telephone.txt');
    await page.getByRole('button', { name: en['notice.ask'] }).click();
    await page.getByText(en['notice.byBrowser']).first().waitFor();
    const record = await page.locator('.result a').first().getAttribute('href');
    await page.goto(`${service.url}/#/verify`);
    const [worker] = await Promise.all([context.waitForEvent('serviceworker'), fillBatch('telephones', 2)]);
    await page.locator('.told').waitFor();
    // Shown once the worker is active, which is a moment later.
    const shownByWorker = () =>
      worker.evaluate(async () => {
        const scope = self as unknown as { registration: ServiceWorkerRegistration };
        const all = await scope.registration.getNotifications();
        return all.map(({ title, body }) => ({ title, body }));
      });
    await expect.poll(shownByWorker, { timeout: 30_000 }).toEqual([
      {
        title: en['notice.anchored.one'],
        body: expect.stringMatching(/^Record [0-9a-f]{16}…$/),
      },
    ]);
    // A press on it, as the system tells the worker.
    await worker.evaluate(async () => {
      type Scope = { registration: ServiceWorkerRegistration; dispatchEvent(event: Event): void };
      type Made = new (type: string, given: { notification: Notification }) => Event;
      const scope = self as unknown as Scope & { NotificationEvent: Made };
      const [notification] = await scope.registration.getNotifications();
      scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification: notification! }));
    });
    await page.waitForURL(`**/${record}`);
    await page.locator('.facts').first().waitFor();
    expect(await shownByWorker()).toEqual([]);
    expect(offences).toEqual([]);
    await opened.close();
  });

  itLong('is words on the page and in the title of the tab where notifications are denied', async () => {
    const opened = await openPage(browser, service, { role: 'officer', path: 'new', locale: 'en-GB' });
    const { page, offences } = opened;
    await submitOn(page, 'denied.txt');
    await page.locator('.result a').click();
    await page.locator('.facts').first().waitFor();
    await page.getByRole('button', { name: en['notice.ask'] }).press('Enter');
    await page.getByText(en['notice.byWords']).first().waitFor();
    const title = await page.title();
    // Somebody works in another window.
    await page.evaluate(() => {
      document.hasFocus = () => false;
    });
    await fillBatch('more', 2);
    await page.locator('.told').getByText(en['notice.anchored.one']).waitFor();
    expect(await page.title()).toBe(`${en['notice.anchored.one']} · ${title}`);
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    expect(await page.title()).toBe(title);
    expect(await findingsOf(page)).toEqual([]);
    expect(offences).toEqual([]);
    await opened.close();
  });

  itLong('can be taken back, and ends with the session', async () => {
    const opened = await openPage(browser, service, { role: 'officer', path: 'new', locale: 'en-GB' });
    const { page, offences } = opened;
    await submitOn(page, 'stopped.txt');
    const ask = page.getByRole('button', { name: en['notice.ask'] });
    await ask.click();
    await page.getByRole('button', { name: en['notice.stop'] }).click();
    await ask.waitFor();
    await ask.click();
    await page.getByText(en['notice.byWords']).first().waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
    const watched = page
      .waitForRequest((request) => request.url().includes('/api/v1/records/'), { timeout: 5000 })
      .then(() => true)
      .catch(() => false);
    await fillBatch('rest', 2);
    expect(await watched).toBe(false);
    expect(await page.locator('.told').count()).toBe(0);
    expect(offences).toEqual([]);
    await opened.close();
  });
});
