import { describe, expect, it } from 'vitest';
import { CHECK_NAMES, NEXT_STEPS } from '../../core/report.ts';
import { en, zh } from '../../language/verdicts.ts';

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('the words of a verification', () => {
  it('are the same set in both languages, with the same values to fill in', () => {
    expect(Object.keys(zh)).toEqual(Object.keys(en));
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      expect(names(zh[key]), key).toEqual(names(en[key]));
      expect(zh[key], key).not.toBe('');
    }
  });

  it('cover every verdict, check, outcome and next step that core can give', () => {
    const verdicts = ['VERIFIED', 'MISMATCH', 'INVALID', 'UNDETERMINED', 'NOT_FOUND'];
    const expected = [
      ...verdicts.flatMap((verdict) => [`verdict.${verdict}`, `verdict.${verdict}.means`]),
      ...CHECK_NAMES.flatMap((name) => [`check.${name}`, `check.${name}.means`]),
      ...['pass', 'fail', 'unknown', 'skipped'].map((outcome) => `outcome.${outcome}`),
      ...NEXT_STEPS.map((step) => `next.${step}`),
    ];
    expect(Object.keys(en)).toEqual(expect.arrayContaining(expected));
  });

  it('name the verdicts as the design does', () => {
    expect([zh['verdict.VERIFIED'], zh['verdict.MISMATCH'], zh['verdict.INVALID']]).toEqual([
      '核验通过',
      '内容不一致',
      '回执无效',
    ]);
    expect([zh['verdict.UNDETERMINED'], zh['verdict.NOT_FOUND']]).toEqual(['无法判定', '未找到']);
  });

  it('never speak against a file because a receipt is invalid', () => {
    expect(en['verdict.INVALID.means']).toMatch(/says nothing about the file/);
    expect(zh['verdict.INVALID.means']).toContain('不代表文件有问题，也不代表文件没有问题');
  });
});
