import { equal, toHex0x } from './bytes.ts';
import { FormatError } from './errors.ts';
import { decodeHeader, encodeHeader, HEADER_FIELDS, type Header } from './header.ts';
import { blockHash } from './qbft.ts';
import { rpcData, rpcObject, rpcQuantity } from './rpc-hex.ts';

/**
 * The header of a block as `eth_getBlockByNumber` and `eth_getBlockByHash` give it. Fields are taken by presence,
 * and the result must have the hash that the node names: so a field that a fork added and this code does not know
 * is noticed here, not in a receipt.
 * @throws FormatError `rpc-value-invalid`, `header-invalid`, `extra-data-invalid`, `header-hash-mismatch`
 */
export function headerFromRpc(json: unknown): Header {
  const block = rpcObject(json, 'block');
  const fields: Record<string, Uint8Array | bigint> = {};
  for (const field of HEADER_FIELDS) {
    const value = block[field.name];
    if (value === undefined || value === null) continue;
    fields[field.name] = field.kind === 'bytes' ? rpcData(value, field.name) : rpcQuantity(value, field.name);
  }
  const header = decodeHeader(encodeHeader(fields as unknown as Header));
  const { hash } = block;
  const named = rpcData(hash, 'hash', 32);
  const found = blockHash(header);
  if (!equal(named, found)) {
    throw new FormatError('header-hash-mismatch', 'The fields of this block do not give its hash', {
      details: { expected: toHex0x(named), found: toHex0x(found) },
    });
  }
  return header;
}
