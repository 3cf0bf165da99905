import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeAgencyFolder } from './agency-folder.ts';
import { jz, type Ran, type RunOptions, temporaryFolder } from './jz.ts';
import { PASSWORD } from './password.ts';

/** Four agencies, each with a folder of its own as on a machine of its own, and copies of all cards in it. */

export const IDS = ['court', 'grid', 'police', 'telecom'] as const;
export type Id = (typeof IDS)[number];

export const TIME = '1795000000';
export const NAMES = ['--name-en', 'Test consortium', '--name-zh', '测试联盟'];
export const FOUND = [...NAMES, '--chain-id', '20261', '--timestamp', TIME];

export type Machine = {
  readonly folder: string;
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  read(name: string): Buffer;
};

export function machine(): Machine {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'password'), `${PASSWORD}\n`);
  return {
    folder,
    run: (args, options = {}) => jz(args, { cwd: folder, ...options }),
    read: (name) => readFileSync(path.join(folder, name)),
  };
}

const endpoint = (index: number) => `tcp://127.0.0.1:${30301 + index}`;

export const initArgs = (id: string, index: number): string[] => [
  ...['agency', 'init', '--id', id, '--name-en', `Agency ${id}`, '--name-zh', `机构 ${id}`],
  ...['--endpoint', endpoint(index), '--password-file', 'password'],
];

/** The agency whose keys the command itself makes; those of the others are made faster. */
const INITIALISED = 'grid';

export async function fourAgencies(): Promise<Record<Id, Machine>> {
  const machines = Object.fromEntries(IDS.map((id) => [id, machine()])) as Record<Id, Machine>;
  for (const [index, id] of IDS.entries()) {
    if (id !== INITIALISED) {
      await writeAgencyFolder(machines[id].folder, id, endpoint(index));
      continue;
    }
    const { code, stderr } = await machines[id].run(initArgs(id, index));
    if (code !== 0) throw new Error(stderr);
  }
  for (const to of IDS) {
    for (const from of IDS) {
      const card = machines[from].read('agency/card.json');
      writeFileSync(path.join(machines[to].folder, `${from}.card.json`), card);
    }
  }
  return machines;
}

export const CARDS = IDS.map((id) => `${id}.card.json`);
