import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { paperWorld } from '../support/paper-world.ts';
import { receiptOver } from './support/evidence.ts';
import { jz, temporaryFolder } from './support/jz.ts';

const world = paperWorld('verify command');
const folder = temporaryFolder();
const at = (name: string) => path.join(folder, name);
const contents = { 'photo.jpg': 'a photo', '笔录.txt': '证言', 'empty.txt': '' };
const { receipt, recordId } = receiptOver(world, folder, contents);
writeFileSync(at('trust.json'), world.bundles.latest);
writeFileSync(at('old-trust.json'), world.bundles.founding);
writeFileSync(at('other-trust.json'), paperWorld('rehearsal').bundles.latest);
const trust = ['--trust', 'trust.json'];

const verify = (
  files: readonly string[],
  more: readonly string[] = trust,
  env: Record<string, string> = {},
) => jz(['verify', ...files, '--receipt', receipt, ...more], { cwd: folder, env });

const noNetwork = spawnSync('unshare', ['-rn', 'true']).status === 0 ? ['unshare', '-rn'] : [];

describe('jz verify', () => {
  it('says VERIFIED with 0, who vouches, both halves of the time, each check, and what it does not say', async () => {
    const { code, stdout, stderr } = await verify(['photo.jpg', '笔录.txt', 'empty.txt']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^VERIFIED {2}/);
    expect(stdout).toContain('Sealed by 4 of 5 agencies, validator set 2');
    expect(stdout).toContain('Record made after block 1');
    expect(stdout).toContain('not before its parent’s time');
    expect(stdout).toContain('✓ Seals of the block');
    expect(stdout).toContain('It does not say that what they show is true');
    expect(stdout).toContain(recordId);
    expect(stdout).toContain('李伟');
  });

  it('needs no network at all', async () => {
    const { code } = await jz(['verify', 'photo.jpg', '--receipt', receipt, ...trust], {
      cwd: folder,
      under: noNetwork,
    });
    expect(code).toBe(0);
  });

  it('gives no verdict past something that it could not look at', async () => {
    mkdirSync(at('no-files'));
    for (const left of ['no-files', '/dev/null']) {
      const { code, stdout, stderr } = await verify(['photo.jpg', left]);
      expect([code, stdout]).toEqual([4, '']);
      expect(stderr).toContain('[verify-left-out]');
    }
  });

  it('says MISMATCH with 1 after one flipped bit, and names the file', async () => {
    const bytes = Buffer.from(contents['photo.jpg']);
    bytes[3]! ^= 1;
    writeFileSync(at('flipped.jpg'), bytes);
    const { code, stdout } = await verify(['笔录.txt', 'flipped.jpg']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^MISMATCH/);
    expect(stdout).toMatch(/✓ 笔录\.txt/);
    expect(stdout).toMatch(/✗ flipped\.jpg/);
  });

  it('keeps its exit code where nobody reads on', async () => {
    writeFileSync(at('other.txt'), 'other');
    const launcher = fileURLToPath(new URL('../../cli/jz.cjs', import.meta.url));
    const args = [launcher, 'verify', 'other.txt', '--receipt', receipt, ...trust];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.destroy();
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
  });

  it('shows what was changed where undoing it gives a recorded file, in both languages', async () => {
    writeFileSync(at('marked.txt'), '\ufeff证言\r\n');
    const said = await verify(['marked.txt', 'photo.jpg']);
    expect(said.code).toBe(1);
    expect(said.stdout).toContain('Undo this, and it is “笔录.txt”, byte for byte: a byte order mark');
    const chinese = await verify(['marked.txt'], trust, { LC_ALL: 'zh_CN.UTF-8' });
    expect(chinese.stdout).toContain('与“笔录.txt”逐字节一致');
    const { stdout } = await verify(['marked.txt', '--json']);
    const { files } = JSON.parse(stdout) as { files: { difference?: { changes: string[] } }[] };
    expect(files[0]?.difference?.changes).toEqual(['byte-order-mark', 'final-newline']);
  });

  it('says INVALID with 5 for a changed receipt, and nothing about the file', async () => {
    const text = readFileSync(receipt, 'utf8');
    writeFileSync(at('changed.json'), text.replace(/"index":0/, '"index":1'));
    writeFileSync(at('spaced.json'), `${text}\n`);
    writeFileSync(at('nothing.json'), '');
    writeFileSync(at('huge.json'), Buffer.alloc(5 * 1024 * 1024, '['));
    for (const name of ['changed.json', 'spaced.json', 'nothing.json', 'huge.json']) {
      const { code, stdout } = await jz(['verify', 'photo.jpg', '--receipt', name, ...trust], {
        cwd: folder,
      });
      expect(code, name).toBe(5);
      expect(stdout).toMatch(/^INVALID/);
      expect(stdout).not.toMatch(/[✓✗] photo\.jpg/);
    }
  });

  it('says INVALID for a receipt of another chain, and to check the bundle', async () => {
    const { code, stdout } = await verify(['photo.jpg'], ['--trust', 'other-trust.json']);
    expect(code).toBe(5);
    expect(stdout).toContain('The receipt is of another chain than your trust bundle');
  });

  it('says UNDETERMINED with 4 without a file, or with a bundle from before the set', async () => {
    const none = await verify([]);
    expect(none.code).toBe(4);
    expect(none.stdout).toContain('Give the file');
    const old = await verify(['photo.jpg'], ['--trust', 'old-trust.json']);
    expect(old.code).toBe(4);
    expect(old.stdout).toContain('newer than your trust bundle');
  });

  it('says UNDETERMINED with 4 for a bundle that does not hold', async () => {
    writeFileSync(at('broken-trust.json'), Buffer.from(world.bundles.latest).subarray(0, -1));
    const { code, stdout, stderr } = await verify(['photo.jpg'], ['--trust', 'broken-trust.json']);
    expect(code).toBe(4);
    expect(stdout).toBe('');
    expect(stderr).toContain('[trust-refused]');
  });

  it('takes the bundle from the environment when no option names one', async () => {
    expect((await verify(['photo.jpg'], [], { JIANZHENG_TRUST: at('trust.json') })).code).toBe(0);
  });

  it('never takes a bundle that only lies there', async () => {
    const { code, stderr } = await verify(['photo.jpg'], []);
    expect(code).toBe(2);
    expect(stderr).toContain('[trust-missing]');
  });

  it('gives the whole report as JSON, with the fingerprint that it rests on', async () => {
    const { stdout } = await verify(['photo.jpg'], [...trust, '--json']);
    const report = JSON.parse(stdout);
    expect(report.verdict).toBe('VERIFIED');
    expect(report.recordId).toBe(recordId);
    expect(report.files).toEqual([
      expect.objectContaining({ path: 'photo.jpg', matches: 0, name: 'photo.jpg' }),
    ]);
    expect(report.trust.fingerprint).toBe(world.trust.foundingHash);
    expect(report.checks.every(({ outcome }: { outcome: string }) => outcome === 'pass')).toBe(true);
  });

  it('speaks Chinese', async () => {
    const { stdout } = await verify(['photo.jpg'], trust, { LANG: 'zh_CN.UTF-8' });
    expect(stdout).toMatch(/^VERIFIED {2}核验通过/);
    expect(stdout).not.toMatch(/[a-z]{4,} [a-z]{2,} [a-z]{2,}/);
  });

  it('says that a single operator is not independent', async () => {
    const alone = paperWorld('single', ['grid']);
    const own = temporaryFolder();
    // Of set 1, which is one validator: the bundle as founded knows no other.
    writeFileSync(path.join(own, 'trust.json'), alone.bundles.founding);
    writeFileSync(path.join(own, 'r.json'), alone.grid.receipts[0]!);
    const { stdout, code } = await jz(['verify', '--receipt', 'r.json', '--trust', 'trust.json'], {
      cwd: own,
    });
    expect(code).toBe(4);
    expect(stdout).toContain('Single operator: not independent');
  });

  it('needs no SM3 where the record has none', async () => {
    const made = receiptOver(world, folder, { 'elsewhere.bin': 'made elsewhere' }, { sm3: false });
    const { stdout, code } = await jz(
      ['verify', 'elsewhere.bin', '--receipt', made.receipt, ...trust, '--json'],
      {
        cwd: folder,
      },
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).files[0].given).not.toHaveProperty('sm3');
  });

  it('lets no claim write over the terminal', async () => {
    const claims = { note: 'x\u202e\u001b[2J\u001b[1;1HVERIFIED' };
    const made = receiptOver(world, folder, { 'f.txt': 'f' }, { claims });
    const { stdout } = await jz(['verify', 'f.txt', '--receipt', made.receipt, ...trust], { cwd: folder });
    for (const char of ['\u001b', '\u202e']) expect(stdout).not.toContain(char);
    expect(stdout).toContain('\\u{1b}[2J');
  });

  it('lets no name of a file or an agency hide what it is', async () => {
    const name = 'photo\u202egpj.exe';
    const made = receiptOver(world, folder, { [name]: 'program' });
    for (const language of ['en', 'zh']) {
      const env = { LC_ALL: `${language}_${language.toUpperCase()}.UTF-8` };
      const given = ['verify', name, '--receipt', made.receipt, ...trust];
      const { stdout } = await jz(given, { cwd: folder, env });
      expect(stdout).not.toContain('\u202e');
      // Once as it was given, once as it was recorded.
      expect(stdout.split('photo\\u{202e}gpj.exe').length - 1).toBe(2);
      const missing = await jz([...given, 'no\u2066such\u009b2Jfile'], { cwd: folder, env });
      expect(missing.stderr).toContain('no\\u{2066}such\\u{9b}2Jfile');
      const written = await jz(['verifier', '-o', `out-${language}\u200b.html`], { cwd: folder, env });
      expect(written.stderr).toContain(`out-${language}\\u{200b}.html`);
    }
  });
});
