import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SIGNATURES } from '../../core/governance/calls.ts';
import { WARNINGS } from '../../core/governance/effect.ts';
import { EVENT_NAMES } from '../../core/governance/events.ts';
import { REFUSAL_CODES } from '../../core/governance/reverts.ts';
import { MOTION_KINDS, MOTION_STATUSES, STATUSES } from '../../core/governance/words.ts';
import * as governance from '../../language/governance.ts';
import * as motions from '../../language/motions.ts';

const keysOf = (texts: object, prefix: string) =>
  Object.keys(texts).flatMap((key) => (key.startsWith(prefix) ? key.slice(prefix.length) : []));

it('there is a sentence for each refusal, call, event, warning and state, and for no other', () => {
  const { en } = governance;
  const codes = keysOf(en, 'error.').filter((code) => !code.endsWith('.next'));
  expect(codes).toEqual(expect.arrayContaining([...REFUSAL_CODES]));
  for (const code of codes) expect(en).toHaveProperty([`error.${code}.next`]);
  expect(keysOf(en, 'call.').sort()).toEqual(Object.keys(SIGNATURES).sort());
  expect(keysOf(en, 'event.').sort()).toEqual([...EVENT_NAMES].sort());
  expect(keysOf(motions.en, 'warning.').sort()).toEqual([...WARNINGS].sort());
  expect(keysOf(motions.en, 'status.').sort()).toEqual([...STATUSES].sort());
  expect(keysOf(motions.en, 'motion.').sort()).toEqual([...MOTION_KINDS].sort());
  expect(keysOf(motions.en, 'motionStatus.').sort()).toEqual([...MOTION_STATUSES].sort());
});

it('docs/errors.md lists exactly the codes of jz governance, with their meaning and advice', () => {
  const documented = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
    .split('\n## Errors of `jz governance`\n')[1]!
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const texts: Record<string, string> = governance.en;
  const expected = keysOf(texts, 'error.')
    .filter((code) => !code.endsWith('.next'))
    .map((code) => `| \`${code}\` | ${texts[`error.${code}`]} | ${texts[`error.${code}.next`]} |`);
  expect(documented).toEqual(expected);
});
