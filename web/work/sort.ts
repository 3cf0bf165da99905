import type { Sort } from './verify-messages.ts';

/** Nothing larger is a receipt or a trust bundle. */
const MAX_BYTES = 16 * 1024 * 1024;
const FORMAT = /"format"\s*:\s*"jianzheng\/(receipt|trust)\//;

/**
 * What a file is, by its content: its name says nothing that could be relied on. A damaged receipt must still count as
 * one, so that it is called invalid rather than taken for evidence: the format's name is enough.
 */
export async function sortOf(file: Blob): Promise<Sort> {
  if (file.size === 0 || file.size > MAX_BYTES) return 'file';
  const head = await file.slice(0, 64).text();
  if (!/^\s*\{/.test(head.replace(/^\ufeff/, ''))) return 'file';
  const found = FORMAT.exec(await file.text())?.[1];
  return found === 'receipt' || found === 'trust' ? found : 'file';
}
