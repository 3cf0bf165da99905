import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DemoState, Judged, Rewritten } from '../../web/demo/api.ts';
import { findingsOf } from '../support/axe.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../support/browser.ts';
import { until } from '../support/until.ts';

/** `npm run demo` as somebody runs it: four nodes and four services as processes, and the page that walks through. */

const root = fileURLToPath(new URL('../..', import.meta.url));
const START_MS = 240_000;
/** What the whole network may take, bytes: a laptop has other things to do. */
const MEMORY = 1.2e9;

type Demo = {
  child: ChildProcess;
  url: string;
  output: () => string;
  ended: Promise<number | string | null>;
};

async function startDemo(folder: string, args: readonly string[] = []): Promise<Demo> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('JIANZHENG_'));
  const child = spawn(process.execPath, [join(root, 'scripts/demo/main.ts'), ...args], {
    cwd: root,
    env: {
      ...Object.fromEntries(inherited),
      LC_ALL: 'C',
      JIANZHENG_DEMO_DATA: folder,
      JIANZHENG_DEMO_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  let over = false;
  const ended = new Promise<number | string | null>((resolve) => {
    child.once('close', (code, signal) => {
      over = true;
      resolve(signal ?? code);
    });
  });
  const url = await until(
    'the demo is ready',
    async () => {
      if (over) throw new Error(`The demo ended:\n${text}`);
      return /ready: (http:\/\/\S+)/.exec(text)?.[1];
    },
    START_MS,
  );
  return { child, url, output: () => text, ended };
}

/** Processes that have the folder in their command line: the demo's nodes. Its services have it in their environment. */
function processesOf(folder: string): number[] {
  if (!existsSync('/proc/self/environ')) return [];
  const named = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(`${folder}/agencies/`);
    } catch {
      return false;
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && (named(name, 'cmdline') || named(name, 'environ')))
    .map(Number);
}

let folder: string;
let demo: Demo | undefined;

async function act<Value>(what: string, body: object = {}): Promise<Value> {
  const response = await fetch(`${demo!.url}/api/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-jianzheng-demo': '1' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  return JSON.parse(text) as Value;
}
const state = async () => (await (await fetch(`${demo!.url}/api/state`)).json()) as DemoState;
const anchored = (count: number) =>
  until(
    `${count} records on the chain`,
    async () => (await state()).records.filter(({ block }) => block !== null).length === count,
    180_000,
  );

async function end(): Promise<void> {
  if (!demo) return;
  demo.child.kill('SIGKILL');
  await demo.ended;
  demo = undefined;
  await until('its processes end with it', async () => processesOf(folder).length === 0, 60_000);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jianzheng-demo-'));
});
afterEach(end);
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

describe('the demo', () => {
  it('walks from handing in to a rewritten database, with nodes that are switched off in between', async () => {
    demo = await startDemo(folder);
    await expect(act('verify')).rejects.toThrow('submit-first');
    expect((await fetch(`${demo.url}/api/submit`, { method: 'POST' })).status).toBe(403);

    await act('submit');
    await anchored(1);
    const verdicts = (found: readonly Judged[]) => found.map(({ by, verdict }) => `${by} ${verdict}`);
    const genuine = await act<Judged[]>('verify');
    expect(verdicts(genuine)).toEqual(['court VERIFIED', 'police VERIFIED', 'telecom VERIFIED']);
    for (const { seals, validators } of genuine) expect([seals, validators]).toEqual([3, 4]);
    const altered = await act<Judged[]>('verify', { altered: true });
    expect(verdicts(altered)).toEqual(['court MISMATCH', 'police MISMATCH', 'telecom MISMATCH']);

    // One of four off: three seal.
    await act('node', { agency: 'telecom', on: false });
    await act('submit');
    await anchored(2);
    const { agencies, memory } = await state();
    expect(agencies.map(({ id, node }) => `${id} ${node.running}`)).toEqual([
      'court true',
      'grid true',
      'police true',
      'telecom false',
    ]);
    expect(agencies[0]!.node.sealedBy).toEqual(['court', 'grid', 'police']);
    if (memory !== null) expect(memory).toBeLessThan(MEMORY);

    // Two off: what is handed in waits, and nothing is lost.
    await act('node', { agency: 'police', on: false });
    await act('submit');
    await until(
      'the nodes say that they wait',
      async () => (await state()).agencies[0]!.node.halted !== null,
    );
    expect((await state()).records.at(-1)!.block).toBeNull();
    await act('node', { agency: 'police', on: true });
    await act('node', { agency: 'telecom', on: true });
    await anchored(3);

    const rewritten = await act<Rewritten>('rewrite');
    expect(rewritten.forged).toMatchObject({ verdict: 'INVALID', failed: ['batch.inclusion'] });
    expect(rewritten.genuine).toMatchObject({ verdict: 'VERIFIED', seals: 3 });
    expect(rewritten.findings.map(({ code }) => code)).toContain('batch-differs');
    await act('restore');
    await anchored(3);

    demo.child.kill('SIGINT');
    expect(await demo.ended).toBe(0);
    demo = undefined;
    expect(processesOf(folder)).toEqual([]);
  });

  it('goes on with what it holds, and its processes end with it however it ends', async () => {
    demo = await startDemo(folder);
    expect(demo.output()).not.toContain('Founded');
    await until('all nodes are at the same block', async () => {
      const heads = (await state()).agencies.map(({ node }) => node.head);
      return heads[0] !== null && heads[0]! >= 4 && new Set(heads).size === 1;
    });
    // A second one on the same folder is refused, and disturbs nothing.
    const second = spawn(process.execPath, [join(root, 'scripts/demo/main.ts')], {
      env: { ...process.env, LC_ALL: 'C', JIANZHENG_DEMO_DATA: folder, JIANZHENG_DEMO_PORT: '0' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    second.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    expect(await new Promise((resolve) => second.once('close', resolve))).toBe(2);
    expect(said).toContain(folder);
    await end();
  });

  it('says what is wrong with its settings', async () => {
    const run = (env: Record<string, string>, ...args: string[]) =>
      new Promise<{ code: number | null; said: string }>((resolve) => {
        const child = spawn(process.execPath, [join(root, 'scripts/demo/main.ts'), ...args], {
          env: { ...process.env, LC_ALL: 'C', JIANZHENG_DEMO_DATA: folder, ...env },
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        let said = '';
        child.stderr.on('data', (chunk: Buffer) => {
          said += chunk.toString();
        });
        child.once('close', (code) => resolve({ code, said }));
      });
    expect(await run({ JIANZHENG_DEMO_PORT: 'x' })).toMatchObject({
      code: 2,
      said: expect.stringContaining('not x'),
    });
    expect(await run({}, '--other')).toMatchObject({
      code: 2,
      said: expect.stringContaining('npm run demo'),
    });
  });

  describe.skipIf(chromiumPath === undefined)(`the page${noBrowser}`, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(() => browser?.close());

    it('is walked by keyboard in both languages, on a desk and on a phone', async () => {
      demo = await startDemo(folder, ['--fresh']);
      for (const [locale, width] of [
        ['zh-CN', 1200],
        ['en', 390],
      ] as const) {
        const context = await browser.newContext({
          locale,
          viewport: { width, height: 844 },
          // Colours on their way from one to another are no colours to judge.
          reducedMotion: 'reduce',
        });
        context.setDefaultTimeout(180_000);
        const page = await context.newPage();
        const offences: string[] = [];
        page.on('pageerror', (error) => offences.push(String(error)));
        page.on('console', (message) => {
          if (message.type() === 'error') offences.push(message.text());
        });
        await page.goto(demo.url);
        await page.locator('.agency').first().waitFor();
        expect(await page.locator('html').getAttribute('lang')).toBe(locale);
        expect(await findingsOf(page)).toEqual([]);
        const press = async (selector: string) => {
          await page.locator(selector).focus();
          await page.keyboard.press('Enter');
        };
        await press('.walk > li:nth-child(1) button.main');
        await page.locator('[data-state=anchored]').last().waitFor();
        await press('.walk > li:nth-child(2) button.main');
        await page.locator('[data-verdict=VERIFIED]').first().waitFor();
        await press('.walk > li:nth-child(2) button:not(.main)');
        await page.locator('[data-verdict=MISMATCH]').first().waitFor();
        await press('.walk > li:nth-child(4) button.main');
        await page.locator('[data-verdict=INVALID]').waitFor();
        expect(await findingsOf(page)).toEqual([]);
        await press('.walk > li:nth-child(4) button:not(.main)');
        await page.locator('[data-verdict=INVALID]').waitFor({ state: 'detached' });
        const sideways = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect(sideways).toBeLessThanOrEqual(0);
        const download = page.waitForEvent('download');
        await page.locator('a[href^="/api/receipt/"]').click();
        const saved = readFileSync(await (await download).path(), 'utf8');
        expect(JSON.parse(saved)).toMatchObject({ format: 'jianzheng/receipt/1' });
        expect(offences).toEqual([]);
        await context.close();
      }
    });
  });
});
