import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { receiptOfCertificate } from '../../core/certificate-pdf.ts';
import { paperWorld } from '../support/paper-world.ts';
import { textOfPages } from '../support/pdf-tools.ts';
import { receiptOver } from './support/evidence.ts';
import { jz, temporaryFolder } from './support/jz.ts';

const world = paperWorld('certificate command');
const folder = temporaryFolder();
const at = (name: string) => path.join(folder, name);
const { receipt, recordId } = receiptOver(world, folder, { 'photo.jpg': 'a photo', '笔录.txt': '证言' });
const other = receiptOver(world, folder, { 'other.txt': 'another record' }, { claims: { note: 'x' } });
writeFileSync(at('trust.json'), world.bundles.latest);
writeFileSync(at('old-trust.json'), world.bundles.founding);
writeFileSync(at('other-trust.json'), paperWorld('rehearsal').bundles.latest);
const run = (...args: string[]) => jz(args, { cwd: folder });
const make = (from: string, to: string, ...more: string[]) =>
  run('certificate', from, '-o', to, '--trust', 'trust.json', ...more);

describe('jz certificate', () => {
  it('makes the same certificate each time, from the receipt or from the certificate', async () => {
    const { code, stdout, stderr } = await make(receipt, 'a.pdf', '--page', 'https://evidence.example');
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: 'Certificate written to a.pdf\n',
    });
    const json = await make('a.pdf', 'b.pdf', '--page', 'https://evidence.example', '--json');
    const bytes = readFileSync(at('a.pdf'));
    expect(JSON.parse(json.stdout)).toEqual({ certificate: 'b.pdf', bytes: bytes.length });
    expect(Buffer.compare(bytes, readFileSync(at('b.pdf')))).toBe(0);
    expect(Buffer.compare(await receiptOfCertificate(bytes), readFileSync(receipt))).toBe(0);
    const text = (await textOfPages(bytes)).join('').replace(/\s+/g, '');
    expect(text).toContain(`https://evidence.example/#/verify?record=${recordId}`);
  });

  it('makes none of a receipt that does not verify', async () => {
    const foreign = await run('certificate', receipt, '-o', 'none.pdf', '--trust', 'other-trust.json');
    expect(foreign.code).toBe(5);
    expect(foreign.stderr).toContain('[certificate-receipt-invalid]');
    expect(foreign.stderr).toContain('anchor.emitter');
    const older = await run('certificate', receipt, '-o', 'none.pdf', '--trust', 'old-trust.json');
    expect(older.code).toBe(4);
    expect(older.stderr).toContain('[certificate-receipt-undetermined]');
    const untrusted = await run('certificate', receipt, '-o', 'none.pdf');
    expect(untrusted.stderr).toContain('[trust-missing]');
    expect((await make(receipt, 'none.pdf', '--page', 'file:///etc')).stderr).toContain('[url-invalid]');
    expect(existsSync(at('none.pdf'))).toBe(false);
  });

  it('leaves nothing behind where it cannot be written', async () => {
    const full = await make(receipt, '/dev/full');
    expect([full.code, full.stderr]).toEqual([6, expect.stringContaining('[file-unwritable]')]);
    expect(existsSync('/dev/full')).toBe(true);
    expect((await make(receipt, 'nowhere/a.pdf')).stderr).toContain('[file-unwritable]');
  });

  it('speaks Chinese', async () => {
    const { stderr } = await make(receipt, 'zh.pdf', '--lang', 'zh');
    expect(stderr).toBe('证书已写入 zh.pdf\n');
  });
});

describe('jz verify with a certificate', () => {
  const verify = (...args: string[]) => run('verify', ...args, '--trust', 'trust.json');

  it('takes the receipt out of the one among the files, wherever it stands', async () => {
    await make(receipt, 'c.pdf');
    for (const files of [
      ['c.pdf', 'photo.jpg', '笔录.txt'],
      ['photo.jpg', 'c.pdf'],
    ]) {
      const { code, stdout } = await verify(...files);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^VERIFIED/);
      expect(stdout).not.toContain('c.pdf');
    }
    expect((await verify('photo.jpg', '--receipt', 'c.pdf')).code).toBe(0);
    expect((await verify('c.pdf', 'other.txt')).code).toBe(1);
    expect((await verify('c.pdf')).code).toBe(4);
  });

  it('takes a PDF without a receipt for evidence, and a certificate too where the receipt is named', async () => {
    writeFileSync(at('scan.pdf'), '%PDF-1.4\n%%EOF\n');
    const over = receiptOver(
      world,
      folder,
      { 'report.pdf': '%PDF-1.4 evidence\n%%EOF\n' },
      { claims: { note: 'y' } },
    );
    await make(over.receipt, 'over.pdf');
    expect((await verify('over.pdf', 'report.pdf')).code).toBe(0);
    expect((await verify('over.pdf', 'scan.pdf')).code).toBe(1);
    expect((await verify('over.pdf', '--receipt', receipt)).code).toBe(1);
  });

  it('says what is wrong with one that gives no receipt, and decides nothing', async () => {
    await make(receipt, 'd.pdf');
    await make(other.receipt, 'e.pdf');
    const bytes = readFileSync(at('d.pdf'));
    writeFileSync(at('cut.pdf'), bytes.subarray(0, 600));
    writeFileSync(at('both.pdf'), Buffer.concat([bytes, readFileSync(at('e.pdf'))]));
    const cases: [string[], string, number][] = [
      [['cut.pdf', 'photo.jpg'], 'certificate-truncated', 4],
      [['both.pdf', 'photo.jpg'], 'certificate-two-receipts', 4],
      [['scan.pdf', 'photo.jpg'], 'certificate-no-receipt', 4],
      [['photo.jpg', '--receipt', 'scan.pdf'], 'certificate-no-receipt', 4],
      [['d.pdf', 'e.pdf', 'photo.jpg'], 'verify-many-certificates', 2],
      [['photo.jpg'], 'verify-needs-one', 2],
    ];
    for (const [args, name, code] of cases) {
      const ran = await verify(...args);
      expect(ran.stderr).toContain(`[${name}]`);
      expect([ran.code, ran.stdout]).toEqual([code, '']);
    }
  });

  it('never takes whom to trust from a certificate', async () => {
    await make(receipt, 'f.pdf');
    const { code, stderr } = await run('verify', 'f.pdf', 'photo.jpg');
    expect(code).toBe(2);
    expect(stderr).toContain('[trust-missing]');
  });
});
