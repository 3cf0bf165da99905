import { randomBytes } from 'node:crypto';
import { utf8 } from '../core/bytes.ts';
import type { FileDigests } from '../core/digests.ts';
import { fileNameParameter } from '../core/file-name-parameter.ts';
import { failure } from './command-error.ts';
import { readHashing } from './digests.ts';
import type { LocalFile } from './local-files.ts';

/**
 * A multipart/form-data body (RFC 7578) that streams files from disk and takes their digests on the way. Its length is
 * known beforehand, so that the service can refuse what is too large before it comes.
 */
export type Multipart = {
  readonly contentType: string;
  readonly length: number;
  /** The bytes; returns the digests of the local files, in their order. @throws CommandError `file-changed` */
  stream(): AsyncGenerator<Uint8Array, FileDigests[]>;
};

/** A file whose bytes are not on this machine. */
export type RemoteFile = Omit<LocalFile, 'path'> & { open(): AsyncIterable<Uint8Array> };

/** The bytes of a file that comes from elsewhere. Its digests are for whoever receives it to take. */
async function* remoteContentOf(file: RemoteFile): AsyncGenerator<Uint8Array, void> {
  let sent = 0;
  for await (const block of file.open()) {
    sent += block.length;
    if (sent > file.size) break;
    yield block;
  }
  if (sent !== file.size) throw failure('file-changed', { path: file.name });
}

/** The bytes of one file, exactly as many as were announced: more would be read as the next part. */
async function* contentOf(file: LocalFile): AsyncGenerator<Uint8Array, FileDigests> {
  const blocks = readHashing(file.path, { sm3: true });
  let sent = 0;
  try {
    for (;;) {
      const { done, value } = await blocks.next();
      if (done && sent === file.size) return value;
      if (!done) sent += value.length;
      if (done || sent > file.size) throw failure('file-changed', { path: file.path });
      // A copy, because the socket may hold it longer than the block is ours.
      yield Buffer.from(value);
    }
  } finally {
    // Whoever stops us in between must not leave the file open, nor a worker waiting for more of it.
    await blocks.return({ size: 0, sha256: '' });
  }
}

/** A part that is in memory, sent before the files. */
export type Attached = { field: string; name: string; mediaType: string; bytes: Uint8Array };

/** @param fields text fields by plain names, before the files */
export function multipart(
  fields: Readonly<Record<string, string>>,
  files: readonly (LocalFile | RemoteFile)[],
  attached: readonly Attached[] = [],
): Multipart {
  const boundary = `jianzheng-${randomBytes(16).toString('hex')}`;
  const part = (name: string, more: string) =>
    utf8(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`);
  const head = Object.entries(fields).map(([name, value]) =>
    Buffer.concat([part(name, ''), utf8(`${value}\r\n`)]),
  );
  const fileHead = (field: string, { name, mediaType }: Pick<LocalFile, 'name' | 'mediaType'>) =>
    part(field, `; ${fileNameParameter(name)}\r\nContent-Type: ${mediaType}`);
  const partOf = (file: LocalFile | RemoteFile) => fileHead('files', file);
  for (const { field, bytes, ...named } of attached) {
    head.push(Buffer.concat([fileHead(field, named), bytes, utf8('\r\n')]));
  }
  const newline = utf8('\r\n');
  const end = utf8(`--${boundary}--\r\n`);
  const sum = (lengths: number[]) => lengths.reduce((total, length) => total + length, 0);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length:
      sum(head.map((bytes) => bytes.length)) +
      sum(files.map((file) => partOf(file).length + file.size + newline.length)) +
      end.length,
    async *stream() {
      const digests: FileDigests[] = [];
      yield* head;
      for (const file of files) {
        yield partOf(file);
        if ('open' in file) yield* remoteContentOf(file);
        else digests.push(yield* contentOf(file));
        yield newline;
      }
      yield end;
      return digests;
    },
  };
}
