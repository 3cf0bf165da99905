import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { jsonLines, jz, launcher, temporaryFolder } from './support/jz.ts';

/** A name that is Chinese in GBK. */
const GBK = Buffer.concat([Buffer.of(0xbe, 0xdd), Buffer.from('.txt')]);
const MIB = 1024 * 1024;
const digest = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');

describe('jz hash', () => {
  const folder = temporaryFolder();
  const put = (name: string, bytes: Uint8Array | string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), bytes);
  };

  it('gives the digests of the standards (FIPS 180-4, GB/T 32905)', async () => {
    put('abc', 'abc');
    const { stdout, code } = await jz(['hash', 'abc'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toBe(
      'sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  ' +
        'sm3 66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0  3  abc\n',
    );
  });

  it('hashes files of every size around its blocks as one pass over the whole would', async () => {
    const sizes = [0, 1, 4095, 4096, MIB - 1, MIB, MIB + 1, 7 * MIB, 9 * MIB + 17];
    const contents = sizes.map((size) => Buffer.alloc(size, `${size} `));
    for (const [index, bytes] of contents.entries()) put(`sizes/${index}`, bytes);
    const { stdout } = await jz(['hash', '--json', 'sizes'], { cwd: folder });
    const found = jsonLines(stdout);
    expect(found).toEqual(
      contents.map((bytes, index) => ({
        name: `sizes/${index}`,
        size: bytes.length,
        mediaType: 'application/octet-stream',
        sha256: digest('sha256', bytes),
        sm3: digest('sm3', bytes),
      })),
    );
  });

  it('names files by their way from the folder, in any script, in a fixed order', async () => {
    put('案卷/乙/照片.JPG', 'x');
    put('案卷/甲 "1".txt', 'y');
    put('案卷/.hidden', 'z');
    const { stdout } = await jz(['hash', '--json', '案卷'], { cwd: folder });
    expect(jsonLines(stdout).map(({ name, mediaType }) => [name, mediaType])).toEqual([
      ['案卷/.hidden', 'application/octet-stream'],
      ['案卷/乙/照片.JPG', 'image/jpeg'],
      ['案卷/甲 "1".txt', 'text/plain'],
    ]);
  });

  it('follows links to files, and says what it leaves out', async () => {
    put('linked/file', 'content');
    symlinkSync('file', path.join(folder, 'linked/to-file'));
    symlinkSync('..', path.join(folder, 'linked/to-folder'));
    symlinkSync('nowhere', path.join(folder, 'linked/to-nothing'));
    const { stdout, stderr, code } = await jz(['hash', 'linked'], { cwd: folder });
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(stderr).toContain('linked/to-folder');
    expect(stderr).toContain('linked/to-nothing');
    expect(code).toBe(0);
  });

  it('ends with what it cannot read, after what it could', async () => {
    const { stderr, stdout, code } = await jz(['hash', 'abc', 'missing'], { cwd: folder });
    expect(code).toBe(6);
    expect(stdout).toBe('');
    expect(stderr).toContain('[file-unreadable]');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it.each(['pipe', '/dev/null', 'socket'])('refuses %s, which is no file', async (given) => {
    execFileSync('mkfifo', ['-m', '600', path.join(folder, `pipe-${given.length}`)]);
    const server = net.createServer().listen(path.join(folder, `socket-${given.length}`));
    await once(server, 'listening');
    const target = given.startsWith('/') ? given : `${given}-${given.length}`;
    const { code, stdout, stderr } = await jz(['hash', 'abc', target], { cwd: folder });
    server.close();
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' });
    expect(stderr).toContain(`${target} is a pipe, a device or a socket`);
    expect(stderr).toContain('[file-not-regular]');
  });

  it('names files whose names are no UTF-8 by their bytes', async () => {
    const name = Buffer.concat([Buffer.from(path.join(folder, 'gbk')), Buffer.from('/'), GBK]);
    mkdirSync(path.join(folder, 'gbk'));
    writeFileSync(path.join(folder, 'gbk', 'fine'), '');
    writeFileSync(name, '');
    const { code, stderr } = await jz(['hash', 'gbk'], { cwd: folder });
    expect(code).toBe(6);
    expect(stderr).toContain('gbk/\\xbe\\xdd.txt');
    expect(stderr).toContain('[file-name-not-utf8]');
    // As an argument its bytes are lost before the command sees them.
    const direct = await promisify(execFile)(
      'sh',
      ['-c', `exec "$0" "$1" hash gbk/*.txt`, process.execPath, launcher],
      { cwd: folder },
    ).catch((error: { code: number; stderr: string }) => error);
    expect(direct).toMatchObject({ code: 6 });
    expect(direct.stderr).toContain('[file-name-not-utf8]');
  });

  it('takes names as they are after --', async () => {
    put('--json', 'dashes');
    const { stdout, code } = await jz(['hash', '--', '--json'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain('  6  --json\n');
  });
});
