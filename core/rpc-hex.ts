import { fromHex } from './bytes.ts';
import { FormatError } from './errors.ts';

/**
 * Values as JSON-RPC spells them. What a node answers is held against a hash right after it is read, so the readers
 * are lenient where engines differ (letter case), and strict where an error would go unnoticed (lengths).
 */

function wrong(where: string, expected: string): never {
  throw new FormatError('rpc-value-invalid', `${where} must be ${expected}`, { details: { where } });
}

/** An answer that is an object. @throws FormatError `rpc-value-invalid` */
export function rpcObject(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return wrong(where, 'an object');
  return value as Readonly<Record<string, unknown>>;
}

/** An answer that is an array. @throws FormatError `rpc-value-invalid` */
export function rpcArray(value: unknown, where: string): readonly unknown[] {
  return Array.isArray(value) ? value : wrong(where, 'an array');
}

/** DATA: 0x and an even number of digits; exactly `length` bytes where given. @throws FormatError `rpc-value-invalid` */
export function rpcData(value: unknown, where: string, length?: number): Uint8Array {
  if (typeof value !== 'string' || !/^0x(?:[0-9a-fA-F]{2})*$/.test(value))
    return wrong(where, '0x and hex bytes');
  if (length !== undefined && value.length !== 2 + length * 2) return wrong(where, `${length} bytes of hex`);
  return fromHex(value.slice(2).toLowerCase());
}

/** QUANTITY: 0x and one to 64 digits. @throws FormatError `rpc-value-invalid` */
export function rpcQuantity(value: unknown, where: string): bigint {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{1,64}$/.test(value))
    return wrong(where, '0x and hex digits');
  return BigInt(value);
}
