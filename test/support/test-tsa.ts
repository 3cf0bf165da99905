import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Time-stamping authorities made with OpenSSL: their certificates, and the answers that they give. */

const POLICY = '1.3.6.1.4.1.99999.1';
const CONFIG = `
[ca]
default_ca = authority
[authority]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[tsa]
default_tsa = responder
[responder]
serial = tsa-serial
signer_digest = sha256
default_policy = ${POLICY}
digests = sha256, sha512
accuracy = secs:1, millisecs:500
ordering = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[req]
distinguished_name = names
[names]
`;

const CA = 'basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n';
/** What RFC 3161 wants of a time-stamping certificate. */
const FOR_TIME_STAMPS = 'keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n';

/** Why there is no OpenSSL here, or undefined. */
export const withoutOpenssl: string | undefined = (() => {
  const { error } = spawnSync('openssl', ['version']);
  if (error)
    process.stderr.write(`SKIPPED, time stamps of an authority made with OpenSSL: ${error.message}\n`);
  return error?.message;
})();

const DAY = 24 * 3600 * 1000;
const calendar = (days: number) =>
  new Date(Date.now() + days * DAY).toISOString().replace(/[-:T]|\.\d+/g, '');

export type Signer = {
  /** PEM of the certificate. */
  readonly pem: string;
  /** Path of the file that it is in; its key lies beside it. */
  readonly path: string;
  /** The answer to a request, DER. `config` replaces lines of the responder's. */
  reply(query: Uint8Array, config?: Readonly<Record<string, string>>): Buffer;
  /** A token over any TSTInfo, as nobody honest makes it. `options` of `openssl cms -sign`. */
  forge(tstInfo: Uint8Array, ...options: string[]): Buffer;
};

export type TestTsa = {
  /** PEM of the root. */
  readonly ca: string;
  readonly folder: string;
  /**
   * @param options `days`: of the certificate's begin and end, from today
   *   `key`: of `openssl genpkey`; `issuer`: instead of the root
   */
  signer(options?: {
    days?: readonly [number, number];
    extensions?: string;
    key?: string;
    issuer?: Signer;
  }): Signer;
  /** What `openssl ts -verify` says of a token over these bytes: undefined if it accepts it. */
  refusalOf(token: Uint8Array, data: Uint8Array): string | undefined;
  remove(): void;
};

const EC = '-algorithm EC -pkeyopt ec_paramgen_curve:P-256';

export function makeTestTsa(name = 'Test authority'): TestTsa {
  const folder = mkdtempSync(join(tmpdir(), 'jianzheng-tsa-'));
  let made = 0;
  const at = (file: string) => join(folder, file);
  const openssl = (command: string, ...more: string[]) =>
    execFileSync('openssl', [...command.split(' '), ...more], { cwd: folder, stdio: 'pipe' });
  function write(bytes: Uint8Array, kind: string): string {
    made += 1;
    writeFileSync(at(`${made}.${kind}`), bytes);
    return `${made}.${kind}`;
  }
  writeFileSync(at('openssl.cnf'), CONFIG);
  writeFileSync(at('index.txt'), '');
  writeFileSync(at('serial'), '01');
  writeFileSync(at('tsa-serial'), '01');

  function certificate(
    subject: string,
    key: string,
    extensions: string,
    days: readonly number[],
    issuer?: string,
  ): string {
    made += 1;
    const file = `${made}-certificate`;
    openssl(`genpkey ${key} -out ${file}.key`);
    openssl(`req -new -config openssl.cnf -key ${file}.key -out ${file}.csr -subj`, `/CN=${subject}`);
    writeFileSync(at(`${file}.ext`), extensions);
    const [from, to] = days.map(calendar);
    const by = issuer ? `-cert ${issuer}.pem -keyfile ${issuer}.key` : `-selfsign -keyfile ${file}.key`;
    openssl(
      `ca -batch -notext -config openssl.cnf ${by} -in ${file}.csr -out ${file}.pem -extfile ${file}.ext -startdate ${from} -enddate ${to}`,
    );
    return file;
  }

  const root = certificate(name, EC, CA, [-1000, 4000]);
  const ca = readFileSync(at(`${root}.pem`), 'utf8');
  writeFileSync(at('ca.pem'), ca);
  writeFileSync(at('ca.key'), readFileSync(at(`${root}.key`)));

  return {
    ca,
    folder,
    signer({ days = [-1, 3650], extensions = FOR_TIME_STAMPS, key = EC, issuer } = {}) {
      const file = certificate(
        `${name}, stamps ${made}`,
        key,
        extensions,
        days,
        issuer?.path.replace(/\.pem$/, '') ?? 'ca',
      );
      return {
        pem: readFileSync(at(`${file}.pem`), 'utf8'),
        path: at(`${file}.pem`),
        reply(query, config = {}) {
          let text = CONFIG;
          for (const [setting, value] of Object.entries(config)) {
            text = text.replace(new RegExp(`^${setting} = .*$`, 'm'), `${setting} = ${value}`);
          }
          const settings = write(Buffer.from(text), 'cnf');
          const asked = write(query, 'tsq');
          const answer = `${asked}.tsr`;
          openssl(
            `ts -reply -config ${settings} -queryfile ${asked} -signer ${file}.pem -inkey ${file}.key -chain ca.pem -out ${answer}`,
          );
          return readFileSync(at(answer));
        },
        forge(tstInfo, ...options) {
          const content = write(tstInfo, 'tst');
          openssl(
            `cms -sign -binary -nodetach -outform DER -md sha256 -econtent_type 1.2.840.113549.1.9.16.1.4 -in ${content} -out ${content}.der -signer ${file}.pem -inkey ${file}.key`,
            ...options,
          );
          return readFileSync(at(`${content}.der`));
        },
      };
    },
    refusalOf(token, data) {
      const [stamp, about] = [write(token, 'token'), write(data, 'data')];
      const { status, stderr } = spawnSync(
        'openssl',
        ['ts', '-verify', '-token_in', '-in', stamp, '-data', about, '-CAfile', 'ca.pem'],
        { cwd: folder, encoding: 'utf8' },
      );
      return status === 0 ? undefined : stderr;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
