import { utf8 } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { checkEntryName } from './entry-names.ts';

/** The tag files of a bag, as far as a bundle uses them (RFC 8493 section 2). */

export const BAGIT_TXT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';
export const PAYLOAD_MANIFEST = 'manifest-sha256.txt';
export const TAG_MANIFEST = 'tagmanifest-sha256.txt';
/** Longest manifest that is read, in bytes: more than 100,000 names of ordinary length. */
export const MAX_MANIFEST_BYTES = 32 * 1024 * 1024;

/** SHA-256 (64 hex digits) by path below the bag's base folder. */
export type BagManifest = ReadonlyMap<string, string>;

/** A manifest in its one form here: sorted by path, so that the same files give the same bytes. */
export function writeManifest(manifest: BagManifest): Uint8Array {
  const paths = [...manifest.keys()].sort();
  return utf8(paths.map((path) => `${manifest.get(path)}  ${path}\n`).join(''));
}

/** RFC 8493 section 2.1.3: these three characters alone are encoded. */
const decoded = (path: string) =>
  path.replace(/%(0[ad]|25)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/**
 * Reads a manifest, ours or one that another BagIt tool wrote.
 * @param where its name, for the error
 * @throws FormatError `bundle-manifest-invalid`, and those of `checkEntryName`
 */
export function readManifest(bytes: Uint8Array, where: string): BagManifest {
  const refuse = (line: number): never => {
    throw new FormatError('bundle-manifest-invalid', `Line ${line} of ${where} is no digest and path`, {
      details: { where, line },
    });
  };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse(0);
  }
  const manifest = new Map<string, string>();
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (line === '') continue;
    const [, digest, path] = /^([0-9a-fA-F]{64})[ \t]+\*?(.+)$/.exec(line) ?? refuse(index + 1);
    const name = decoded(path!).replace(/^\.\//, '');
    checkEntryName(name);
    if (manifest.has(name)) refuse(index + 1);
    manifest.set(name, digest!.toLowerCase());
  }
  return manifest;
}

/** Holds `bagit.txt` against the versions that there are. @throws FormatError `bundle-no-bag` */
export function checkBagDeclaration(bytes: Uint8Array): void {
  const text = new TextDecoder().decode(bytes);
  const [, version, encoding] =
    /^BagIt-Version: (0\.97|1\.0)\r?\nTag-File-Character-Encoding: (\S+)\s*$/.exec(text) ?? [];
  if (version === undefined || encoding?.toUpperCase() !== 'UTF-8') {
    throw new FormatError('bundle-no-bag', 'bagit.txt declares no bag of a known version in UTF-8');
  }
}
