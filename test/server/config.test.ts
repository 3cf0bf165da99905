import { describe, expect, test } from 'vitest';
import { ConfigError, isLoopback, readEnv } from '../../server/config.ts';

const read = (env: Record<string, string>) => readEnv(env, '/product');

test('without any setting the service is for this machine alone', () => {
  const { config, secrets } = read({});
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    batch: { maxAgeMs: 1000, maxSize: 10_000 },
    http: { loopback: true, secure: false, trustedProxy: false, publicHosts: [] },
  });
  expect(config.dataFolder.endsWith('data')).toBe(true);
  expect(secrets).toEqual({});
});

test('a time-stamping authority is asked where its address is set, and only there', () => {
  expect(read({ JIANZHENG_TSA_CA: 'tsa.pem' }).config.timeStamps).toBeUndefined();
  const { config } = read({ JIANZHENG_TSA_URL: 'http://tsa/', JIANZHENG_TSA_POLICY: '1.3.6.1.4.1.1' });
  expect(config.timeStamps).toEqual({
    url: 'http://tsa/',
    policy: '1.3.6.1.4.1.1',
    renewMs: 30 * 24 * 3600 * 1000,
  });
});

describe('an address that others can reach', () => {
  test.each([['0.0.0.0'], ['192.168.1.5'], ['::'], ['evidence.example']])(
    'such as %s is refused without protection, with an explanation in the language of the terminal',
    (host) => {
      expect(() => read({ JIANZHENG_HOST: host })).toThrow(/JIANZHENG_TLS_CERT/);
      expect(() => read({ JIANZHENG_HOST: host, LANG: 'zh_CN.UTF-8' })).toThrow(/没有任何保护/);
    },
  );

  test('is allowed with TLS, or behind a proxy that is named', () => {
    const tls = read({ JIANZHENG_HOST: '0.0.0.0', JIANZHENG_TLS_CERT: 'c.pem', JIANZHENG_TLS_KEY: 'k.pem' });
    expect(tls.config.http).toMatchObject({ loopback: false, secure: true });
    const proxy = read({
      JIANZHENG_HOST: '0.0.0.0',
      JIANZHENG_TRUSTED_PROXY: '10.0.0.1',
      JIANZHENG_PUBLIC_HOSTS: 'Evidence.Example, [2001:db8::1]',
    });
    expect(proxy.config.http).toMatchObject({
      secure: true,
      trustedProxy: '10.0.0.1',
      publicHosts: ['evidence.example', '[2001:db8::1]'],
    });
  });
});

test.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['localhost', true],
  ['::1', true],
  ['127.0.0.1.example.com', false],
  ['0.0.0.0', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

test('other agencies’ services are named one by one', () => {
  expect(read({}).config.peers).toEqual({ services: new Map(), withheldMs: 3 * 24 * 3600 * 1000 });
  const { config } = read({
    JIANZHENG_PEERS: 'police=https://police.example, court=http://10.0.0.7:3000/,',
    JIANZHENG_WITHHELD_SECONDS: '60',
  });
  expect(config.peers).toEqual({
    services: new Map([
      ['police', 'https://police.example'],
      ['court', 'http://10.0.0.7:3000'],
    ]),
    withheldMs: 60_000,
  });
});

test.each([
  ['setting-peers', { JIANZHENG_PEERS: 'police' }],
  ['setting-peers', { JIANZHENG_PEERS: 'Police=https://police.example' }],
  ['setting-peers', { JIANZHENG_PEERS: 'police=police.example' }],
  ['setting-peers', { JIANZHENG_PEERS: 'police=ftp://police.example' }],
  ['setting-peers', { JIANZHENG_PEERS: 'police=https://police.example/api' }],
  ['setting-peers', { JIANZHENG_PEERS: 'police=https://a:b@police.example' }],
  ['setting-peers', { JIANZHENG_PEERS: 'police=https://a.example,police=https://b.example' }],
  ['setting-integer', { JIANZHENG_PORT: '65536' }],
  ['setting-integer', { JIANZHENG_PORT: '3e3' }],
  ['setting-integer', { JIANZHENG_BATCH_MS: '-1' }],
  ['setting-integer', { JIANZHENG_BATCH_SIZE: '0' }],
  ['setting-agency', { JIANZHENG_AGENCY: 'Grid' }],
  ['setting-url', { JIANZHENG_RPC_URL: 'ftp://node' }],
  ['setting-url', { JIANZHENG_TSA_URL: 'ldap://tsa' }],
  ['setting-url', { JIANZHENG_TSA_URL: 'http://user:secret@tsa' }],
  ['setting-oid', { JIANZHENG_TSA_URL: 'http://tsa', JIANZHENG_TSA_POLICY: '1.2.03' }],
  ['setting-integer', { JIANZHENG_TSA_URL: 'http://tsa', JIANZHENG_TSA_RENEW_DAYS: '0' }],
  ['setting-tls', { JIANZHENG_TLS_CERT: 'c.pem' }],
  ['setting-log', { JIANZHENG_LOG: 'chatty' }],
  ['setting-proxy', { JIANZHENG_TRUSTED_PROXY: 'true' }],
  ['setting-proxy', { JIANZHENG_TRUSTED_PROXY: '10.0.0.1, proxy.example' }],
  ['setting-hosts', { JIANZHENG_PUBLIC_HOSTS: 'a b' }],
] as [string, Record<string, string>][])('%s: %j is refused', (code, env) => {
  expect(() => read(env)).toThrow(expect.objectContaining({ code }));
  expect(() => read(env)).toThrow(ConfigError);
});

test('a password in the URL of a node is kept apart from what may be shown, and told in no error', () => {
  const { config, secrets } = read({ JIANZHENG_RPC_URL: 'https://user:secret@node.example' });
  expect(JSON.stringify(config)).not.toContain('secret');
  expect(secrets.rpcUrl).toContain('secret');
  expect(() => read({ JIANZHENG_RPC_URL: 'user:secret@node' })).not.toThrow(/secret/);
  expect(() => read({ JIANZHENG_PEERS: 'court=https://user:secret@court' })).not.toThrow(/secret/);
});

test('an empty variable counts as not set', () => {
  expect(read({ JIANZHENG_PORT: '', JIANZHENG_HOST: ' ' }).config).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
  });
});
