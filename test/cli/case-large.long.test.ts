import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { writeBag } from '../../cli/bundle/bag-writer.ts';
import { writeZip } from '../../cli/bundle/zip-writer.ts';
import { removeData, startService } from '../support/service.ts';
import { jz, temporaryFolder } from './support/jz.ts';

/** Beyond 4 GiB a zip counts in 64 bits, and what does not is found here. */

const folder = temporaryFolder();
const GIB = 1024 ** 3;
const SIZE = 4 * GIB + 16 * 1024 * 1024;

async function* zeros(): AsyncGenerator<Uint8Array> {
  const block = new Uint8Array(4 * 1024 * 1024);
  for (let sent = 0; sent < SIZE; sent += block.length) yield block;
}

it('a bag of more than 4 GiB is read to its end', async () => {
  const zip = await writeZip(path.join(folder, 'large.zip'));
  const bag = writeBag(zip, 'large');
  await bag.stream('data/files/large.bin', SIZE, zeros());
  await bag.finish({}, {});
  await zip.finish();
  const service = await startService();
  const trust = path.join(folder, 'trust.json');
  writeFileSync(trust, await (await service.request('/api/v1/trust')).bytes());
  await service.stop();
  removeData(service.data);
  // Its lists, which lie behind 4 GiB, hold what they should; only it is no case.
  const ran = await jz(['case', 'verify', 'large.zip', '-t', 'trust.json', '--json'], { cwd: folder });
  expect([ran.code, JSON.parse(ran.stderr)]).toMatchObject([
    5,
    { error: { code: 'bundle-contents-missing' } },
  ]);
});
