import { fromHex0x, toHex0x } from '../../core/bytes.ts';
import { canonicalBytes, parseCanonical } from '../../core/canonical.ts';
import { FormatError } from '../../core/errors.ts';
import type { GovernanceCall } from '../../core/governance/calls.ts';
import { readCall } from '../../core/governance/read-call.ts';
import { readBytes0x, readHex0x, readInteger, readLiteral, readMembers } from '../../core/shape.ts';
import type { Trust } from '../../core/trust.ts';
import { readBounded } from '../bounded-file.ts';
import { orRefuse } from '../refused.ts';

/**
 * Calls on their way between a machine with a network and one with a key. What a call asks for is read from its bytes;
 * the words beside them are there for people, and nothing follows from them.
 */
export type UnsignedCall = {
  readonly chainId: number;
  readonly registry: string;
  /** Address of the key that it is for. */
  readonly from: string;
  readonly nonce: number;
  readonly data: string;
  /** Lines that the networked machine showed. */
  readonly shown: readonly string[];
};

const MAX_BYTES = 64 * 1024;
const MAX_DATA = 8 * 1024;
const MAX_LINES = 200;

function refuse(message: string): never {
  throw new FormatError('call-elsewhere', message);
}

export function unsignedBytes(call: UnsignedCall): Uint8Array {
  return canonicalBytes({ ...call, format: 'jianzheng/unsigned-call/1' });
}

function readLines(value: unknown): string[] {
  if (!Array.isArray(value) || value.length > MAX_LINES) return refuse('Not lines of text');
  return value.map((line) => (typeof line === 'string' ? line : refuse('Not lines of text')));
}

/** @throws CommandError `file-unreadable`, `call-refused` */
export async function readUnsigned(
  file: string,
  trust: Trust,
): Promise<UnsignedCall & { readonly call: GovernanceCall }> {
  const bytes = await readBounded(file, MAX_BYTES);
  return orRefuse('call-refused', file, () => {
    const members = readMembers(parseCanonical(bytes, { maxBytes: MAX_BYTES }), 'call', [
      ...(['chainId', 'data', 'format', 'from', 'nonce', 'registry', 'shown'] as const),
    ]);
    readLiteral(members.format, 'call.format', 'jianzheng/unsigned-call/1');
    const chainId = readInteger(members.chainId, 'call.chainId', 1, Number.MAX_SAFE_INTEGER);
    const registry = readHex0x(members.registry, 'call.registry', 20);
    if (chainId !== trust.chainId || registry !== trust.registry) refuse('It is for another registry');
    const data = readBytes0x(members.data, 'call.data', 4, MAX_DATA);
    return {
      chainId,
      registry,
      from: readHex0x(members.from, 'call.from', 20),
      nonce: readInteger(members.nonce, 'call.nonce', 0, Number.MAX_SAFE_INTEGER),
      data: toHex0x(data),
      shown: readLines(members.shown),
      call: readCall(data),
    };
  });
}

export function signedBytes(raw: string): Uint8Array {
  return canonicalBytes({ format: 'jianzheng/signed-call/1', raw });
}

/** The raw transaction of a file. @throws CommandError `file-unreadable`, `call-refused` */
export async function readSignedFile(file: string): Promise<string> {
  const bytes = await readBounded(file, MAX_BYTES);
  return orRefuse('call-refused', file, () => {
    const members = readMembers(parseCanonical(bytes, { maxBytes: MAX_BYTES }), 'call', ['format', 'raw']);
    readLiteral(members.format, 'call.format', 'jianzheng/signed-call/1');
    return toHex0x(readBytes0x(members.raw, 'call.raw', 1, 2 * MAX_DATA));
  });
}

/** What a call's bytes ask for. @throws FormatError `call-invalid`, `abi-invalid` */
export function callIn(data: string): GovernanceCall {
  return readCall(fromHex0x(data));
}
