import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templateOf } from '../../../core/kinds.ts';
import { labelOf } from '../../../language/kinds.ts';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { claimsFor } from '../../support/kind-claims.ts';
import { someOf } from '../../support/long.ts';
import { openPage } from '../../support/open-page.ts';
import { removeData, type Service, startService } from '../../support/service.ts';

/** A record of a kind, from the form to the report of whoever verifies it. */

let browser: Browser;
let service: Service;

const KIND = 'on-site-inspection';
const { fields } = templateOf(KIND)!;
const { witness, recording, ...given } = claimsFor({ fields });

async function fillIn(page: Page): Promise<void> {
  for (const [name, value] of Object.entries(given)) {
    const time = fields.find((field) => field.name === name)!.form === 'time';
    await page.locator(`#claim-${name}`).fill(time ? '2026-03-01T09:30' : value);
  }
}

const WORDS = {
  'zh-CN': { none: '未提供', excused: '应有 1 人，未列明；已说明原因', option: '1 条记录，最近' },
  'en-GB': {
    none: 'not provided',
    excused: '1 demanded, none named; a reason is given',
    option: '1 record, last on',
  },
} as const;

describe.skipIf(chromiumPath === undefined)(`a record of a kind${noBrowser}`, () => {
  beforeAll(async () => {
    [service, browser] = await Promise.all([startService(), launchBrowser()]);
    await service.submit([{ name: 'known.txt', bytes: 'known' }], { case: '已有案件' });
  });

  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    if (service) removeData(service.data);
  });

  it.each(
    someOf([
      ['zh-CN', 'zh', 360],
      ['en-GB', 'en', 1280],
    ] as const),
  )(
    'in %s says what it asks for, what is missing, and later what was not provided',
    async (locale, language, width) => {
      const opened = await openPage(browser, service, {
        locale,
        role: 'officer',
        path: 'new',
        timezoneId: 'Asia/Shanghai',
        viewport: { width, height: 800 },
      });
      const { page, folder, offences } = opened;
      const words = WORDS[locale];
      const file = join(folder, `${language}.txt`);
      writeFileSync(file, language);
      await page.setInputFiles('[data-choose=files]', file);
      await page.locator('#kind').selectOption(KIND);
      const submit = page.locator('.send button.main');
      const missing = page.locator('#incomplete a');
      await missing.first().waitFor();
      expect(await submit.isDisabled()).toBe(true);
      expect(await missing.allInnerTexts()).toContain(labelOf('claim', 'collector2', language));
      await missing.first().click();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('claim-department');
      expect(await findingsOf(page), 'with fields missing').toEqual([]);

      await page.locator('#cases option').first().waitFor({ state: 'attached' });
      const option = page.locator('#cases option[value="已有案件"]');
      expect(await option.getAttribute('label')).toContain(words.option);
      await page.locator('#case').fill(`现场-${language}`);
      await fillIn(page);
      await page.locator('#claim-endedAt').fill('2026-03-01T09:29');
      const early = page.locator('#incomplete li:only-child');
      await early.filter({ hasText: labelOf('claim', 'endedAt', language) }).waitFor();
      await page.locator('#claim-endedAt').fill('2026-03-01T11:00');
      await missing.waitFor({ state: 'detached' });
      await submit.click();

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('.result button.main').click(),
      ]);
      const receipt = join(folder, 'receipt.json');
      await download.saveAs(receipt);
      expect(JSON.parse(readFileSync(receipt, 'utf8')).record.kind).toBe(KIND);
      await page.locator('.result a').click();
      // Before what the kind asks of persons, which comes when it is read.
      const facts = page.locator('.facts').first();
      await facts.waitFor();
      const shown = await facts.innerText();
      expect(shown).toContain(labelOf('kind', KIND, language));
      expect(shown).toContain('2026-03-01T09:30+08:00');
      expect(shown).toContain(words.excused);
      expect(await findingsOf(page), 'the record').toEqual([]);

      await page.goto(`${service.url}/#/verify`);
      await page.locator('.groups').waitFor();
      await page.setInputFiles('[data-choose=files]', [receipt, file]);
      await page.locator('[data-verdict=VERIFIED]').waitFor();
      const report = page.locator('.report');
      expect(await report.locator('.facts').last().innerText()).toContain(words.excused);
      const absent = report
        .locator('.facts')
        .last()
        .locator('div', { hasText: labelOf('claim', 'recording', language) });
      expect(await absent.innerText()).toContain(words.none);
      expect(await findingsOf(page), 'the report').toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(offences).toEqual([]);
      await opened.close();
    },
  );
});
