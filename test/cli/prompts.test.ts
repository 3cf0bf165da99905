import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { en, zh } from '../../language/command.ts';
import { writeAgencyFolder } from './support/agency-folder.ts';
import { FOUND } from './support/four-agencies.ts';
import { jz, temporaryFolder } from './support/jz.ts';
import { PASSWORD } from './support/password.ts';
import { noTerminal, onTerminal } from './support/pseudo-terminal.ts';

/** What `jz` asks on a terminal: passwords that it does not show, and a person's yes. */

const CTRL_C = '\x03';
const CTRL_D = '\x04';
const INIT = ['agency', 'init', '--id', 'grid', '--name-en', 'Agency grid', '--name-zh', '机构'];

/** The terminal is left as people know it: what is typed is shown, and comes line by line. */
function expectUsable(screen: string): void {
  expect(screen).toMatch(/[^-]icanon\b/);
  expect(screen).toMatch(/[^-]echo\b/);
}

/** An agency's folder, and a founding of that agency alone, to be checked and signed. */
async function toBeSigned(): Promise<string> {
  const folder = temporaryFolder();
  await writeAgencyFolder(folder, 'grid', 'tcp://127.0.0.1:30301');
  writeFileSync(path.join(folder, 'grid.card.json'), readFileSync(path.join(folder, 'agency', 'card.json')));
  const { code, stderr } = await jz(['consortium', 'found', 'grid.card.json', ...FOUND], { cwd: folder });
  expect([code, stderr]).toEqual([0, expect.anything()]);
  return folder;
}
const CHECK = ['consortium', 'check', 'founding-document.json', 'grid.card.json'];

describe.skipIf(noTerminal !== '')(`on a terminal, jz${noTerminal}`, () => {
  it('asks for a new password twice, shows it never, and makes keys that it opens', async () => {
    const folder = temporaryFolder();
    const terminal = onTerminal(INIT, folder);
    await terminal.shows(en['password.new']);
    terminal.type(`${PASSWORD}\r`);
    await terminal.shows(en['password.again']);
    terminal.type(`${PASSWORD}\r`);
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen()).not.toContain(PASSWORD.slice(0, 4));
    expectUsable(terminal.screen());

    const unlocking = onTerminal(['agency', 'unlock', 'operator', '-o', 'key'], folder, 'zh');
    await unlocking.shows(zh['password.ask']);
    unlocking.type('not this password\r');
    expect(await unlocking.ended).toBe(6);
    expect(unlocking.screen()).toContain('[keystore-locked]');
    expect(existsSync(path.join(folder, 'key'))).toBe(false);
    const again = onTerminal(['agency', 'unlock', 'operator', '-o', 'key'], folder, 'zh');
    await again.shows(zh['password.ask']);
    again.type(`${PASSWORD}\r`);
    expect(await again.ended).toBe(0);
    expect(again.screen()).not.toContain(PASSWORD.slice(0, 4));
    expect(readFileSync(path.join(folder, 'key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  });

  it('takes back what was mistyped, as a person corrects it, and passwords that are no ASCII', async () => {
    const folder = temporaryFolder();
    const terminal = onTerminal(INIT, folder);
    await terminal.shows(en['password.new']);
    terminal.type(`密码需要很长才能安全x\x7f一二三\r`);
    await terminal.shows(en['password.again']);
    terminal.type('密码需要很长才能安全一二三\r');
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen()).not.toContain('密码');
  });

  it.each([
    ['two that differ', [PASSWORD, `${PASSWORD}!`], 'password-differs'],
    ['one that is short', ['short'], 'password-short'],
  ])('makes nothing of %s', async (_, typed, code) => {
    const folder = temporaryFolder();
    const terminal = onTerminal(INIT, folder);
    for (const [nth, text] of typed.entries()) {
      await terminal.shows(en[nth === 0 ? 'password.new' : 'password.again']);
      terminal.type(`${text}\r`);
    }
    expect(await terminal.ended).toBe(6);
    expect(terminal.screen()).toContain(`[${code}]`);
    expectUsable(terminal.screen());
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['Ctrl-C at the first question', [], CTRL_C],
    ['Ctrl-C at the second', [`${PASSWORD}\r`], CTRL_C],
    ['Ctrl-C in the middle of a password', ['half of a pass'], CTRL_C],
    ['the end of the input', [], CTRL_D],
  ])('is cancelled by %s, makes nothing, and leaves the terminal as it was', async (_, before, end) => {
    const folder = temporaryFolder();
    const terminal = onTerminal(INIT, folder);
    await terminal.shows(en['password.new']);
    for (const text of before) {
      terminal.type(text);
      if (text.endsWith('\r')) await terminal.shows(en['password.again']);
    }
    terminal.type(end);
    expect(await terminal.ended).toBe(6);
    expect(terminal.screen()).toContain('[cancelled]');
    expectUsable(terminal.screen());
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves the terminal as it was when it is ended from elsewhere while it asks', async () => {
    const folder = temporaryFolder();
    const terminal = onTerminal(INIT, folder);
    await terminal.shows(en['password.new']);
    terminal.signal('SIGTERM');
    expect(await terminal.ended).toBe(128 + 15);
    expect(terminal.screen()).toContain(en.interrupted);
    expectUsable(terminal.screen());
    expect(readdirSync(folder)).toEqual([]);
  });

  it('signs only after a yes that a person typed, which is shown, unlike the password after it', async () => {
    const folder = await toBeSigned();
    const before = readdirSync(folder);
    for (const [answer, code] of [
      ['no\r', 'not-confirmed'],
      ['\r', 'not-confirmed'],
      [CTRL_C, 'cancelled'],
    ] as const) {
      const refused = onTerminal(CHECK, folder);
      await refused.shows(en['confirm.yes']);
      refused.type(answer);
      expect(await refused.ended).toBe(6);
      expect(refused.screen()).toContain(`[${code}]`);
      expectUsable(refused.screen());
    }
    expect(readdirSync(folder)).toEqual(before);

    const signing = onTerminal(CHECK, folder, 'zh');
    await signing.shows(zh['confirm.yes']);
    signing.type('是\r');
    await signing.shows(zh['password.ask']);
    signing.type(`${PASSWORD}\r`);
    expect(await signing.ended).toBe(0);
    expect(signing.screen()).toContain(`${zh['confirm.yes']}是`);
    expect(signing.screen()).not.toContain(PASSWORD.slice(0, 4));
    expect(existsSync(path.join(folder, 'grid.signatures.json'))).toBe(true);
  });
});
