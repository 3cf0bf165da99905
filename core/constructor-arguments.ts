import { concat, fromHex0x, utf8 } from './bytes.ts';
import type { FoundingAgency } from './founding-document.ts';

/** The constructor arguments of the genesis contracts, as Solidity's contract ABI lays them out. */

function word(bytes: Uint8Array, align: 'left' | 'right'): Uint8Array {
  const padded = new Uint8Array(32);
  padded.set(bytes, align === 'left' ? 0 : 32 - bytes.length);
  return padded;
}

function count(value: number): Uint8Array {
  const padded = new Uint8Array(32);
  new DataView(padded.buffer).setUint32(28, value);
  return padded;
}

function address(hex: string): Uint8Array {
  return word(fromHex0x(hex), 'right');
}

/** A list of dynamic values: their number, where each begins, then the values. */
function dynamicList(items: readonly Uint8Array[]): Uint8Array {
  let offset = items.length * 32;
  const offsets = items.map((item) => {
    const at = count(offset);
    offset += item.length;
    return at;
  });
  return concat(count(items.length), ...offsets, ...items);
}

function founder({ id, governance, operators, validator }: FoundingAgency): Uint8Array {
  return concat(
    word(utf8(id), 'left'),
    address(governance),
    count(4 * 32),
    address(validator),
    count(operators.length),
    ...operators.map(address),
  );
}

/** Of `AgencyRegistry(Founder[])`, with `Founder(bytes32 id, address governance, address[] operators, address validator)`. */
export function registryArguments(agencies: readonly FoundingAgency[]): Uint8Array {
  return concat(count(32), dynamicList(agencies.map(founder)));
}

/** Of `EvidenceLedger(address registry)`. */
export function ledgerArguments(registry: string): Uint8Array {
  return address(registry);
}

/** Of `CaseHandoff(address registry, address ledger)`. */
export function handoffArguments(registry: string, ledger: string): Uint8Array {
  return concat(address(registry), address(ledger));
}
