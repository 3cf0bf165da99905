import { besuGenesis } from '../../core/besu-genesis.ts';
import { jsonFile, type NodePlan } from './node-files.ts';
import { composeFile, systemdUnit } from './units.ts';

/** Hyperledger Besu. Each setting's reason stands beside it, and in docs/operations/consortium.md. */

const IMAGE = 'hyperledger/besu:26.2.0';
const PROGRAM = '/opt/besu/bin/besu';
/** Several nodes on one machine: a rehearsal. */
const LOOPBACK = /^(127\.|::1$)/;

/** Besu listens on all interfaces, for behind a router there is none with the address that others see. */
function interfaceOf(address: string): string {
  if (!LOOPBACK.test(address)) return '';
  return `# An address of this machine alone: nobody else is listened to.\np2p-interface="${address}"\n`;
}

function config({ folder, host, port, rpcPort }: NodePlan): string {
  // An address of IPv6 stands in brackets in a URL, and without them everywhere else.
  const address = host.replace(/[[\]]/g, '');
  return `# Which chain, and as whom.
genesis-file="${folder}/genesis.json"
data-path="${folder}/data"
# The validator key is the node's key: the others' allowlists name it.
node-private-key-file="${folder}/node.key"

# FOREST keeps every old state, so old blocks can be proved; BONSAI answers for the last 512 only.
data-storage-format="FOREST"
# Each agency executes every block itself. Snap sync would take states from the others on trust.
sync-mode="FULL"

# Only the agencies' nodes, at the addresses on their cards. Nobody is looked for, nobody else is let in.
p2p-host="${address}"
${interfaceOf(address)}p2p-port=${port}
discovery-enabled=false
static-nodes-file="${folder}/static-nodes.json"
permissions-nodes-config-file-enabled=true
permissions-nodes-config-file="${folder}/permissions_config.toml"
# More than the 63 others that a registry can hold.
max-peers=70

# RPC has no password: whoever reaches it speaks for this node. Only this machine does.
rpc-http-enabled=true
rpc-http-host="127.0.0.1"
rpc-http-port=${rpcPort}
rpc-http-api=["ETH","NET","WEB3","QBFT"]
host-allowlist=["localhost","127.0.0.1"]

# No coin: gas costs nothing, and no transaction may be refused for offering nothing.
min-gas-price=0
# In the order in which they came; the other pool sorts by fee, and here all fees are zero.
tx-pool="SEQUENCED"
# By default one account may fill a thousandth of the pool; an agency's anchors come from one account.
tx-pool-limit-by-account-percentage=1

# Round timers double and Besu has no upper bound for them. Leaving a round together once f + 1 validators have left
# it brings a network that stood still back sooner.
Xqbft-enable-early-round-change=true
`;
}

export function besuFiles(plan: NodePlan): Record<string, string> {
  const { folder, document, genesis, allowed, peers } = plan;
  const run = { folder, environment: { JAVA_OPTS: '-Xmx1g' } };
  const file = `--config-file=${folder}/besu.toml`;
  return {
    'genesis.json': jsonFile(besuGenesis(document, genesis)),
    'static-nodes.json': jsonFile(peers),
    'permissions_config.toml': `nodes-allowlist=[\n${allowed.map((enode) => `  "${enode}"`).join(',\n')}\n]\n`,
    'besu.toml': config(plan),
    'jianzheng-node.service': systemdUnit({
      ...run,
      description: 'Jianzheng consortium node (Besu)',
      command: [PROGRAM, file],
    }),
    'compose.yaml': composeFile({ ...run, image: IMAGE, entrypoint: [PROGRAM, file] }),
    // systemd mounts the folder writable, so it has to be there before the first start.
    'data/.keep': '',
  };
}
