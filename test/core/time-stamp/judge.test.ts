import { afterAll, describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes.ts';
import { certificatesOfPem } from '../../../core/time-stamp/certificate.ts';
import { judgeTimeStamps, judgeTokens } from '../../../core/time-stamp/judge.ts';
import type { StampReport } from '../../../core/time-stamp/report.ts';
import { timeStampRequest, tokenOfReply } from '../../../core/time-stamp/request.ts';
import { timeStampsBytes } from '../../../core/time-stamp/time-stamps.ts';
import { readToken } from '../../../core/time-stamp/token.ts';
import { makeTestTsa, type Signer, withoutOpenssl } from '../../support/test-tsa.ts';

const root = new Uint8Array(32).fill(7);
const other = new Uint8Array(32).fill(8);
const nonce = new Uint8Array(16).fill(0x9a);
const YEAR = 365 * 24 * 3600 * 1000;
const now = Date.now();

const tokenBy = (signer: Signer, subject = root, config = {}) =>
  tokenOfReply(signer.reply(timeStampRequest({ subject, nonce }), config), { subject, nonce });
const failed = ({ checks }: StampReport) =>
  checks.filter(({ outcome }) => outcome === 'fail').map(({ name }) => name);
const unknown = ({ checks }: StampReport) =>
  checks.filter(({ outcome }) => outcome === 'unknown').map(({ name }) => name);

describe.skipIf(withoutOpenssl !== undefined)('time stamps', () => {
  const tsa = makeTestTsa();
  const stranger = makeTestTsa('A stranger');
  afterAll(() => {
    tsa.remove();
    stranger.remove();
  });
  const pinned = certificatesOfPem(tsa.ca);
  const signer = tsa.signer();
  const token = tokenBy(signer);
  const judge = (tokens: readonly Uint8Array[], at = now, trusted = pinned) =>
    judgeTokens(tokens, root, trusted, at);

  it('hold over the root of a batch, by an authority that was pinned, and OpenSSL agrees', async () => {
    const report = await judge([token]);
    expect(failed(report)).toEqual([]);
    expect(report).toMatchObject({ outcome: 'holds', times: [{ accuracy: 2 }] });
    expect(Math.abs(report.times![0]!.time * 1000 - now)).toBeLessThan(3_600_000);
    expect(tsa.refusalOf(token, root)).toBeUndefined();
  });

  it.each([
    ['RSA', '-algorithm RSA -pkeyopt rsa_keygen_bits:2048', 'sha256'],
    ['RSA, SHA-512', '-algorithm RSA -pkeyopt rsa_keygen_bits:2048', 'sha512'],
    ['P-384, SHA-384', '-algorithm EC -pkeyopt ec_paramgen_curve:P-384', 'sha384'],
    ['P-521, SHA-512', '-algorithm EC -pkeyopt ec_paramgen_curve:P-521', 'sha512'],
  ])('hold with keys of %s', async (_name, key, signer_digest) => {
    const stamp = tokenBy(tsa.signer({ key }), root, { signer_digest });
    expect((await judge([stamp])).outcome).toBe('holds');
  });

  it('hold with the certificate itself pinned, without the one above it', async () => {
    expect((await judge([token], now, certificatesOfPem(signer.pem))).outcome).toBe('holds');
  });

  it('say nothing where nobody was pinned', async () => {
    const report = await judge([token], now, []);
    expect(report).toMatchObject({ outcome: 'unjudged' });
    expect(unknown(report)).toEqual(['stamp.chain']);
    expect(report.times).toBeUndefined();
  });

  it('fail over another root, whoever is pinned', async () => {
    for (const trusted of [pinned, []]) {
      const report = await judgeTokens([token], other, trusted, now);
      expect(report.outcome).toBe('fails');
      expect(failed(report)).toEqual(['stamp.imprint']);
      expect(report.times).toBeUndefined();
    }
  });

  it('fail where the way leads to a stranger, of the same name even', async () => {
    const twin = makeTestTsa();
    try {
      for (const authority of [stranger, twin]) {
        expect(failed(await judge([tokenBy(authority.signer())]))).toEqual(['stamp.chain']);
      }
    } finally {
      twin.remove();
    }
  });

  it('fail with any byte of the signed content changed, or of the signature', async () => {
    const content = readToken(token).content;
    const start = Buffer.from(token).indexOf(content);
    const places = [start + content.length - 3, token.length - 5];
    for (const place of places) {
      const changed = token.slice();
      changed[place]! ^= 1;
      expect((await judge([changed])).outcome).toBe('fails');
    }
  });

  it('fail where the certificate had ended, or had not begun', async () => {
    for (const days of [
      [-30, -1],
      [2, 30],
    ] as const) {
      const stamp = tokenBy(tsa.signer({ days }));
      expect(failed(await judge([stamp]))).toContain('stamp.certificate');
    }
  });

  it.each([
    ['no purpose', 'keyUsage=critical,digitalSignature\n'],
    ['a purpose that is not critical', 'extendedKeyUsage=timeStamping\n'],
    ['two purposes', 'extendedKeyUsage=critical,timeStamping,codeSigning\n'],
    ['another use of its key', 'keyUsage=critical,keyEncipherment\nextendedKeyUsage=critical,timeStamping\n'],
  ])('fail with a certificate of %s', async (_name, extensions) => {
    const forged = tsa.signer({ extensions }).forge(readToken(token).content, '-cades');
    expect(failed(await judge([forged]))).toEqual(['stamp.certificate']);
  });

  it('fail without the name of the certificate in what is signed', async () => {
    const content = readToken(token).content;
    const good = tsa.signer().forge(content, '-cades', '-certfile', 'ca.pem');
    expect((await judge([good])).outcome).toBe('holds');
    const bare = await judge([tsa.signer().forge(content)]);
    expect(bare.checks.find(({ name }) => name === 'stamp.signature')).toMatchObject({
      outcome: 'fail',
      found: 'signed attributes',
    });
    const older = tokenBy(signer, root, { ess_cert_id_alg: 'sha1' });
    expect(failed(await judge([older]))).toEqual(['stamp.signature']);
  });

  it('lead over another authority, but not over a certificate that is none', async () => {
    const { content } = readToken(token);
    const issuing = 'basicConstraints=critical,CA:true,pathlen:0\nkeyUsage=critical,keyCertSign\n';
    for (const [extensions, wanted] of [
      [issuing, []],
      [issuing.replace('CA:true,pathlen:0', 'CA:false'), ['stamp.chain']],
      [issuing.replace('keyCertSign', 'digitalSignature'), ['stamp.chain']],
      [`${issuing}nameConstraints=critical,permitted;DNS:example.org\n`, ['stamp.chain']],
    ] as const) {
      const issuer = tsa.signer({ extensions });
      const stamp = tsa.signer({ issuer }).forge(content, '-cades', '-certfile', issuer.path);
      expect(failed(await judge([stamp]))).toEqual(wanted);
    }
  });

  /** A token of a TSTInfo with another time, signed by one who would sign anything. */
  const dated = (stamp: Uint8Array, time: string) => {
    const text = Buffer.from(readToken(stamp).content).toString('latin1');
    return signer.forge(Buffer.from(text.replace(/\d{14}Z/, time), 'latin1'), '-cades');
  };
  const utc = (ms: number) => `${new Date(ms).toISOString().replace(/[-:T]|\.\d+Z/g, '')}Z`;

  it('fail with a time of no zone, which each machine would read as its own, or of no day', async () => {
    expect((await judge([dated(token, utc(now))])).outcome).toBe('holds');
    expect(failed(await judge([dated(token, utc(now).replace('Z', '0'))]))).toEqual(['stamp.format']);
    for (const none of ['20269931000000Z', '20260231000000Z']) {
      expect(failed(await judge([dated(token, none)]))).toEqual(['stamp.format']);
    }
  });

  it('fail when they were renewed too late, or before they were made', async () => {
    const first = tokenBy(tsa.signer({ days: [-1, 10] }));
    const renewal = tokenBy(signer, first);
    for (const days of [20, -20]) {
      const shifted = dated(renewal, utc(now + days * 24 * 3600 * 1000));
      expect(failed(await judge([first, shifted]))).toContain('stamp.renewal');
    }
  });

  it('are not judged with an algorithm that this verifier does not know, nor with a short key', async () => {
    for (const key of [
      '-algorithm RSA -pkeyopt rsa_keygen_bits:1024',
      '-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1',
    ]) {
      const report = await judge([tokenBy(tsa.signer({ key }))]);
      expect(report.outcome).toBe('unjudged');
      expect(unknown(report)).toContain('stamp.signature');
    }
  });

  it('fail when cut off anywhere, and with bytes behind them', async () => {
    for (let length = 1; length < token.length; length += 97) {
      expect((await judge([token.slice(0, length)])).outcome).toBe('fails');
    }
    expect(failed(await judge([Uint8Array.of(...token, 0)]))).toEqual(['stamp.format']);
  });

  it('fail where they nest too deep to be read', async () => {
    const deep = new Uint8Array(64 * 1024);
    for (let place = 0; place < deep.length; place += 2) deep.set([0x30, 0x80], place);
    expect(failed(await judge([deep]))).toEqual(['stamp.format']);
  });

  it('last beyond the end of the first certificate where they were renewed before it', async () => {
    const soon = tsa.signer({ days: [-1, 10] });
    const first = tokenBy(soon);
    const renewal = tokenBy(signer, first);
    expect((await judge([first])).outcome).toBe('holds');
    const alone = await judge([first], now + YEAR);
    expect(alone.outcome).toBe('unjudged');
    expect(unknown(alone)).toEqual(['stamp.renewal']);
    const both = await judge([first, renewal], now + YEAR);
    expect(both.outcome).toBe('holds');
    expect(both.times).toHaveLength(2);
    expect(both.times![0]!.time).toBeLessThanOrEqual(both.times![1]!.time);
    for (const wrong of [
      [first, token],
      [renewal, first],
    ]) {
      expect(failed(await judge(wrong))).toContain('stamp.imprint');
    }
  });

  it('fail in a file of another format, and say nothing without a receipt that holds', async () => {
    const file = timeStampsBytes([token]);
    const judgeFile = (bytes: Uint8Array, of?: string) =>
      judgeTimeStamps({ file: bytes, root: of, pinned, now });
    expect((await judgeFile(file, toHex(root))).outcome).toBe('holds');
    expect((await judgeFile(file)).outcome).toBe('unjudged');
    for (const bytes of [Buffer.from('{}'), Buffer.from(`${Buffer.from(file)} `), timeStampsBytes([])]) {
      expect(failed(await judgeFile(bytes, toHex(root)))).toEqual(['stamp.format']);
    }
  });
});

describe.skipIf(withoutOpenssl !== undefined)('an answer of an authority', () => {
  const tsa = makeTestTsa();
  afterAll(() => tsa.remove());
  const signer = tsa.signer();
  const asked = { subject: root, nonce };
  const reply = signer.reply(timeStampRequest(asked));
  const code = (name: string) => expect.objectContaining({ code: name });

  it('is refused when it answers another request', () => {
    expect(() => tokenOfReply(reply, { ...asked, nonce: new Uint8Array(16).fill(1) })).toThrow(
      code('time-stamp-other'),
    );
    expect(() => tokenOfReply(reply, { ...asked, policy: '1.2.3' })).toThrow(code('time-stamp-other'));
  });

  it('is taken whatever number its nonce is', () => {
    for (const first of [0x00, 0x7f, 0x80]) {
      const one = { subject: root, nonce: new Uint8Array(16).fill(5).fill(first, 0, 1) };
      expect(tokenOfReply(signer.reply(timeStampRequest(one)), one).length).toBeGreaterThan(100);
    }
  });

  it('is refused when the authority refuses', () => {
    const query = timeStampRequest({ ...asked, policy: '1.2.3.4' });
    expect(() => tokenOfReply(signer.reply(query), asked)).toThrow(code('time-stamp-refused'));
  });

  it('is refused when it is cut off, or no answer at all', () => {
    for (const bytes of [
      reply.subarray(0, 40),
      reply.subarray(0, -1),
      Buffer.from('<html>'),
      Buffer.alloc(0),
    ]) {
      expect(() => tokenOfReply(bytes, asked)).toThrow(code('time-stamp-invalid'));
    }
  });
});
