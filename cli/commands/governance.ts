import { type Command, InvalidArgumentError } from 'commander';
import type { Context } from '../context.ts';
import {
  type ActOptions,
  act,
  type KeyOptions,
  type NodeOptions,
  type SendOptions,
  type TrustOptions,
} from '../governance/act.ts';
import { possession, send, sign } from '../governance/offline.ts';
import { admissionCall, operatorCall, replacementCall } from '../governance/proofs.ts';
import { listOperators, show, status } from '../governance/read.ts';
import { addTimeout } from '../waiting.ts';

/** `jz governance`: seats, votes and claims, with keys that may never come near a network. */

/** What the commands have in common: options, and arguments that are checked before anything is done. */
function parts(context: Context) {
  const { text } = context;
  const parser = (pattern: RegExp, complaint: string) => (value: string) => {
    if (pattern.test(value)) return value.toLowerCase();
    throw new InvalidArgumentError(complaint);
  };
  const withTrust = (command: Command) => command.option('--trust <file>', text('governance.trust'));
  const withNode = (command: Command) => withTrust(command).option('--rpc <url>', text('governance.rpc'));
  const withKey = (command: Command) =>
    command
      .option('--dir <folder>', text('agency.dir'), 'agency')
      .option('--keystore <file>', text('governance.keystore'))
      .option('--password-file <file>', text('option.passwordFile'))
      .option('-y, --yes', text('governance.yes'));
  return {
    address: parser(/^0x[0-9a-fA-F]{40}$/, text('governance.badAddress')),
    hash: parser(/^0x[0-9a-fA-F]{64}$/, text('governance.badHash')),
    whole: (value: string) => {
      if (/^[1-9]\d{0,14}$/.test(value)) return Number(value);
      throw new InvalidArgumentError(text('consortium.whole'));
    },
    withTrust,
    withNode,
    withKey,
    acting: (command: Command) =>
      addTimeout(withKey(withNode(command)), context).option(
        '--unsigned-out <file>',
        text('governance.unsignedOut'),
      ),
    describe: (command: Command, key: Parameters<typeof text>[0]) =>
      command.summary(text(key)).description(text(key)),
  };
}

function addProposals(governance: Command, context: Context): void {
  const { text } = context;
  const { acting, describe, address, hash, whole } = parts(context);
  const propose = describe(governance.command('propose'), 'governance.propose');
  describe(acting(propose.command('admit')), 'governance.propose.admit')
    .argument('<card>', text('consortium.card'))
    .requiredOption('--proof <file>', text('governance.proof'))
    .action((card: string, options: ActOptions & { proof: string }) =>
      act(context, options, (trust) => admissionCall(card, options.proof, trust)),
    );
  for (const [name, method] of [
    ['suspend', 'propose-suspension'],
    ['reinstate', 'propose-reinstatement'],
    ['remove', 'propose-removal'],
  ] as const) {
    describe(acting(propose.command(name)), `governance.propose.${name}`)
      .argument('<id>', text('governance.id'))
      .action((agency: string, options: ActOptions) => act(context, options, () => ({ method, agency })));
  }
  for (const role of ['governance', 'validator'] as const) {
    describe(acting(propose.command(`replace-${role}`)), `governance.propose.replace-${role}`)
      .argument('<id>', text('governance.id'))
      .requiredOption('--proof <file>', text('governance.proof'))
      .action((agency: string, options: ActOptions & { proof: string }) =>
        act(context, options, (trust) => replacementCall(role, agency, options.proof, trust)),
      );
  }
  describe(acting(propose.command('successor')), 'governance.propose.successor')
    .argument('<ledger>', text('governance.address'), address)
    .argument('<code-hash>', text('governance.codeHash'), hash)
    .argument('<from-block>', text('governance.fromBlock'), whole)
    .action((ledger: string, codeHash: string, fromBlock: number, options: ActOptions) =>
      act(context, options, () => ({ method: 'propose-successor', ledger, codeHash, fromBlock })),
    );
}

function addOperators(governance: Command, context: Context): void {
  const { text } = context;
  const { acting, withNode, describe, address } = parts(context);
  const operator = describe(governance.command('operator'), 'governance.operator');
  describe(acting(operator.command('add')), 'governance.operator.add')
    .requiredOption('--proof <file>', text('governance.proof'))
    .action((options: ActOptions & { proof: string }) =>
      act(context, options, (trust) => operatorCall(options.proof, trust)),
    );
  describe(acting(operator.command('revoke')), 'governance.operator.revoke')
    .argument('<address>', text('governance.address'), address)
    .action((key: string, options: ActOptions) =>
      act(context, options, () => ({ method: 'revoke-operator', address: key })),
    );
  describe(withNode(operator.command('list')), 'governance.operator.list').action((options: NodeOptions) =>
    listOperators(context, options),
  );
}

export function addGovernance(program: Command, context: Context): void {
  const { text } = context;
  const { acting, describe, withKey, withNode, withTrust, whole } = parts(context);
  const governance = program
    .command('governance')
    .summary(text('governance.summary'))
    .description(text('governance.description'));
  describe(withNode(governance.command('status')), 'governance.status').action((options: NodeOptions) =>
    status(context, options),
  );
  describe(withNode(governance.command('show')), 'governance.show')
    .argument('<motion>', text('governance.motionNumber'), whole)
    .action((motion: number, options: NodeOptions) => show(context, motion, options));
  addProposals(governance, context);
  for (const method of ['vote', 'withdraw'] as const) {
    describe(acting(governance.command(method)), `governance.${method}`)
      .argument('<motion>', text('governance.motionNumber'), whole)
      .action((motion: number, options: ActOptions) => act(context, options, () => ({ method, motion })));
  }
  acting(governance.command('claim'))
    .summary(text('governance.claim'))
    .description(text('governance.claim.description'))
    .action((options: ActOptions) => act(context, options, () => ({ method: 'claim' })));
  addOperators(governance, context);
  withTrust(governance.command('possession'))
    .summary(text('governance.possession'))
    .description(text('governance.possession.description'))
    .option('--dir <folder>', text('agency.dir'), 'agency')
    .option('--password-file <file>', text('option.passwordFile'))
    .option('-o, --out <file>', text('option.out'))
    .action((options: TrustOptions & KeyOptions & { out?: string }) => possession(context, options));
  withKey(withTrust(governance.command('sign')))
    .summary(text('governance.sign'))
    .description(text('governance.sign.description'))
    .argument('<file>', text('governance.call'))
    .requiredOption('-o, --out <file>', text('option.out'))
    .action((file: string, options: TrustOptions & KeyOptions & { out: string }) =>
      sign(context, file, options),
    );
  addTimeout(describe(withNode(governance.command('send')), 'governance.send'), context)
    .argument('<file>', text('governance.signedCall'))
    .action((file: string, options: SendOptions) => send(context, file, options));
}
