import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templateOf } from '../../../core/kinds.ts';
import { keyListFile } from '../../../core/persons/key-list.ts';
import { openTrust } from '../../../core/trust.ts';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { claimsFor } from '../../support/kind-claims.ts';
import { openPage } from '../../support/open-page.ts';
import { fileKey, listOf, signed } from '../../support/person-world.ts';
import { type Service, startService } from '../../support/service.ts';
import { until } from '../../support/until.ts';

/** Who signed a record, on its page. */

let browser: Browser;
let service: Service;

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
      const { agency } = (await (await service.request(`/api/v1/records/${recordId}`)).json()) as {
        agency: string;
      };
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
      await section.getByText('应有 2 人，0 人已签署，尚缺').waitFor();

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
      await section.getByText('应有 2 人，1 人已签署，尚缺').waitFor();
      await section.getByText('密钥究竟属于何人').waitFor();
      expect(await findingsOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      const shots = process.env.JIANZHENG_SHOTS;
      if (shots) {
        mkdirSync(shots, { recursive: true });
        await section.screenshot({ path: `${shots}/signatures-zh.png` });
      }
      await section.getByRole('link', { name: '载有签署的存证记录' }).press('Enter');
      await until('its own page', async () => !page.url().includes(recordId));
      expect(offences).toEqual([]);
      await close();

      const english = await openPage(browser, service, {
        ...{ role: 'auditor', path: `records/${recordId}`, locale: 'en-GB' },
      });
      await english.page.getByText('1 of 2 signed, still missing').waitFor();
      if (shots) {
        const region = english.page.getByRole('region', { name: 'Signed by persons' });
        await region.screenshot({ path: `${shots}/signatures-en.png` });
      }
      expect(await findingsOf(english.page)).toEqual([]);
      await english.close();
    });
  },
);
