import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, jz, temporaryFolder } from './support/jz.ts';
import { type RealService, startService } from './support/real-service.ts';

/** The main job, from a folder of files to a verdict without a network, with nothing but the command. */

const work = temporaryFolder();
const at = (name: string) => path.join(work, name);
const noNetwork = spawnSync('unshare', ['-rn', 'true']).status === 0 ? ['unshare', '-rn'] : [];
const BIG = 3 * 1024 * 1024 + 7;

let service: RealService;
let officer: { JIANZHENG_TOKEN: string };

beforeAll(async () => {
  mkdirSync(at('案卷/照片'), { recursive: true });
  writeFileSync(at('案卷/照片/甲 "1".jpg'), 'a photo');
  writeFileSync(at('案卷/big.bin'), Buffer.alloc(BIG, 'evidence'));
  writeFileSync(at('案卷/empty'), '');
  service = await startService(at('data'), work);
  const { stdout } = await service.run(['token', 'create', '--role', 'officer', '--name', '李伟']);
  officer = { JIANZHENG_TOKEN: stdout.trim() };
});

/** Submits and waits. */
async function submit(args: readonly string[]) {
  const ran = await service.run(['submit', ...args, '--wait', '--json'], { env: officer });
  expect(ran.stderr).toBe('');
  return jsonLines<{
    recordId: string;
    case: string;
    state: string;
    files: { name: string; stored: boolean }[];
  }>(ran.stdout);
}

describe('the main job with jz alone', () => {
  it('ends with VERIFIED on a machine without a network, and with MISMATCH after one flipped bit', async () => {
    const [record] = await submit(['案卷', '-c', '2026-0042', '--claim', 'collector=李伟']);
    expect(record!.state).toBe('anchored');
    expect(record!.files.map(({ name }) => name)).toEqual([
      '案卷/big.bin',
      '案卷/empty',
      '案卷/照片/甲 "1".jpg',
    ]);
    const id = record!.recordId;
    expect((await service.run(['receipt', id, '-o', 'r.json'], { env: officer })).code).toBe(0);
    expect((await service.run(['trust', 'export', '-o', 'trust.json'])).code).toBe(0);

    const proof = ['--receipt', 'r.json', '--trust', 'trust.json'];
    const offline = { cwd: work, under: noNetwork };
    const good = await jz(['verify', '案卷', ...proof], offline);
    expect(good.stdout).toMatch(/^VERIFIED/);
    expect(good.stdout).toContain('Power grid (grid)');
    expect(good.stdout).toContain('Single operator: not independent');
    expect(good.code).toBe(0);

    const bytes = readFileSync(at('案卷/big.bin'));
    bytes[BIG - 1]! ^= 1;
    writeFileSync(at('flipped.bin'), bytes);
    const bad = await jz(['verify', 'flipped.bin', ...proof], offline);
    expect(bad.stdout).toMatch(/^MISMATCH/);
    expect(bad.code).toBe(1);

    expect((await service.run(['verify', '案卷/empty', '--record', id])).code).toBe(0);
    // To a stranger the service says whether it holds, and not what it says.
    const { url } = JSON.parse(readFileSync(at('data/service/local.json'), 'utf8'));
    const stranger = { cwd: work, env: { JIANZHENG_URL: url } };
    const asked = await jz(['verify', '--record', id, '--json'], stranger);
    expect(asked.code).toBe(4);
    expect(JSON.parse(asked.stdout)).toMatchObject({ recordId: id, next: 'give-file', files: [] });
    expect(asked.stdout).not.toContain('李伟');
    const guessed = await jz(['verify', '案卷/empty', '--record', id], stranger);
    expect([guessed.code, guessed.stdout]).toEqual([6, '']);
    expect(guessed.stderr).toContain('[verify-record-token]');
    expect((await service.run(['verify', '--record', '0'.repeat(64)])).code).toBe(3);
  });

  it('submits once what is submitted twice under one key', async () => {
    const [first] = await submit(['案卷', '--idempotency-key', 'once']);
    const [again] = await submit(['案卷', '--idempotency-key', 'once']);
    expect(again).toMatchObject({ recordId: first!.recordId, replayed: true });
    const other = await service.run(['submit', '案卷/empty', '--idempotency-key', 'once'], { env: officer });
    expect(other.code).toBe(6);
    expect(other.stderr).toContain('[idempotency-conflict]');
  });

  it('keeps files here with --digests-only, and they verify all the same', async () => {
    const [record] = await submit(['案卷', '--digests-only', '--receipts', 'receipts']);
    expect(record!.files.every(({ stored }) => !stored)).toBe(true);
    const receipt = `receipts/${record!.recordId}.receipt.json`;
    const { code } = await jz(['verify', '案卷', '--receipt', receipt, '--trust', 'trust.json'], {
      cwd: work,
    });
    expect(code).toBe(0);
  });

  it('makes records of one case out of more files than a record holds', async () => {
    mkdirSync(at('many'));
    for (let i = 0; i < 1030; i++) writeFileSync(at(`many/${i}`), `file ${i}`);
    const records = await submit(['many']);
    expect(records.map(({ files }) => files.length)).toEqual([1024, 6]);
    expect(new Set(records.map((record) => record.case)).size).toBe(1);
  });

  it('manages tokens, and a revoked one opens nothing', async () => {
    const { stdout } = await service.run(['token', 'create', '--role', 'auditor', '--json']);
    const { id, token } = JSON.parse(stdout);
    const env = { JIANZHENG_TOKEN: token };
    const refused = await service.run(['submit', '案卷'], { env: { ...env, LANG: 'zh_CN.UTF-8' } });
    expect(refused.code).toBe(6);
    expect(refused.stderr).toMatch(/[一-龥].*\[role-insufficient\]/);
    expect((await service.run(['token', 'list'])).stdout).toContain(id);
    expect((await service.run(['token', 'revoke', id])).code).toBe(0);
    expect((await service.run(['audit'], { env })).stderr).toContain('[not-signed-in]');
  });

  it('finds everything in order', async () => {
    const doctor = await service.run(['doctor', '--json']);
    const ill = jsonLines(doctor.stdout).filter(({ state }) => state === 'ill');
    // The pages are another room's to build.
    expect(ill.filter(({ subject }) => subject !== 'built')).toEqual([]);
    const audit = await service.run(['audit'], { env: officer });
    expect(audit.stderr).toContain('[role-insufficient]');
    expect((await service.run(['audit'])).code).toBe(0);
  });

  it('names what differs when the disk has changed', async () => {
    const [record] = await submit(['案卷/big.bin', '-c', 'changed']);
    const { sha256 } = (record as unknown as { files: { sha256: string }[] }).files[0]!;
    const file = at(`data/service/files/${sha256.slice(0, 2)}/${sha256.slice(2)}`);
    const before = readFileSync(file);
    writeFileSync(file, Buffer.alloc(BIG, 'forged'));
    const audit = await service.run(['audit', '--json']);
    writeFileSync(file, before);
    expect(audit.code).toBe(1);
    expect(jsonLines(audit.stdout)).toContainEqual({
      finding: expect.objectContaining({ code: 'file-differs', subject: expect.stringContaining(sha256) }),
    });
  });

  it('exports the chain with its genesis', async () => {
    const { code, stdout } = await service.run(['chain', 'export', '-o', 'chain.rlp', '--json']);
    expect(code).toBe(0);
    const { blocks, genesis } = JSON.parse(stdout);
    expect(blocks).toBeGreaterThan(1);
    expect(statSync(at('chain.rlp')).size).toBeGreaterThan(0);
    expect(existsSync(genesis)).toBe(true);
  });

  it('comes back from a backup that was taken while it ran', async () => {
    const [record] = await submit(['案卷', '-c', 'before the backup']);
    const first = JSON.parse((await service.run(['backup', 'backup', '--json'])).stdout);
    const second = JSON.parse((await service.run(['backup', 'backup', '--json'])).stdout);
    // The second time content is there already.
    expect(second.kept).toBeGreaterThan(0);
    expect(second.copied).toBeLessThan(first.copied + second.kept);
    expect(existsSync(at('backup/service/local.json'))).toBe(false);
    expect((await service.run(['backup', 'data/inside'])).code).toBe(2);
    expect(await service.stop('SIGKILL')).toBe(null);

    cpSync(at('backup'), at('restored'), { recursive: true });
    service = await startService(at('restored'), work);
    expect((await service.run(['audit'])).stdout).toContain('Nothing differs');
    expect(
      (await service.run(['receipt', record!.recordId, '-o', 'again.json'], { env: officer })).code,
    ).toBe(0);
    await submit(['案卷', '-c', 'after the restore']);
    expect((await service.run(['audit'])).code).toBe(0);
    expect(await service.stop('SIGTERM')).toBe(0);
  });
});
