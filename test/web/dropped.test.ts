import { describe, expect, it } from 'vitest';
import { filesOfDrop } from '../../web/parts/dropped.ts';

type Tree = { [name: string]: Tree | string | Error };

/** Folders as a browser hands them out: the entries of one come in portions of 100. */
function entryOf(name: string, content: Tree | string | Error, path = ''): FileSystemEntry {
  const fullPath = `${path}/${name}`;
  if (typeof content === 'string' || content instanceof Error) {
    return {
      isFile: true,
      fullPath,
      file: (done: (file: File) => void, failed: (error: Error) => void) =>
        content instanceof Error ? failed(content) : done(new File([content], name)),
    } as unknown as FileSystemEntry;
  }
  return {
    isFile: false,
    fullPath,
    createReader: () => {
      const left = Object.entries(content).map(([child, inner]) => entryOf(child, inner, fullPath));
      return { readEntries: (done: (entries: FileSystemEntry[]) => void) => done(left.splice(0, 100)) };
    },
  } as unknown as FileSystemEntry;
}

const dropOf = (tree: Tree): DataTransfer =>
  ({
    items: Object.entries(tree).map(([name, content]) => ({
      kind: 'file',
      webkitGetAsEntry: () => entryOf(name, content),
    })),
    files: [],
  }) as unknown as DataTransfer;

describe('reading what was dropped', () => {
  it('walks folders to their end, and names files by their path', async () => {
    const { found, unreadable } = await filesOfDrop(
      dropOf({ b: { c: { 'd.txt': 'x' }, empty: {} }, 'a.txt': 'y' }),
    );
    expect(found.map(({ name }) => name)).toEqual(['a.txt', 'b/c/d.txt']);
    expect(unreadable).toEqual([]);
  });

  it('finds all of more files than a browser hands out at once', async () => {
    const many = Object.fromEntries(Array.from({ length: 2345 }, (_, i) => [`${i}`, 'x']));
    expect((await filesOfDrop(dropOf({ many }))).found).toHaveLength(2345);
  });

  it('names what cannot be read, and goes on with the rest', async () => {
    const { found, unreadable } = await filesOfDrop(dropOf({ a: { x: new Error('no'), y: 'y' } }));
    expect(found.map(({ name }) => name)).toEqual(['a/y']);
    expect(unreadable).toEqual(['a/x']);
  });
});
