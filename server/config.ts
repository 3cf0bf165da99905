import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { JianzhengError } from '../core/errors.ts';
import { isId } from '../core/record.ts';
import { fill, type Language, pick } from '../language/language.ts';
import { en, type SettingCode, zh } from '../language/settings.ts';
import type { WatchRule } from './chain-view/watch.ts';
import type { PeerRule } from './exchange/ask-peers.ts';
import type { AgencyNames, HttpConfig } from './http/services.ts';
import { isNetwork } from './webhooks/addresses.ts';

/** What is set from outside. Only this file reads the environment; an empty variable counts as not set. */
export type Config = {
  /** Absolute path of the data folder. */
  readonly dataFolder: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Used when the chain is founded; what is not set is asked for, or has a default. */
  readonly agency: { readonly id?: string; readonly name: Partial<AgencyNames> };
  readonly batch: { readonly maxAgeMs: number; readonly maxSize: number };
  /** When the chain, its validators and the agencies count as silent. */
  readonly watch: WatchRule;
  /** Absolute path of the calendar of working days. */
  readonly calendarPath?: string;
  /** The authority whose tokens are asked for over each batch. */
  readonly timeStamps?: {
    readonly url: string;
    /** Absolute path of a PEM file with the certificates that its own must lead to. */
    readonly certificatesPath?: string;
    /** OID. */
    readonly policy?: string;
    readonly renewMs: number;
  };
  /** Networks that webhooks may reach beside public addresses, see webhooks/addresses.ts. */
  readonly webhookNetworks: readonly string[];
  /** How long before a deadline people are told that it is near; 0: never. */
  readonly nearSeconds: number;
  /** Which agencies are asked for the records of their batches, and when not getting them is an alert. */
  readonly peers: PeerRule;
  /** Paths of PEM files. */
  readonly tls?: { readonly certPath: string; readonly keyPath: string };
  readonly logLevel: string;
  /** For people at the terminal. */
  readonly language: Language;
  /** For tests: the fault point to die at. */
  readonly fault?: string;
  readonly http: HttpConfig;
};

/** Kept apart, so that the rest can be shown or logged whole. */
export type Secrets = {
  /** The node to use instead of the embedded one; its user part may hold a password. */
  readonly rpcUrl?: string;
};

/** A setting that cannot be used; the message is in the language of the terminal. */
export class ConfigError extends JianzhengError {}

type Env = Readonly<Record<string, string | undefined>>;

/** Headers that are kept, server/chain-view/follower.ts. */
const MOST_SILENT_BLOCKS = 256;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const OID = /^[012](\.(0|[1-9]\d{0,19})){1,30}$/;
const HOST_NAME = /^[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?$|^\[[0-9a-f:]+\]$/i;

/** Whether only this machine can reach an address that is listened on. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/**
 * Reads the environment.
 * @param root folder of the product, where the built page lies
 * @throws ConfigError under the codes of `language/settings.ts`
 */
export function readEnv(env: Env, root: string): { config: Config; secrets: Secrets } {
  const language = pick(env.LC_ALL || env.LC_MESSAGES || env.LANG);
  const texts = language === 'zh' ? zh : en;
  const refuse = (code: SettingCode, values: Record<string, string | number>): never => {
    throw new ConfigError(code, fill(texts[code], values), { details: values });
  };
  const text = (name: string) => env[`JIANZHENG_${name}`]?.trim() || undefined;

  function integer(name: string, byDefault: number, min: number, max: number): number {
    const found = text(name);
    if (found === undefined) return byDefault;
    const value = /^\d{1,15}$/.test(found) ? Number(found) : Number.NaN;
    if (value >= min && value <= max) return value;
    return refuse('setting-integer', { setting: `JIANZHENG_${name}`, min, max, found });
  }

  function readTls(): Config['tls'] {
    const [certPath, keyPath] = [text('TLS_CERT'), text('TLS_KEY')];
    if (certPath === undefined && keyPath === undefined) return undefined;
    if (certPath === undefined || keyPath === undefined) return refuse('setting-tls', {});
    return { certPath: resolve(certPath), keyPath: resolve(keyPath) };
  }

  function readHosts(): string[] {
    const found = text('PUBLIC_HOSTS');
    const names = (found ?? '').split(',').map((name) => name.trim().toLowerCase());
    const hosts = names.filter((name) => name !== '');
    if (!hosts.every((name) => HOST_NAME.test(name))) {
      refuse('setting-hosts', { setting: 'JIANZHENG_PUBLIC_HOSTS', found: found ?? '' });
    }
    return hosts;
  }

  function readRpcUrl(): string | undefined {
    const found = text('RPC_URL');
    if (found === undefined) return undefined;
    if (/^https?:$/.test(URL.parse(found)?.protocol ?? '')) return found;
    // Not what was found: it may hold a password.
    return refuse('setting-url', { setting: 'JIANZHENG_RPC_URL', found: '…' });
  }

  function readTimeStamps(): Config['timeStamps'] {
    const [found, certificates, policy] = [text('TSA_URL'), text('TSA_CA'), text('TSA_POLICY')];
    if (found === undefined) return undefined;
    const url = URL.parse(found);
    if (!url || !/^https?:$/.test(url.protocol) || url.username + url.password !== '') {
      return refuse('setting-url', { setting: 'JIANZHENG_TSA_URL', found: '…' });
    }
    if (policy !== undefined && !OID.test(policy)) {
      return refuse('setting-oid', { setting: 'JIANZHENG_TSA_POLICY', found: policy });
    }
    return {
      url: url.href,
      ...(certificates === undefined ? {} : { certificatesPath: resolve(certificates) }),
      ...(policy === undefined ? {} : { policy }),
      renewMs: integer('TSA_RENEW_DAYS', 30, 1, 3650) * 24 * 3600 * 1000,
    };
  }

  function readPeers(): Map<string, string> {
    const found = text('PEERS') ?? '';
    const services = new Map<string, string>();
    for (const entry of found.split(',').map((part) => part.trim())) {
      if (entry === '') continue;
      const [peer = '', address = ''] = entry.split(/=(.*)/s);
      const url = URL.parse(address);
      const isPlain = url?.pathname === '/' && url.search + url.hash + url.username + url.password === '';
      if (!isId(peer) || services.has(peer) || !isPlain || !/^https?:$/.test(url.protocol)) {
        // Whatever password stands in it is nobody's business.
        refuse('setting-peers', { setting: 'JIANZHENG_PEERS', found: entry.replace(/\/\/.*@/s, '//…@') });
      }
      services.set(peer, url?.origin ?? '');
    }
    return services;
  }

  function readNetworks(): string[] {
    const found = text('WEBHOOK_NETWORKS') ?? '';
    const networks = found
      .split(',')
      .map((network) => network.trim())
      .filter((network) => network !== '');
    if (!networks.every(isNetwork))
      refuse('setting-networks', { setting: 'JIANZHENG_WEBHOOK_NETWORKS', found });
    return networks;
  }

  function readProxy(): string | false {
    const found = text('TRUSTED_PROXY');
    if (found === undefined) return false;
    const addresses = found.split(',').map((address) => address.trim());
    // Whoever is named here is believed what it says about others, so no number of hops and no "all".
    const isAddress = (address: string) =>
      address === 'loopback' || isIP(address.replace(/\/\d{1,3}$/, '')) !== 0;
    if (!addresses.every(isAddress)) refuse('setting-proxy', { setting: 'JIANZHENG_TRUSTED_PROXY', found });
    return addresses.join(',');
  }

  const host = text('HOST') ?? '127.0.0.1';
  const trustedProxy = readProxy();
  const timeStamps = readTimeStamps();
  const tls = readTls();
  if (!isLoopback(host) && !tls && trustedProxy === false) refuse('bind-unprotected', { host });

  const id = text('AGENCY');
  if (id !== undefined && !isId(id)) refuse('setting-agency', { setting: 'JIANZHENG_AGENCY', found: id });
  const logLevel = text('LOG') ?? 'info';
  if (!LOG_LEVELS.includes(logLevel)) {
    refuse('setting-log', { setting: 'JIANZHENG_LOG', choices: LOG_LEVELS.join(', '), found: logLevel });
  }
  const [nameEn, nameZh, fault, calendar, rpcUrl] = [
    text('AGENCY_NAME_EN'),
    text('AGENCY_NAME_ZH'),
    text('FAULT'),
    text('CALENDAR'),
    readRpcUrl(),
  ];
  return {
    config: {
      dataFolder: resolve(text('DATA') ?? 'data'),
      host,
      port: integer('PORT', 3000, 0, 65_535),
      agency: {
        ...(id === undefined ? {} : { id }),
        name: {
          ...(nameEn === undefined ? {} : { en: nameEn }),
          ...(nameZh === undefined ? {} : { zh: nameZh }),
        },
      },
      batch: {
        maxAgeMs: integer('BATCH_MS', 1000, 0, 24 * 3600 * 1000),
        maxSize: integer('BATCH_SIZE', 10_000, 1, 1_000_000),
      },
      watch: {
        // The embedded chain makes blocks only when there is something to put in.
        emptyBlockSeconds: integer('EMPTY_BLOCK_SECONDS', rpcUrl === undefined ? 0 : 60, 0, 24 * 3600),
        silentBlocks: integer('SILENT_BLOCKS', 100, 0, MOST_SILENT_BLOCKS),
        silentDays: integer('SILENT_DAYS', 30, 0, 3650),
      },
      ...(calendar === undefined ? {} : { calendarPath: resolve(calendar) }),
      webhookNetworks: readNetworks(),
      nearSeconds: integer('DEADLINE_NEAR_HOURS', 24, 0, 24 * 60) * 3600,
      peers: {
        services: readPeers(),
        withheldMs: integer('WITHHELD_SECONDS', 3 * 24 * 3600, 0, 3650 * 24 * 3600) * 1000,
      },
      ...(tls ? { tls } : {}),
      ...(timeStamps ? { timeStamps } : {}),
      logLevel,
      language,
      ...(fault === undefined ? {} : { fault }),
      http: {
        publicHosts: readHosts(),
        loopback: isLoopback(host),
        trustedProxy,
        secure: tls !== undefined || trustedProxy !== false,
        webFolder: resolve(root, 'web/dist'),
        openRequestsPerMinute: integer('OPEN_REQUESTS_PER_MINUTE', 120, 1, 1_000_000),
        reserveBytes: integer('RESERVE_MB', 64, 0, 10_000_000) * 1024 * 1024,
      },
    },
    secrets: rpcUrl === undefined ? {} : { rpcUrl },
  };
}
