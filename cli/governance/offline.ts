import { roleFor } from '../../core/governance/calls.ts';
import { makePossession } from '../../core/governance/possession.ts';
import { failure } from '../command-error.ts';
import { ownCard } from '../commands/agency.ts';
import { type Context, note, print } from '../context.ts';
import { confirm, knownPassword } from '../password.ts';
import { writeNew } from '../private-files.ts';
import { safe } from '../terminal.ts';
import {
  finish,
  type KeyOptions,
  keyOf,
  pinnedTrust,
  registryOf,
  type SendOptions,
  type TrustOptions,
} from './act.ts';
import { readSignedFile, readUnsigned, signedBytes } from './call-file.ts';
import { callText } from './text.ts';

/** Proofs and signatures that need no network, and the way of a signed call back to the chain. */

export async function possession(
  context: Context,
  options: TrustOptions & KeyOptions & { out?: string },
): Promise<void> {
  const { chainId, registry } = await pinnedTrust(context, options);
  const card = await ownCard(options.dir);
  const password = await knownPassword(context, options.passwordFile);
  const { openKeys } = await import('../keystore.ts');
  const { governance, operators, validator } = await openKeys(options.dir, password, card);
  const keys = { governance, operator: operators[0] as Uint8Array, validator };
  const out = options.out ?? `${card.id}.possession.json`;
  writeNew(out, makePossession({ chainId, registry }, card.id, keys));
  if (options.json) print(JSON.stringify({ possession: out, agency: card.id, chainId, registry }));
  else note(context.text('governance.possession.done', { path: out }));
}

export async function sign(
  context: Context,
  file: string,
  options: TrustOptions & KeyOptions & { out: string },
): Promise<void> {
  const trust = await pinnedTrust(context, options);
  const unsigned = await readUnsigned(file, trust);
  const role = roleFor(unsigned.call.method);
  const address = (await ownCard(options.dir))[role];
  if (address !== unsigned.from) {
    throw failure('call-of-another-key', { expected: unsigned.from, found: address });
  }
  if (!options.json) {
    note(context.text('governance.asRead'));
    for (const line of unsigned.shown) note(`| ${safe(line)}`);
    note(callText(context, unsigned.call));
  }
  if (!options.yes) {
    await confirm(
      context,
      context.text('governance.ask', { role: context.text(`role.${role}`), key: address }),
    );
  }
  const key = await keyOf(context, options, { role, address });
  const { openTransaction, signTransaction } = await import('../governance/transaction.ts');
  const raw = await signTransaction(unsigned, key);
  const { hash } = openTransaction(file, raw, trust);
  writeNew(options.out, signedBytes(raw));
  if (options.json) print(JSON.stringify({ signed: options.out, hash }));
  else note(context.text('governance.sign.done', { path: options.out }));
}

export async function send(context: Context, file: string, options: SendOptions): Promise<void> {
  const registry = await registryOf(context, options);
  const raw = await readSignedFile(file);
  const { openTransaction } = await import('../governance/transaction.ts');
  const transaction = openTransaction(file, raw, registry.trust);
  if (!options.json) note(callText(context, transaction.call));
  await finish(context, registry, options, { raw, transaction });
}
