/** How a node is kept running: by systemd, or by Docker Compose. Either, never both: one key, one running node. */

export type Unit = {
  readonly description: string;
  readonly folder: string;
  /** Absolute path of the program and its arguments. */
  readonly command: readonly string[];
  /** Run before each start. */
  readonly before?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
};

export function systemdUnit({ description, folder, command, before, environment }: Unit): string {
  const lines = Object.entries(environment).map(([name, value]) => `Environment=${name}=${value}`);
  return `[Unit]
Description=${description}
After=network-online.target
Wants=network-online.target

[Service]
User=jianzheng
${lines.join('\n')}
${before === undefined ? '' : `ExecStartPre=${before.join(' ')}\n`}ExecStart=${command.join(' ')}
# A validator that stays down costs the others a round timeout at each of its turns.
Restart=always
RestartSec=5
# An engine closes its database before it goes; killed, it may have to repair it.
TimeoutStopSec=120
# Peers, connections and database files are all open files.
LimitNOFILE=65536
# The node key lies in this folder; the node needs to write nowhere else.
UMask=0077
NoNewPrivileges=true
ProtectSystem=strict
ReadWritePaths=${folder}/data
PrivateTmp=true

[Install]
WantedBy=multi-user.target
`;
}

export type Container = {
  readonly image: string;
  readonly folder: string;
  readonly entrypoint: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
};

export function composeFile({ image, folder, entrypoint, environment }: Container): string {
  const list = (items: readonly string[]) =>
    items.map((item) => `      - ${JSON.stringify(item)}`).join('\n');
  const variables = Object.entries(environment).map(
    ([name, value]) => `      ${name}: ${JSON.stringify(value)}`,
  );
  return `services:
  node:
    image: ${image}
    # The node's key and data belong to the user that starts it: JIANZHENG_USER="$(id -u):$(id -g)" docker compose up -d
    user: "\${JIANZHENG_USER:?set it to uid:gid of the owner of this folder}"
    # The host's own network: RPC stays on loopback, and peers see the address that they allow.
    network_mode: host
    restart: unless-stopped
    stop_grace_period: 120s
    environment:
${variables.join('\n')}
    entrypoint:
${list(entrypoint)}
    volumes:
      - ${folder}:${folder}
`;
}
