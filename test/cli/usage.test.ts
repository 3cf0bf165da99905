import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { jz } from './support/jz.ts';

describe('wrong usage', () => {
  it.each([
    [[]],
    [['frobnicate']],
    [['hash']],
    [['hash', '--frobnicate', 'x']],
    [['verify', '--receipt']],
    [['verify', '--receipt', 'r', '--record', 'i']],
    [['verify', 'file']],
    [['verify', 'file', '--receipt', 'r']],
    [['receipt', 'no-record-id']],
    [['receipt', 'a', 'b']],
    [['token', 'create']],
    [['token', 'create', '--role', 'king']],
    [['token', 'create', '--role', 'officer', '--expires-in-days', '0']],
    [['submit', '--claim', 'novalue', 'x']],
    [['submit', '--claim', 'by=Li', '--claim', 'by=Han', 'x']],
    [['submit', '--timeout', 'soon', 'x']],
    [['chain', 'export']],
  ])('exits with 2 and prints nothing: jz %j', async (args) => {
    const { code, stdout, stderr } = await jz(args, { env: { JIANZHENG_TOKEN: 'x' } });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('says what is wrong in the language of the reader', async () => {
    const env = { LC_ALL: 'zh_CN.UTF-8' };
    expect((await jz(['hassh', 'x'], { env })).stderr).toBe(
      'jz： 没有“hassh”这个命令。 您是否想输入 hash？ [usage]\n处理办法： `jz --help` 和 `jz <命令> --help` 列出全部用法。\n',
    );
    expect((await jz(['hassh', 'x', '--lang', 'en'], { env })).stderr).toContain('Did you mean hash?');
  });

  it.each(['a\r\nX-Other: b', 'a\nb', 'line\n', 'two words', '令牌', 'x'.repeat(201)])(
    'says that JIANZHENG_TOKEN is no token, and does not show it: %j',
    async (token) => {
      const { code, stderr } = await jz(['token', 'list'], { env: { JIANZHENG_TOKEN: token } });
      expect(code).toBe(2);
      expect(stderr).toContain('[token-invalid]');
      expect(stderr).not.toContain(token);
    },
  );

  it.each([
    'http://',
    '127.0.0.1:3000',
    'http://127.0.0.1:99999',
    'ftp://127.0.0.1',
    'http://name:password@127.0.0.1',
    'http://127.0.0.1/?a',
    'http://127.0.0.1/#a',
  ])('says that JIANZHENG_URL is no address: %s', async (url) => {
    const { code, stderr } = await jz(['token', 'list'], {
      env: { JIANZHENG_TOKEN: 'x', JIANZHENG_URL: url },
    });
    expect(code).toBe(2);
    expect(stderr).toContain('[url-invalid]');
  });

  it('says it as JSON where JSON was asked for', async () => {
    const { stderr } = await jz(['verify', 'file', '--receipt', 'r', '--json']);
    const { error } = JSON.parse(stderr);
    expect(error.code).toBe('trust-missing');
    expect(error.next).toContain('jz trust export');
  });

  it('shows help on stdout with 0 when asked for, in both languages', async () => {
    const english = await jz(['submit', '--help']);
    expect(english.code).toBe(0);
    expect(english.stdout).toContain('--digests-only');
    const chinese = await jz(['--lang=zh', 'help', 'submit']);
    expect(chinese.code).toBe(0);
    expect(chinese.stdout).toContain('只提交摘要');
    expect(chinese.stdout).not.toMatch(/Usage|Options|display/);
  });
});

it('a result that cannot be written ends with 6 and a sentence, no stack trace', async () => {
  const { code, stderr } = await jz(['hash', fileURLToPath(import.meta.url)], {
    under: ['sh', '-c', 'exec "$0" "$@" > /dev/full'],
  });
  expect(code).toBe(6);
  expect(stderr).toContain('[output-failed]');
  expect(stderr).not.toMatch(/^\s+at /m);
});

it('what one command needs is not loaded for all of them: the others start in half the time', async () => {
  const hooks = `
    import { registerHooks } from 'node:module';
    registerHooks({ load: (url, context, next) => { console.error(url); return next(url, context); } });`;
  const { code, stderr } = await jz(['--help'], {
    env: { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(hooks)}` },
  });
  expect(code).toBe(0);
  expect(stderr).toContain('cli/commands/consortium.ts');
  expect(stderr).not.toMatch(/node_modules\/(@ethereumjs|ethers)\/|node:https?$/m);
});
