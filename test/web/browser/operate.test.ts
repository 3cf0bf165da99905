import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { openPage } from '../../support/open-page.ts';
import { removeData, type Service, startService } from '../../support/service.ts';

/** Whoever runs the service: its state, its people, and who looked at what. */

let browser: Browser;
let service: Service;

/** The same service under a name: browsers make no passkeys for a bare address. */
const named = () => ({ ...service, url: service.url.replace('127.0.0.1', 'localhost') });

/** A device that makes and uses passkeys without asking anyone, by the browser's own protocol. */
async function withAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

describe.skipIf(chromiumPath === undefined)(`the pages for whoever runs the service${noBrowser}`, () => {
  beforeAll(async () => {
    [service, browser] = await Promise.all([startService(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    if (service) removeData(service.data);
  });

  it('an operator makes an account; its person comes in by the link, makes a passkey, and comes back with it', async () => {
    const operator = await openPage(browser, named(), { role: 'operator', path: 'operate' });
    await operator.page.getByText('没有需要处理的事项').waitFor();
    await operator.page.getByLabel('姓名').fill('李伟');
    await operator.page.getByLabel('姓名').press('Enter');
    const box = operator.page.locator('.box', { hasText: '李伟 的登录链接' });
    await box.waitFor();
    const link = await box.locator('code').innerText();
    expect(await findingsOf(operator.page)).toEqual([]);

    const person = await openPage(browser, named());
    await person.page.goto('about:blank');
    await person.page.goto(link);
    await person.page.locator('.account button').waitFor();
    await person.page.locator('.account a').click();
    await person.page.getByText('您尚无通行密钥').waitFor();
    expect(await findingsOf(person.page)).toEqual([]);
    // After axe: a session of the protocol that ends takes the device with it.
    await withAuthenticator(person.page);
    await person.page.getByRole('button', { name: '创建通行密钥' }).click();
    await person.page.getByText('用于 localhost').waitFor();
    await person.page.getByRole('button', { name: '退出' }).click();
    await person.page.getByRole('link', { name: '登录' }).first().click();
    await person.page.getByRole('button', { name: '使用通行密钥登录' }).click();
    await person.page.locator('.account button').waitFor();

    // Another role while its person is at work: what the page offers follows at the first refusal.
    await operator.page.getByRole('button', { name: '更改角色：李伟' }).click();
    await operator.page.getByLabel('李伟 的角色', { exact: true }).selectOption('auditor');
    expect(await findingsOf(operator.page), 'with the form open').toEqual([]);
    await operator.page.getByRole('button', { name: '更改角色', exact: true }).click();
    await operator.page.locator('.record-row', { hasText: '审计人员' }).first().waitFor();
    await operator.page.locator('[aria-label="更改角色：李伟"]:focus').waitFor();
    await person.page.reload();
    await person.page.locator('.account', { hasText: '审计人员' }).waitFor();
    await operator.page.getByRole('button', { name: '更改角色：李伟' }).click();
    await operator.page.getByLabel('李伟 的角色', { exact: true }).selectOption('officer');
    await operator.page.getByRole('button', { name: '更改角色', exact: true }).click();
    await operator.page.locator('.record-row', { hasText: '办案人员' }).first().waitFor();
    await person.page.goto(`${named().url}/#/access-log`);
    await person.page.locator('.account', { hasText: '办案人员' }).waitFor();

    // Ended while its person is at work: out at once, and the passkey opens nothing any more.
    operator.page.on('dialog', (dialog) => void dialog.accept());
    await operator.page.getByRole('button', { name: '停用 李伟 的账户' }).click();
    await operator.page.getByRole('button', { name: '恢复 李伟 的账户' }).waitFor();
    await person.page.getByRole('link', { name: '存证记录' }).first().click();
    await person.page.getByRole('button', { name: '使用通行密钥登录' }).click();
    await person.page.locator('[role=alert]', { hasText: 'passkey-invalid' }).waitFor();
    expect([...operator.offences, ...person.offences]).toEqual([]);
    await Promise.all([operator.close(), person.close()]);
  });

  it('a cancelled passkey says so, and what else there is', async () => {
    const { page, close } = await openPage(browser, named(), { path: 'sign-in', locale: 'en-GB' });
    await withAuthenticator(page);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.locator('[role=alert]', { hasText: 'No passkey was used' }).waitFor();
    await close();
  });

  it('the log names who looked at what, and is found by the record', async () => {
    const { recordId } = await service.submit([{ name: 'a.txt', bytes: 'a' }]);
    const officer = await openPage(browser, service, { role: 'officer', path: `records/${recordId}` });
    await officer.page.locator('.facts').first().waitFor();
    await officer.close();
    const { page, offences, close } = await openPage(browser, service, {
      role: 'auditor',
      path: 'access-log',
      locale: 'en-GB',
      viewport: { width: 360, height: 800 },
    });
    await page.getByLabel('Record ID or other subject').fill(recordId);
    await page.getByRole('button', { name: 'Show' }).click();
    await page.locator('.record-row', { hasText: 'viewed a record' }).first().waitFor();
    await page.locator('.record-row', { hasText: 'made a record' }).waitFor();
    expect(await findingsOf(page)).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(360);
    expect(offences).toEqual([]);
    await close();
  });
});
