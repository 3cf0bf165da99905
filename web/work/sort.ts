import type { Sort } from './verify-messages.ts';

/** Nothing larger is a receipt or a trust bundle. */
const MAX_BYTES = 16 * 1024 * 1024;
const FORMAT = /"format"\s*:\s*"jianzheng\/(receipt|trust)\//;
const HEAD_BYTES = 64;
/** How a bundle begins: its first entry, whose name stands at this place of its header. Also one that is cut off. */
const isBundle = (head: string) => head.startsWith('PK\x03\x04') && head.startsWith('jianzheng-case-', 30);

/**
 * What a file is, by its content: its name says nothing that could be relied on. A damaged receipt must still count as
 * one, so that it is called invalid rather than taken for evidence: the format's name is enough.
 */
export async function sortOf(file: Blob): Promise<Sort> {
  if (file.size === 0) return 'file';
  const bytes = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  if (isBundle(String.fromCharCode(...bytes))) return 'bundle';
  if (file.size > MAX_BYTES) return 'file';
  const head = new TextDecoder().decode(bytes);
  if (!/^\s*\{/.test(head.replace(/^\ufeff/, ''))) return 'file';
  const found = FORMAT.exec(await file.text())?.[1];
  return found === 'receipt' || found === 'trust' ? found : 'file';
}
