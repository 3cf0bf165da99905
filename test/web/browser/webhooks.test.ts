import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { openPage } from '../../support/open-page.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { removeData, type Service, startService } from '../../support/service.ts';
import { until } from '../../support/until.ts';

/** The operator has another program told what happens, and sees why it was not. */

let browser: Browser;
let service: Service;
let receiver: Receiver;

describe.skipIf(chromiumPath === undefined)(`webhooks on the page${noBrowser}`, () => {
  beforeAll(async () => {
    [service, browser, receiver] = await Promise.all([
      startService({ env: { JIANZHENG_WEBHOOK_NETWORKS: 'loopback' } }),
      launchBrowser(),
      startReceiver(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    await receiver?.close();
    if (service) removeData(service.data);
  });

  it('an operator adds one, sees its secret once, tries it, and reads what was sent', async () => {
    const { page, offences, close } = await openPage(browser, service, {
      ...{ role: 'operator', path: 'operate', locale: 'en-GB' },
    });
    await page.getByText('There is no webhook.').waitFor();
    await page.getByLabel('https address of the receiver').fill(receiver.url);
    await page.getByText('What it is told: Everything').click();
    for (const name of ['records anchored and proved', 'deadline near'])
      await page.getByRole('checkbox', { name }).check();
    await page.getByLabel('https address of the receiver').press('Enter');
    const box = page.locator('.box', { hasText: 'Secret of 127.0.0.1' });
    await box.waitFor();
    receiver.secret = await box.locator('code').innerText();
    expect(receiver.secret).toMatch(/^whsec_/);
    const row = page.locator('.webhook');
    await row.getByText('What it is told: records anchored and proved, deadline near').waitFor();

    await row.getByRole('button', { name: 'Test the webhook 127.0.0.1' }).click();
    await row.getByText('The test was taken, with status 204.').waitFor();
    receiver.answer = (response) => response.writeHead(500).end();
    await row.getByRole('button', { name: 'Test the webhook 127.0.0.1' }).click();
    await row.getByText('The test was not taken: it answered with status 500.').waitFor();
    page.on('dialog', (dialog) => void dialog.accept());
    await row.getByRole('button', { name: 'New secret for the webhook 127.0.0.1' }).click();
    await row.getByText('signed with both secrets until').waitFor();
    const first = receiver.secret;
    receiver.secret = await box.locator('code').innerText();
    expect(receiver.secret).not.toBe(first);
    await service.submit([{ name: 'a.txt', bytes: 'a' }]);
    await receiver.next('records.anchored');
    await row.getByText('What was sent last').click();
    await row.getByText('it answered with status 500, next').waitFor();
    expect(receiver.forged).toEqual([]);
    expect(await findingsOf(page)).toEqual([]);

    await page.getByLabel('https address of the receiver').fill('https://10.0.0.1/x');
    await page.getByLabel('https address of the receiver').press('Enter');
    await page.locator('[role=alert]', { hasText: 'webhook-address-refused' }).waitFor();
    expect(await findingsOf(page)).toEqual([]);

    // What is shown once is gone with the page.
    await page.reload();
    await row.waitFor();
    expect(await page.content()).not.toContain('whsec_');
    await row.getByRole('button', { name: 'Remove the webhook 127.0.0.1' }).click();
    await page.getByText('There is no webhook.').waitFor();
    expect(offences).toEqual([]);
    await close();
  });

  it('one that is gone is paused, and taken up again, on a telephone', async () => {
    receiver.answer = (response) => response.writeHead(410).end();
    receiver.secret = undefined;
    const { page, offences, close } = await openPage(browser, service, {
      ...{ role: 'operator', path: 'operate', viewport: { width: 360, height: 800 } },
    });
    await page.getByLabel('接收方的 https 地址').fill(receiver.url);
    await page.getByRole('button', { name: '添加推送地址' }).click();
    await page.locator('.webhook').waitFor();
    await service.submit([{ name: 'b.txt', bytes: 'b' }]);
    await until('the pause', async () => {
      const { items } = (await (await service.request('/api/v1/webhooks')).json()) as {
        items: { paused: string | null }[];
      };
      return items[0]?.paused != null;
    });
    await page.reload();
    await page.locator('.webhook', { hasText: '暂停始于' }).waitFor();
    await page.locator('.webhook summary').click();
    await page.locator('.webhook', { hasText: '对方返回状态 410' }).waitFor();
    expect(await findingsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    receiver.answer = (response) => response.writeHead(204).end();
    await page.getByRole('button', { name: '恢复推送地址 127.0.0.1' }).click();
    await page.locator('.webhook .record-row', { hasText: '正常' }).waitFor();
    expect(offences).toEqual([]);
    await close();
  });

  it('the feed of hand-offs is a link away, and opens for whoever is signed in', async () => {
    const { page, close } = await openPage(browser, service, { role: 'officer', path: 'custody' });
    const link = page.getByRole('link', { name: 'Atom 订阅' });
    await link.waitFor();
    const seen = await page.evaluate(
      async (path) => {
        const answer = await fetch(path);
        return [answer.status, answer.headers.get('content-type'), (await answer.text()).slice(0, 5)];
      },
      (await link.getAttribute('href')) ?? '',
    );
    expect(seen).toEqual([200, 'application/atom+xml; charset=utf-8', '<?xml']);
    expect(await findingsOf(page)).toEqual([]);
    await close();
  });
});
