import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { anchored, handReceipt, inDays, said } from '../test/support/custody-world.ts';
import { openPage } from '../test/support/open-page.ts';
import { startTwoAgencies, type TwoAgencies } from '../test/support/two-agencies.ts';

/** `first`: the record of grid that police disputes. */
type CustodyWorld = TwoAgencies & { readonly first: string };

/** Two agencies with hand-offs in every state between them, for the pictures of their pages. */
export async function custodyWorld(): Promise<CustodyWorld> {
  const both = await startTwoAgencies();
  const { grid, police, clock } = both;
  const purpose = await anchored(grid, 'purpose.txt', 'reasons');
  const reason = await anchored(police, 'reason.txt', 'reasons');
  const offer = async (name: string, days: number, more: object = {}) => {
    const recordId = await anchored(grid, name, '2026-0042');
    const answerBy = inDays(days, clock.now);
    await said(grid, { do: 'offer', recordId, to: 'police', purpose, answerBy, ...more }, [police]);
    return recordId;
  };
  const first = await offer('名单.csv', 2, { reportBy: inDays(4, clock.now) });
  await said(police, { do: 'accept', handoff: 1 }, [grid]);
  await offer('silence.csv', 2);
  await offer('refused.csv', 2);
  await said(police, { do: 'refuse', handoff: 3, reason }, [grid]);
  await handReceipt(grid, police, first);
  await said(police, { do: 'attest', recordId: first, opinion: 'dispute', reasons: reason }, [grid]);
  clock.now += 5 * 24 * 3600 * 1000;
  await offer('电量数据.xlsx', 3.4, { wholeCase: true, reportBy: inDays(9, clock.now) });
  await said(police, { do: 'ask-extension', handoff: 4, until: inDays(5, clock.now) }, [grid]);
  return { ...both, first };
}

/** @param take makes a picture of a page under a name */
export async function custodyPictures(
  browser: Browser,
  { grid, police, first }: CustodyWorld,
  options: BrowserContextOptions,
  take: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  for (const [name, service] of [
    ['grid', grid],
    ['police', police],
  ] as const) {
    const { page, close } = await openPage(browser, service, {
      ...options,
      role: 'officer',
      path: 'custody',
    });
    await page.locator('.handoff').first().waitFor();
    await take(page, `custody-${name}`);
    if (name === 'police') {
      await page
        .getByRole('button', { name: /^(再移交|Hand on)$/ })
        .first()
        .click();
      await page.locator('.handoff summary').first().click();
      await page.locator('[data-statement]').first().waitFor();
      await take(page, 'custody-hand-on');
    }
    await page.goto(`${service.url}/#/case?${name === 'grid' ? 'case=2026-0042' : `recordId=${first}`}`);
    await page.locator('.matrix').waitFor();
    await take(page, `case-${name}`);
    await page.goto(`${service.url}/#/records/${first}`);
    await page.locator('.matrix').waitFor();
    await page.locator('.sayings > .row button').first().click();
    await take(page, `record-said-${name}`);
    await close();
  }
}
