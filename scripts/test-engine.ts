/**
 * `npm run test:engine`: the life of a consortium on four nodes of a real engine, started on loopback from the files
 * that `jz consortium files` writes. `JIANZHENG_ENGINE=besu|goquorum`, `JIANZHENG_ENGINE_BIN=` path of the program;
 * `JIANZHENG_ENGINE=embedded` runs the same on our own co-sealing validators. Without a program it is skipped.
 * `JIANZHENG_ENGINE_RECORD=FILE` writes down what the engine said (scripts/engine/record.ts).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './demo/ports.ts';
import { IDS } from './engine/consortium.ts';
import { type Engine, engineFor } from './engine/engines.ts';
import { type Scenario, scenario } from './engine/scenario.ts';

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function summary(passed: number, failed: number, skipped: number): never {
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exit(failed === 0 ? 0 : 1);
}

async function chosen(): Promise<{ engine: Engine; version: string }> {
  // An empty variable counts as not set.
  const { JIANZHENG_ENGINE, JIANZHENG_ENGINE_BIN } = process.env;
  try {
    const engine = engineFor({
      engine: JIANZHENG_ENGINE || undefined,
      program: JIANZHENG_ENGINE_BIN || undefined,
    });
    if ('skipped' in engine) {
      console.log(`SKIPPED: ${engine.skipped}`);
      return summary(0, 0, 1);
    }
    const version = await engine.version();
    console.log(`${engine.name}: ${version}`);
    return { engine, version };
  } catch (error) {
    console.log(`FAILED: ${reasonOf(error)}`);
    return summary(0, 1, 0);
  }
}

const { engine, version } = await chosen();
const recording = process.env.JIANZHENG_ENGINE_RECORD || undefined;
const folder = mkdtempSync(join(tmpdir(), 'jianzheng-engine-'));
const running: Scenario = scenario(engine, folder, await freePorts(IDS.length * 2));

let stopping = false;
function interrupt(): void {
  if (stopping) process.exit(130);
  stopping = true;
  console.log(`Stopping; what was there stays in ${folder}`);
  running.close().finally(() => process.exit(130));
}
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);

let passed = 0;
for (const [index, { title, run }] of running.steps.entries()) {
  const began = Date.now();
  try {
    const last = index === running.steps.length - 1;
    if (recording !== undefined && last) await running.record(recording, version);
    await run();
    passed++;
    console.log(`ok: ${title} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    console.log(`FAILED: ${title}\n${reasonOf(error)}`);
    await running.close().catch((closing: unknown) => console.log(reasonOf(closing)));
    console.log(
      `Kept: ${folder}\nLogs:\n${running
        .logs()
        .map((log) => `  ${log}`)
        .join('\n')}`,
    );
    summary(passed, 1, 0);
  }
}
rmSync(folder, { recursive: true, force: true });
summary(passed, 0, 0);
