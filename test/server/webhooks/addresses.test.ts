import type { LookupAddress } from 'node:dns';
import { expect, test } from 'vitest';
import { checkedLookup, isNetwork, webhookAddresses } from '../../../server/webhooks/addresses.ts';
import { mayReach, send } from '../../../server/webhooks/send.ts';
import { startReceiver } from '../../support/receiver.ts';

const PUBLIC = ['1.1.1.1', '114.114.114.114', '223.5.5.5', '2400:3200::1', '2606:4700::1111'];
const SPECIAL = [
  ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.8.9.1', '169.254.169.254', '172.16.0.1'],
  ...['172.31.255.255', '192.168.1.1', '198.18.0.1', '203.0.113.9', '224.0.0.1', '255.255.255.255'],
  ...[
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:1.1.1.1',
    '64:ff9b::a00:1',
    'fe80::1',
    'fc00::1',
  ],
  ...['fd12::1', 'ff02::1', '2001::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', '100::1', '::127.0.0.1'],
];

test.each(PUBLIC)('%s is public', (address) => {
  expect(webhookAddresses([]).allows(address)).toBe(true);
});

test.each(SPECIAL)('%s is not reached, unless its network is allowed', (address) => {
  expect(webhookAddresses([]).allows(address)).toBe(false);
  expect(webhookAddresses(['192.168.55.0/24', 'fd55::/16']).allows(address)).toBe(false);
  expect(webhookAddresses([address]).allows(address)).toBe(true);
});

test('networks of one’s own can be allowed, and no more than those', () => {
  const { allows } = webhookAddresses(['10.2.0.0/16', 'fd12::/16', 'loopback']);
  for (const address of ['10.2.3.4', 'fd12::9', '127.0.0.1', '::1'])
    expect([address, allows(address)]).toEqual([address, true]);
  for (const address of ['10.3.0.1', 'fd13::9', '169.254.169.254'])
    expect([address, allows(address)]).toEqual([address, false]);
});

test.each(['10.0.0.0/8', '10.1.2.3', 'fd00::/8', '::1', 'loopback'])('%s is a network', (text) => {
  expect(isNetwork(text)).toBe(true);
});
test.each(['', '10.0.0.0/33', 'fd00::/129', '10.0.0', 'localhost', '10.0.0.0/8/8', '*', '10.0.0.0/'])(
  '“%s” is none',
  (text) => {
    expect(isNetwork(text)).toBe(false);
  },
);

test('what a URL names is refused at once where it is an address, without TLS for anything but this machine', () => {
  const [strict, local] = [webhookAddresses([]), webhookAddresses(['loopback', '10.0.0.0/8'])];
  const may = (url: string, addresses = strict) => mayReach(new URL(url), addresses);
  expect(may('https://hooks.example/x')).toBe(true);
  expect(may('http://hooks.example/x')).toBe(false);
  expect(may('https://127.0.0.1/')).toBe(false);
  // Every spelling that URLs know of 127.0.0.1 is the same address in the end.
  for (const host of ['2130706433', '0x7f.1', '017700000001', '127.1', '[::ffff:7f00:1]', 'localhost'])
    expect([host, may(`https://${host}/`)]).toEqual([host, false]);
  expect(may('http://127.0.0.1/', local)).toBe(true);
  expect(may('http://localhost/', local)).toBe(true);
  expect(may('https://10.1.1.1/', local)).toBe(true);
  expect(may('http://10.1.1.1/', local)).toBe(false);
  expect(may('ftp://hooks.example/', local)).toBe(false);
});

test('a name is decided by the addresses that it has when the connection is made', async () => {
  const look = (allows: (address: string) => boolean) =>
    new Promise<LookupAddress[]>((resolve, reject) => {
      checkedLookup(allows)('localhost', { all: true }, (error, found) =>
        error ? reject(error) : resolve(found as LookupAddress[]),
      );
    });
  await expect(look(webhookAddresses([]).allows)).rejects.toMatchObject({ code: 'address-refused' });
  const found = await look(webhookAddresses(['127.0.0.1']).allows);
  expect(found.map(({ address }) => address)).toEqual(['127.0.0.1']);
});

test('nothing reaches a receiver whose name leads elsewhere by the time of the connection', async () => {
  const receiver = await startReceiver();
  const url = new URL(receiver.url);
  url.hostname = 'localhost';
  let asked = 0;
  const addresses = { isLoopback: () => true, allows: () => asked++ === 0 };
  const outcome = await send(url, {}, '{}', { addresses, signal: AbortSignal.timeout(30_000) });
  expect(outcome).toEqual({ status: null, error: 'address-refused' });
  expect(receiver.received).toEqual([]);
  await receiver.close();
});
