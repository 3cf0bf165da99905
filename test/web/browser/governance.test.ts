import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes.ts';
import { type Governed, governedChain } from '../../cli/support/governed-chain.ts';
import { findingsOf } from '../../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { agencyKeys } from '../../support/founding.ts';
import { openPage } from '../../support/open-page.ts';
import { removeData, type Service, startService, temporaryData } from '../../support/service.ts';

/** Votes as an agency sees them on its own page, cast with the command beside it, on one chain of four. */

let browser: Browser;
let service: Service;
let consortium: Governed;

async function serviceOfGrid(): Promise<Service> {
  const data = temporaryData();
  mkdirSync(join(data, 'keys'), { recursive: true, mode: 0o700 });
  copyFileSync(consortium.trust, join(data, 'trust.json'));
  const key = `${toHex(agencyKeys('grid').operator)}\n`;
  writeFileSync(join(data, 'keys', 'operator.key'), key, { mode: 0o600 });
  return startService({ data, env: { JIANZHENG_RPC_URL: consortium.url } });
}

async function carriedOut(id: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await consortium.act(id, ...args);
  expect(code, stderr).toBe(0);
}

describe.skipIf(chromiumPath === undefined)(`the page about votes${noBrowser}`, () => {
  beforeAll(async () => {
    consortium = await governedChain();
    [service, browser] = await Promise.all([serviceOfGrid(), launchBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    if (service) removeData(service.data);
  });

  it('shows a motion, what it would do, and the command that votes; and what came of the votes', async () => {
    await carriedOut('police', 'propose', 'suspend', 'court');
    const { page, offences, close } = await openPage(browser, service, {
      role: 'officer',
      path: 'governance',
      viewport: { width: 360, height: 800 },
    });
    const motion = page.getByRole('region', { name: '动议 1： 暂停“court”' });
    await motion.waitFor();
    const said = await motion.innerText();
    expect(said).toContain('1 票，需 3 票');
    expect(said).toContain('court、grid、telecom');
    expect(said).toContain('4 → 3');
    expect(said).toContain('继续签署区块并计入法定数');
    expect(said).not.toContain('其他表决中的动议');
    expect(said).toMatch(/jz governance vote 1\s?复制/);
    expect(await page.locator('[data-seat=grid]').innerText()).toContain('本机构');
    expect(await findingsOf(page)).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(360);

    // The page asks again by itself.
    await carriedOut('grid', 'vote', '1');
    await motion.getByText('本机构已投赞成票').waitFor();
    expect(await motion.innerText()).not.toContain('jz governance vote');
    await carriedOut('telecom', 'vote', '1');
    await page.getByText('没有表决中的动议').waitFor();
    expect(await page.locator('[data-seat=court]').innerText()).toContain('已暂停');
    expect(await page.locator('.past').innerText()).toContain('已通过');

    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('No motion is open.').waitFor();
    expect(await page.locator('[data-seat=court]').innerText()).toContain('suspended');
    expect(offences).toEqual([]);
    await close();
  });

  it('shows what waits to be claimed, and who may', async () => {
    await carriedOut('police', 'propose', 'reinstate', 'court');
    await carriedOut('grid', 'vote', '2');
    await carriedOut('telecom', 'vote', '2');
    const { page, offences, close } = await openPage(browser, service, {
      role: 'auditor',
      path: 'governance',
      locale: 'en-GB',
      colorScheme: 'dark',
    });
    await page.locator('[data-seat=court]').getByText('takes back its rights').waitFor();
    expect(await page.locator('[data-seat=court]').innerText()).toContain('jz governance claim');
    expect(await findingsOf(page)).toEqual([]);
    expect(offences).toEqual([]);
    await close();
  });

  it('is for who is signed in', async () => {
    const { page, close } = await openPage(browser, service, { path: 'governance', locale: 'en-GB' });
    await page.getByText('This page needs an account.').waitFor();
    expect(await page.getByRole('link', { name: 'Governance' }).count()).toBe(0);
    await close();
  });
});
