import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templateOf } from '../../../core/kinds.ts';
import { keyListFile, type PersonKey } from '../../../core/persons/key-list.ts';
import { openTrust } from '../../../core/trust.ts';
import { jz, temporaryFolder } from '../../cli/support/jz.ts';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { claimsFor } from '../../support/kind-claims.ts';
import { openPage } from '../../support/open-page.ts';
import { fileKey, listOf, signed } from '../../support/person-world.ts';
import { type Service, startService } from '../../support/service.ts';
import { until } from '../../support/until.ts';

/** Who signed a record, on its page and on the verify page. */

const SHOTS = process.env.JIANZHENG_SHOTS;
let browser: Browser;
let service: Service;

const agencyOf = async ({ request }: Service): Promise<string> =>
  ((await (await request('/api/v1/session')).json()) as { agency: { id: string } }).agency.id;

/** A device that makes and uses passkeys without asking anyone, by the browser's own protocol. */
async function withAuthenticator(page: Page): Promise<void> {
  const protocol = await page.context().newCDPSession(page);
  await protocol.send('WebAuthn.enable');
  await protocol.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
}

describe.skipIf(chromiumPath === undefined)(
  `what persons signed, on the page of a record${noBrowser}`,
  () => {
    beforeAll(async () => {
      [service, browser] = await Promise.all([startService(), launchBrowser()]);
    }, 180_000);
    afterAll(async () => {
      await browser?.close();
      await service?.stop();
    });

    it('shows role by role who signed and who is missing, on a telephone, in both languages', async () => {
      const claims = JSON.stringify(claimsFor(templateOf('power-use')!));
      const { recordId } = await service.submit([{ name: 'use.csv', bytes: '1' }], {
        kind: 'power-use',
        claims,
      });
      await service.receipt(recordId);
      const agency = await agencyOf(service);
      const content = listOf({ 'p-0417': { keys: [fileKey('first')], roles: ['collectors'] } }, agency);
      const { recordId: keyList } = await service.submit(
        [{ name: 'person-keys.json', bytes: keyListFile(content) }],
        { kind: 'person-keys' },
      );
      await service.receipt(keyList);

      const viewport = { width: 360, height: 800 };
      const { page, offences, close } = await openPage(browser, service, {
        ...{ role: 'officer', path: `records/${recordId}`, viewport },
      });
      const section = page.getByRole('region', { name: '人员签署' });
      await section.getByText('尚无人签署').waitFor();
      await section.getByText('应有 2 人，0 人已签署，2 人中尚缺 2 人').waitFor();

      const trust = openTrust(new Uint8Array(await (await service.request('/api/v1/trust')).arrayBuffer()));
      const statement = { at: 1_795_000_000, keyList, ledger: trust.ledger, recordId };
      const answer = await service.request(`/api/v1/records/${recordId}/countersignatures`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(signed({ ...statement, person: 'p-0417', role: 'collectors' })),
      });
      expect(answer.status).toBe(201);
      await service.receipt(((await answer.json()) as { recordId: string }).recordId);
      await page.reload();
      await section.getByText('p-0417').waitFor();
      await section.getByText('应有 2 人，1 人已签署，2 人中尚缺 1 人').waitFor();
      await section.getByText('密钥究竟属于何人').waitFor();
      expect(await findingsOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      if (SHOTS) await section.screenshot({ path: `${SHOTS}/signatures-zh.png` });
      await section.getByRole('link', { name: '载有签署的存证记录' }).press('Enter');
      await until('its own page', async () => !page.url().includes(recordId));
      expect(offences).toEqual([]);
      await close();

      const english = await openPage(browser, service, {
        ...{ role: 'auditor', path: `records/${recordId}`, locale: 'en-GB' },
      });
      await english.page.getByText('1 of 2 signed, 1 of 2 still missing').waitFor();
      if (SHOTS) {
        const region = english.page.getByRole('region', { name: 'Signed by persons' });
        await region.screenshot({ path: `${SHOTS}/signatures-en.png` });
      }
      expect(await findingsOf(english.page)).toEqual([]);
      await english.close();
    });

    it('is told beside the verdict, of whatever lies on the verify page together', async () => {
      const folder = temporaryFolder();
      const path = (name: string) => join(folder, name);
      const agency = await agencyOf(service);
      const kept = async (name: string, bytes: Uint8Array | string, kind: string, claims = '{}') => {
        const { recordId } = await service.submit([{ name, bytes }], { kind, claims });
        writeFileSync(path(`${name}.receipt.json`), await service.receipt(recordId));
        writeFileSync(path(name), bytes);
        return recordId;
      };
      const persons = { 'p-1': { keys: [fileKey('first')], roles: ['collectors'] } };
      const claims = JSON.stringify(claimsFor(templateOf('power-use')!));
      const recordId = await kept('用电.csv', '1,2,3', 'power-use', claims);
      const keyList = await kept('list', keyListFile(listOf(persons, agency)), 'person-keys');
      const bundle = Buffer.from(await (await service.request('/api/v1/trust')).arrayBuffer());
      writeFileSync(path('trust.json'), bundle);
      const { ledger } = openTrust(bundle);
      const statement = { at: 1_795_000_000, keyList, ledger, recordId, person: 'p-1', role: 'collectors' };
      await kept('good', signed(statement), 'countersignature');
      await kept('bad', signed({ ...statement, role: 'reviewer' }), 'countersignature');
      await kept('elsewhere', signed({ ...statement, recordId: 'ab'.repeat(32) }), 'countersignature');
      const give = (page: Page, ...names: string[]) =>
        page.setInputFiles(
          '[data-choose=files]',
          names.flatMap((name) => [path(name), path(`${name}.receipt.json`)]),
        );

      const viewport = { width: 360, height: 800 };
      const { page, offences, close } = await openPage(browser, service, { path: 'verify', viewport });
      await page.locator('.groups').first().waitFor();
      await give(page, '用电.csv');
      const section = page.locator('[data-signed]');
      await section.getByText('未出示任何人员签署').waitFor();
      await section.getByText('应有 2 人，0 人已签署，2 人中尚缺 2 人').waitFor();
      await give(page, 'list', 'good', 'bad', 'elsewhere');
      await page.locator('[data-signed="2"]').waitFor();
      expect(await page.locator('[data-verdict]').first().getAttribute('data-verdict')).toBe('VERIFIED');
      await section.getByText('应有 2 人，1 人已签署，2 人中尚缺 1 人').waitFor();
      expect(await section.locator('[data-signature=SIGNED]').innerText()).toContain('p-1');
      expect(await section.locator('[data-signature=INVALID]').innerText()).toMatch(
        /不成立\s+person\.role\s+密钥清单未载明该人员具有此身份/,
      );
      expect(await page.locator('[data-unused-signatures]').innerText()).toContain('此类存证记录：1 份');
      const asides = page.locator('details.asides');
      expect(await asides.locator('> summary').innerText()).toBe('签署和密钥清单：4 份');
      expect(await asides.getAttribute('open')).toBeNull();
      expect(await findingsOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      if (SHOTS) await section.screenshot({ path: `${SHOTS}/verify-signed-zh.png` });
      expect(offences).toEqual([]);
      await close();

      // The same in the single file, from a disk and without a network.
      const { code } = await jz(['verifier', '-o', path('verifier.html'), '--trust', path('trust.json')]);
      expect(code).toBe(0);
      const context = await browser.newContext({ locale: 'en', offline: true });
      context.setDefaultTimeout(180_000);
      const alone = await context.newPage();
      await alone.goto(pathToFileURL(path('verifier.html')).href);
      await alone.locator('.groups').first().waitFor();
      await give(alone, '用电.csv', 'list', 'good', 'bad', 'elsewhere');
      await alone.locator('[data-signed="2"]').waitFor();
      await alone.getByText('1 of 2 signed, 1 of 2 still missing').waitFor();
      await alone.getByText(/p-1.*, so called by .* in its key list/).waitFor();
      expect(await findingsOf(alone)).toEqual([]);
      if (SHOTS) {
        await alone.locator('[data-signed]').screenshot({ path: `${SHOTS}/verify-signed-en.png` });
      }
      await context.close();
    });

    it('a person signs with the passkey of their account, once the key list has it', async () => {
      const agency = await agencyOf(service);
      const { recordId } = await service.submit([{ name: 'seen.txt', bytes: 'seen' }]);
      await service.receipt(recordId);
      const url = service.url.replace('127.0.0.1', 'localhost');
      const made = await service.request('/api/v1/accounts', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ role: 'officer', name: '李伟' }),
      });
      const { path } = (await made.json()) as { path: string };
      const viewport = { width: 360, height: 800 };
      const { page, offences, close } = await openPage(browser, { ...service, url }, { viewport });
      await page.goto('about:blank');
      await page.goto(`${url}${path}`);
      await page.locator('.account button').waitFor();
      const show = async (where: string) => {
        await page.evaluate((hash) => {
          location.hash = hash;
        }, `#/${where}`);
      };

      await show(`records/${recordId}`);
      const section = page.getByRole('region', { name: '人员签署' });
      await section.getByText('您需要用于本地址的通行密钥').waitFor();
      expect(await findingsOf(page)).toEqual([]);
      // After axe: a session of the protocol that ends takes the device with it.
      await withAuthenticator(page);
      await show('account');
      await page.getByRole('button', { name: '创建通行密钥' }).press('Enter');
      await page.getByRole('list', { name: '通行密钥' }).getByRole('listitem').waitFor();
      await show(`records/${recordId}`);
      await section.getByText('须先将其列入本机构的密钥清单').waitFor();
      const shown = await section.locator('code').innerText();
      const key = /0[23][0-9a-f]{64}/.exec(shown.replaceAll(/\s/g, ''))?.[0] ?? '';
      expect(key, shown).not.toBe('');

      const passkey: PersonKey = {
        ...{ from: 0, key, origin: new URL(url).origin, rpId: 'localhost', type: 'passkey', until: null },
      };
      const content = listOf({ 'p-1': { keys: [passkey], roles: ['collectors', 'reviewer'] } }, agency);
      const file = { name: 'person-keys.json', bytes: keyListFile(content) };
      const { recordId: keyList } = await service.submit([file], { kind: 'person-keys' });
      await service.receipt(keyList);
      await show('account');
      await show(`records/${recordId}`);
      const role = section.getByLabel('以 p-1 的名义，身份为');
      await role.selectOption('reviewer');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      await section.getByRole('button', { name: '用通行密钥签署' }).press('Enter');
      await section.getByRole('listitem').waitFor();
      await until('it counts', async () => {
        await show('account');
        await page.getByRole('heading', { name: '通行密钥' }).waitFor();
        await show(`records/${recordId}`);
        await section.getByRole('listitem').waitFor();
        return (await section.getByText('1 人已签署').count()) > 0;
      });
      expect(await section.getByRole('listitem').innerText()).toMatch(/已签署\s*复核人\s*p-1\s*通行密钥/);
      if (SHOTS) await section.screenshot({ path: `${SHOTS}/signatures-passkey.png` });
      expect(offences).toEqual([]);
      await close();
    });
  },
);
