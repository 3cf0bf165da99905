import { toHex0x, utf8 } from '../../core/bytes.ts';
import { keccak256 } from '../../core/digests.ts';
import { MAX_VALIDATORS } from '../../core/qbft.ts';
import { damaged } from '../errors.ts';
import { type CallEnvironment, call } from '../execution/call.ts';

const GET_VALIDATORS = keccak256(utf8('getValidators()')).slice(0, 4);
const WORD = 32;

function wordAt(data: Uint8Array, index: number): bigint {
  return BigInt(toHex0x(data.subarray(index * WORD, (index + 1) * WORD)));
}

/**
 * The validators that the registry names in a state: they seal the block after it, as under QBFT with contract
 * selection.
 * @param registry 0x address
 * @returns 0x addresses, lower case
 * @throws ChainError `store-damaged` when there is no such registry: a genesis always has one
 */
export async function validatorsOf(
  environment: CallEnvironment,
  registry: string,
): Promise<readonly string[]> {
  const result = await call(environment, { from: null, to: registry, data: GET_VALIDATORS, gas: null });
  // ABI of one address[]: the offset of the array (32), its length, then a word for each.
  const data = result.outcome === 'returned' ? result.data : new Uint8Array();
  const count = data.length >= 2 * WORD ? Number(wordAt(data, 1)) : 0;
  const whole = data.length === (2 + count) * WORD && wordAt(data, 0) === BigInt(WORD);
  if (!whole || count < 1 || count > MAX_VALIDATORS) throw damaged('the registry names no validators');
  return Array.from({ length: count }, (_, i) => toHex0x(data.slice((2 + i) * WORD + 12, (3 + i) * WORD)));
}
