import { lookup as lookUp } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { JianzhengError } from '../../core/errors.ts';

/**
 * Which addresses webhooks may reach. Whoever may name an address that the service then calls could otherwise have it
 * ask what only this machine or its network can: other services here, metadata of a cloud, a router.
 */
export type Addresses = {
  /** Whether an IP address may be connected to. */
  allows(address: string): boolean;
  /** Whether it is of this machine. */
  isLoopback(address: string): boolean;
};

/** What is not public of IPv4: IANA IPv4 Special-Purpose Address Registry, multicast and reserved space. */
const SPECIAL_V4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
];
/** Of IPv6 only 2000::/3 is public, without what leads to IPv4 addresses (Teredo, 6to4) or is for documents. */
const SPECIAL_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
const GLOBAL_V6 = ['2000::/3'];
const LOOPBACK = ['127.0.0.0/8', '::1/128'];

const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', length] = network.split('/');
    if (length === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(length), familyOf(address));
  }
  return list;
}

const special = listOf([...SPECIAL_V4, ...SPECIAL_V6]);
const globalV6 = listOf(GLOBAL_V6);
const loopback = listOf(LOOPBACK);

/** Whether it is an IP address, a network as ADDRESS/BITS, or “loopback”. */
export function isNetwork(text: string): boolean {
  if (text === 'loopback') return true;
  const [, address = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  return isIP(address) !== 0 && Number(length ?? 0) <= (isIPv6(address) ? 128 : 32);
}

/** @param networks that are allowed beside public addresses: see `isNetwork` */
export function webhookAddresses(networks: readonly string[]): Addresses {
  const allowed = listOf(networks.flatMap((network) => (network === 'loopback' ? LOOPBACK : [network])));
  return {
    isLoopback: (address) => loopback.check(address, familyOf(address)),
    allows(address) {
      const family = familyOf(address);
      if (allowed.check(address, family)) return true;
      return !special.check(address, family) && (family === 'ipv4' || globalV6.check(address, family));
    },
  };
}

export function addressRefused(): JianzhengError {
  return new JianzhengError('address-refused', 'The address is none that webhooks may reach');
}

/**
 * A look-up holds one of the few threads that files need too, for as long as a resolver is silent: two at a time, in
 * the order in which they came.
 */
const MOST_LOOKUPS = 2;
const waiting: (() => void)[] = [];
let looking = 0;

function inTurn(look: (ended: () => void) => void): void {
  const begin = () => {
    looking += 1;
    look(() => {
      looking -= 1;
      waiting.shift()?.();
    });
  };
  if (looking < MOST_LOOKUPS) begin();
  else waiting.push(begin);
}

/**
 * Looks a name up and gives only what may be connected to. What is checked is what the connection is made to: a name
 * that is changed in between gains nothing.
 */
export function checkedLookup(allows: (address: string) => boolean): LookupFunction {
  return (name, options, done) => {
    inTurn((ended) => {
      lookUp(name, { ...options, all: true }, (error, found) => {
        ended();
        if (error) return done(error, '');
        const good = found.filter(({ address }) => allows(address));
        const [first] = good;
        if (!first) return done(addressRefused(), '');
        if (options.all) done(null, good);
        else done(null, first.address, first.family);
      });
    });
  };
}
