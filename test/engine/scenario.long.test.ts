import { spawn } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../cli/support/jz.ts';

/** `npm run test:engine` as it is run, here without an engine of others. */

const script = fileURLToPath(new URL('../../scripts/test-engine.ts', import.meta.url));
const folder = temporaryFolder();

function run(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const { JIANZHENG_ENGINE: _, JIANZHENG_ENGINE_BIN: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [script], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

describe('npm run test:engine', () => {
  it('without a program is skipped, and says so', async () => {
    const { code, output } = await run({ JIANZHENG_ENGINE: 'goquorum' });
    expect(code).toBe(0);
    expect(output).toMatch(/^SKIPPED: no program was given/m);
    expect(output).toMatch(/^0 passed, 0 failed, 1 skipped$/m);
  });

  it('with a wrong program fails', async () => {
    const { code, output } = await run({ JIANZHENG_ENGINE: 'besu', JIANZHENG_ENGINE_BIN: process.execPath });
    expect(code).toBe(1);
    expect(output).toMatch(/^0 passed, 1 failed, 0 skipped$/m);
  });

  it('with an engine that does not come up fails, names the logs and keeps them', async () => {
    const program = path.join(folder, 'besu');
    const says = 'echo "besu/v26.2.0"; [ "$1" = --version ] || { echo "no such option"; exit 3; }';
    writeFileSync(program, `#!/bin/sh\n${says}\n`);
    chmodSync(program, 0o755);
    const { code, output } = await run({ JIANZHENG_ENGINE: 'besu', JIANZHENG_ENGINE_BIN: program });
    expect([code, output]).toEqual([1, expect.stringMatching(/^2 passed, 1 failed, 0 skipped$/m)]);
    expect(output).toMatch(/The node of \w+ has ended/);
    const kept = /^Kept: (.+)$/m.exec(output)?.[1] as string;
    const log = path.join(kept, 'court.log');
    expect(output).toContain(log);
    expect(readFileSync(log, 'utf8')).toContain('no such option');
    rmSync(kept, { recursive: true, force: true });
  }, 900_000);

  it('runs the life of a consortium on our own co-sealing validators, and leaves nothing behind', async () => {
    const temporary = temporaryFolder();
    const { code, output } = await run({ JIANZHENG_ENGINE: 'embedded', TMPDIR: temporary });
    expect([code, output]).toEqual([0, expect.stringMatching(/^15 passed, 0 failed, 0 skipped$/m)]);
    expect(readdirSync(temporary).filter((name) => name.startsWith('jianzheng-'))).toEqual([]);
  }, 1_800_000);
});
