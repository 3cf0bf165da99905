/** Files from a chooser or a drop, folders walked to their end, each under its path relative to what was dropped. */

export type FoundFile = { readonly name: string; readonly file: File };

/** Files of an `<input type="file">`, of the kind that chooses files or the one that chooses a folder. */
export function filesOfInput(list: FileList | null): FoundFile[] {
  return [...(list ?? [])].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
}

/** A folder gives its entries in portions (of 100 in Chromium); an empty one says that there are no more. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return all;
    all.push(...portion);
  }
}

async function walk(entry: FileSystemEntry, found: FoundFile[], unreadable: string[]): Promise<void> {
  const name = entry.fullPath.replace(/^\//, '');
  try {
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) =>
        (entry as FileSystemFileEntry).file(resolve, reject),
      );
      found.push({ name, file });
      return;
    }
    for (const child of await entriesOf(entry as FileSystemDirectoryEntry)) {
      await walk(child, found, unreadable);
    }
  } catch {
    // Named to the user: a file that cannot be read must not be missing in silence.
    unreadable.push(name);
  }
}

/** Everything in a drop. The entries have to be taken before the first wait: the browser empties the list after it. */
export async function filesOfDrop(
  transfer: DataTransfer,
): Promise<{ found: FoundFile[]; unreadable: string[] }> {
  const items = [...transfer.items].filter((item) => item.kind === 'file');
  const entries = items.map((item) => item.webkitGetAsEntry?.() ?? null);
  if (entries.length === 0 || entries.includes(null)) {
    return { found: filesOfInput(transfer.files), unreadable: [] };
  }
  const found: FoundFile[] = [];
  const unreadable: string[] = [];
  for (const entry of entries) if (entry) await walk(entry, found, unreadable);
  // A folder has no order of its own; people look for files by name.
  found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { found, unreadable };
}
