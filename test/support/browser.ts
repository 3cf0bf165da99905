import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** A real browser for tests: the system's own Chromium, never one that is downloaded. */

const PLACES = [
  process.env.JIANZHENG_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Where the browser is, or undefined where there is none. */
export const chromiumPath = PLACES.find((path) => path !== undefined && existsSync(path));

/** Why browser tests are left out here, for their title; empty where they run. */
export const noBrowser =
  chromiumPath === undefined
    ? ' (SKIPPED: no Chromium found; install one, or name it in JIANZHENG_CHROMIUM)'
    : '';

export function launchBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('No Chromium found');
  return chromium.launch({
    executablePath: chromiumPath,
    // In the bare C locale Chromium cannot open files whose names are not ASCII, and the page waits for ever.
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
