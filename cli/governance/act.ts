import path from 'node:path';
import { toHex0x } from '../../core/bytes.ts';
import { calldataOf, type GovernanceCall, roleFor } from '../../core/governance/calls.ts';
import { effectOf } from '../../core/governance/effect.ts';
import type { Trust } from '../../core/trust.ts';
import { failure } from '../command-error.ts';
import { ownCard } from '../commands/agency.ts';
import { type Context, note, print } from '../context.ts';
import { EXIT } from '../exit.ts';
import { confirm, knownPassword } from '../password.ts';
import { readPinned } from '../pinned-trust.ts';
import { writeNew } from '../private-files.ts';
import { deadlineOf } from '../waiting.ts';
import { unsignedBytes } from './call-file.ts';
import { openRegistry, type Registry, tryCall } from './registry.ts';
import { askNumber, rpcTo } from './rpc.ts';
import { type Done, sendAndWait } from './send.ts';
import { askedBy, callText, effectText, eventText, motionText } from './text.ts';
import type { SignedTransaction } from './transaction.ts';

/** From a call to its block: try it, show what it would do, ask, sign, send, wait. */

export type TrustOptions = { readonly trust?: string; readonly json?: boolean };
export type NodeOptions = TrustOptions & { readonly rpc?: string };
export type KeyOptions = {
  readonly dir: string;
  readonly keystore?: string;
  readonly passwordFile?: string;
  readonly yes?: boolean;
};
export type SendOptions = NodeOptions & { readonly timeout: number };
export type ActOptions = SendOptions & KeyOptions & { readonly unsignedOut?: string };

/** @throws CommandError `trust-missing`, and those of `readPinned` */
export async function pinnedTrust(context: Context, { trust }: TrustOptions): Promise<Trust> {
  const file = trust ?? context.environment.trust;
  if (file === undefined) throw failure('trust-missing', {}, { exit: EXIT.usage });
  return (await readPinned(file)).trust;
}

/** @throws CommandError `rpc-missing`, `trust-missing`, and those of `openRegistry` */
export async function registryOf(context: Context, options: NodeOptions): Promise<Registry> {
  const url = options.rpc ?? context.environment.rpc;
  if (url === undefined) throw failure('rpc-missing', {}, { exit: EXIT.usage });
  const trust = await pinnedTrust(context, options);
  return openRegistry(context, rpcTo(url), trust);
}

/** The key of this role in an agency's folder, opened. @throws CommandError `keystore-locked` and its like */
export async function keyOf(
  context: Context,
  { dir, keystore, passwordFile }: KeyOptions,
  { role, address }: { role: 'governance' | 'validator'; address: string },
): Promise<Uint8Array> {
  const password = await knownPassword(context, passwordFile);
  const { keystorePath, openKey } = await import('../keystore.ts');
  return openKey(keystore ?? keystorePath(dir, role), password, address);
}

/** What a person should know before signing: the call, the motion that it is about, and what that would do. */
async function linesAbout(context: Context, registry: Registry, call: GovernanceCall): Promise<string[]> {
  const lines = [callText(context, call)];
  const asked = askedBy(call);
  if (asked) lines.push(...effectText(context, effectOf(asked, registry.state)));
  if (call.method === 'vote' || call.method === 'withdraw') {
    const motion = await registry.motion(call.motion);
    if (motion === undefined) throw failure('motion-missing', { motion: call.motion });
    lines.push(...motionText(context, motion, registry));
  }
  if (call.method === 'claim') {
    lines.push(context.text('governance.warning', { what: context.text('warning.claim-needs-validator') }));
  }
  return lines;
}

export function sayDone(context: Context, { hash, block, events }: Done, json: boolean | undefined): void {
  if (json) {
    const said = events.map(({ event, values }) => ({ event, ...values }));
    print(JSON.stringify({ hash, block, events: said }));
    return;
  }
  for (const event of events) print(eventText(context, event));
  note(context.text('governance.block', { block }));
}

/** Sends what is signed, waits for its block, and says what came of it. */
export async function finish(
  context: Context,
  registry: Registry,
  options: SendOptions,
  signed: { raw: string; transaction: SignedTransaction },
): Promise<void> {
  const done = await sendAndWait(context, registry, { ...signed, deadline: deadlineOf(options) });
  sayDone(context, done, options.json);
}

/** Carries a call out with this agency's key, or writes it down for a key that is elsewhere. */
export async function act(
  context: Context,
  options: ActOptions,
  callFor: (trust: Trust) => GovernanceCall | Promise<GovernanceCall>,
): Promise<void> {
  const registry = await registryOf(context, options);
  const { rpc, trust } = registry;
  const call = await callFor(trust);
  const role = roleFor(call.method);
  const from = (await ownCard(options.dir))[role];
  const data = toHex0x(calldataOf(call));
  const lines = await linesAbout(context, registry, call);
  if (!options.json) for (const line of lines) note(line);
  await tryCall(context, registry, { from, data });
  const nonce = await askNumber(rpc, 'eth_getTransactionCount', from, 'latest');
  const unsigned = { chainId: trust.chainId, registry: trust.registry, from, nonce, data, shown: lines };
  const { unsignedOut } = options;
  if (unsignedOut !== undefined) {
    writeNew(unsignedOut, unsignedBytes(unsigned));
    if (options.json) print(JSON.stringify({ unsigned: path.resolve(unsignedOut), from, nonce }));
    else note(context.text('governance.unsigned', { path: unsignedOut, key: from }));
    return;
  }
  if (!options.yes) {
    await confirm(context, context.text('governance.ask', { role: context.text(`role.${role}`), key: from }));
  }
  const key = await keyOf(context, options, { role, address: from });
  const { signTransaction, openTransaction } = await import('./transaction.ts');
  const raw = await signTransaction(unsigned, key);
  await finish(context, registry, options, { raw, transaction: openTransaction('', raw, trust) });
}
