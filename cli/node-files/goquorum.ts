import { goquorumGenesis } from '../../core/goquorum-genesis.ts';
import { jsonFile, type NodePlan } from './node-files.ts';
import { composeFile, systemdUnit } from './units.ts';

/** GoQuorum 24.4, the last line. It takes its settings as flags; their reasons are in docs/operations/consortium.md. */

const IMAGE = 'quorumengineering/quorum:24.4.1';
const PROGRAM = '/usr/local/bin/geth';

function flags({ folder, host, port, rpcPort, document }: NodePlan): string[] {
  return [
    `--datadir=${folder}/data`,
    `--nodekey=${folder}/node.key`,
    `--networkid=${document.chainId}`,
    '--syncmode=full',
    '--gcmode=archive',
    // An address of IPv6 is written without brackets here.
    `--nat=extip:${host.replace(/[[\]]/g, '')}`,
    `--port=${port}`,
    '--nodiscover',
    '--permissioned',
    '--maxpeers=70',
    '--http',
    '--http.addr=127.0.0.1',
    `--http.port=${rpcPort}`,
    '--http.api=eth,net,web3,istanbul',
    '--http.vhosts=localhost',
    '--ipcdisable',
    '--mine',
    '--miner.gasprice=0',
    '--txpool.accountslots=256',
    '--txpool.accountqueue=256',
  ];
}

export function goquorumFiles(plan: NodePlan): Record<string, string> {
  const { folder, document, genesis, allowed, peers } = plan;
  const init = [PROGRAM, `--datadir=${folder}/data`, 'init', `${folder}/genesis.json`];
  const command = [PROGRAM, ...flags(plan)];
  // No private transactions: there is no second, secret ledger beside this one.
  const run = { folder, environment: { PRIVATE_CONFIG: 'ignore' } };
  return {
    'genesis.json': jsonFile(goquorumGenesis(document, genesis)),
    // GoQuorum looks for these two in its data folder, under these names.
    'data/static-nodes.json': jsonFile(peers),
    'data/permissioned-nodes.json': jsonFile(allowed),
    'goquorum.flags': `${flags(plan).join('\n')}\n`,
    'jianzheng-node.service': systemdUnit({
      ...run,
      description: 'Jianzheng consortium node (GoQuorum)',
      // Again on a folder that is initialised it changes nothing, and refuses another genesis.
      before: init,
      command,
    }),
    'compose.yaml': composeFile({
      ...run,
      image: IMAGE,
      entrypoint: ['/bin/sh', '-c', `${init.join(' ')} && exec ${command.join(' ')}`],
    }),
  };
}
