import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Service } from './service.ts';

/** A page of a running service in a real browser, watched for what it must never do. */
export type OpenPage = {
  readonly page: Page;
  /** A folder for this page's downloads and files. */
  readonly folder: string;
  /** What it did that it must not: requests elsewhere, breaches of the content security policy, errors of scripts. */
  readonly offences: readonly string[];
  close(): Promise<void>;
};

/** A ticket for a new session. */
export async function ticketOf(service: Service, role = 'officer'): Promise<string> {
  const answer = await service.request('/api/v1/tickets', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ role }),
  });
  const { ticket } = (await answer.json()) as { ticket: string };
  return ticket;
}

/** @param role signs in with this role; without it nobody is signed in */
export async function openPage(
  browser: Browser,
  service: Service,
  options: BrowserContextOptions & { role?: string; path?: string } = {},
): Promise<OpenPage> {
  const { role, path = '', ...rest } = options;
  const context = await browser.newContext({ locale: 'zh-CN', acceptDownloads: true, ...rest });
  // Anchoring on a busy machine takes as long as it takes: the deadline ends what hangs.
  context.setDefaultTimeout(180_000);
  const page = await context.newPage();
  const folder = mkdtempSync(join(tmpdir(), 'jianzheng-page-'));
  const offences: string[] = [];
  const { origin } = new URL(service.url);
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'blob:' && url.origin !== origin) offences.push(`request to ${url.href}`);
  });
  page.on('pageerror', (error) => offences.push(`error ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) offences.push(message.text());
  });
  await page.goto(service.url);
  if (role !== undefined) {
    await page.goto(`${service.url}/#/sign-in?ticket=${await ticketOf(service, role)}`);
    await page.locator('.account button').waitFor();
  }
  if (path !== '') await page.goto(`${service.url}/#/${path}`);
  return {
    page,
    folder,
    offences,
    async close() {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Drops real files or folders on an element, as a person does with the mouse. */
export async function dropOn(page: Page, selector: string, paths: readonly string[]): Promise<void> {
  const target = page.locator(selector);
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (!box) throw new Error(`Nothing to drop on: ${selector}`);
  const session = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  }
  await session.detach();
}
