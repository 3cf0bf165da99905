import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildEquivocation } from '../../core/equivocation.ts';
import { decodeExtra, encodeExtra, sealHeader } from '../../core/qbft.ts';
import { addressFor, bytesFor } from '../support/ledger-fixture.ts';
import { paperWorld } from '../support/paper-world.ts';
import { jz, temporaryFolder } from './support/jz.ts';

const world = paperWorld('evidence command');
const folder = temporaryFolder();
const at = (name: string) => path.join(folder, name);
const trust = ['--trust', 'trust.json'];
writeFileSync(at('trust.json'), world.bundles.latest);
writeFileSync(at('old-trust.json'), world.bundles.founding);

/** Evidence about a block of the world and another one, sealed by the set of this version. */
function evidenceAt(number: number, version: number): Buffer {
  const ours = world.chain.blocks[number]!.header;
  const bare = { ...ours, extraData: encodeExtra({ ...decodeExtra(ours.extraData), seals: [] }) };
  const fork = sealHeader({ ...bare, gasUsed: 77n }, world.sets[version - 1]!.map(bytesFor));
  return Buffer.from(buildEquivocation([ours, fork], version, world.trust).bytes);
}

const early = evidenceAt(2, 1);
writeFileSync(at('early.json'), early);
writeFileSync(at('late.json'), evidenceAt(world.changedAt + 1, 2));

describe('jz evidence verify', () => {
  it('says with 0 what the evidence proves, and against whom', async () => {
    const { code, stdout, stderr } = await jz(['evidence', 'verify', 'early.json', ...trust], {
      cwd: folder,
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('two blocks of height 2 were sealed by a quorum of set 1');
    expect(stdout).toContain('each of them broke the rules');
    expect(stdout).toContain('both are of one chain');
    expect(stdout).toContain('The grid agency');
  });

  it('says it as JSON, and in Chinese', async () => {
    const json = await jz(['evidence', 'verify', 'early.json', ...trust, '--json'], { cwd: folder });
    expect(JSON.parse(json.stdout)).toMatchObject({
      holds: true,
      number: 2,
      sameRound: true,
      trust: { fingerprint: world.trust.foundingHash },
    });
    const chinese = await jz(['evidence', 'verify', 'early.json', ...trust, '--lang', 'zh'], { cwd: folder });
    expect(chinese.stdout).toContain('证明成立');
  });

  it('refuses forged evidence with 5, by the name of what does not hold', async () => {
    const forged = early
      .toString('utf8')
      .replace(/"validators":\["0x.{40}"/, `"validators":["${addressFor('victim')}"`);
    writeFileSync(at('forged.json'), forged);
    const { code, stdout, stderr } = await jz(['evidence', 'verify', 'forged.json', ...trust], {
      cwd: folder,
    });
    expect([code, stdout]).toEqual([5, '']);
    expect(stderr).toContain('evidence-validators');
  });

  it('decides nothing with a bundle that ends too early, or without one', async () => {
    const { code, stderr } = await jz(['evidence', 'verify', 'late.json', '--trust', 'old-trust.json'], {
      cwd: folder,
    });
    expect(code).toBe(4);
    expect(stderr).toContain('[evidence-set-unknown]');
    expect((await jz(['evidence', 'verify', 'late.json'], { cwd: folder })).code).toBe(2);
  });
});
