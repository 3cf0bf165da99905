import { fromBER } from 'asn1js';
import { toHex } from '../bytes.ts';
import { FormatError } from '../errors.ts';

/** What the ASN.1 libraries leave open: that there is nothing behind an element, and the bytes of its parts as they stand. */

type Element = ReturnType<typeof fromBER>['result'];

/** What could not be read as the structure it should be. */
export function notReadable(what: string, cause?: unknown): FormatError {
  return new FormatError('time-stamp-invalid', `${what} cannot be read`, { cause, details: { where: what } });
}

/**
 * One element that fills all of the bytes. Bytes behind it would be a second spelling of the same.
 * @throws FormatError `time-stamp-invalid`
 */
export function element(bytes: Uint8Array, what: string): Element {
  let found: ReturnType<typeof fromBER>;
  try {
    found = fromBER(bytes.slice());
  } catch (cause) {
    // Nested too deep for the stack, as well.
    throw notReadable(what, cause);
  }
  const { offset, result } = found;
  if (offset !== bytes.length || result.error || result.lenBlock.isIndefiniteForm) throw notReadable(what);
  return result;
}

/** The elements inside one; none where it is not constructed. */
export function partsOf(outer: Element): readonly Element[] {
  const value: unknown = 'value' in outer.valueBlock ? outer.valueBlock.value : undefined;
  return Array.isArray(value) ? value : [];
}

/** The bytes of an element with its tag and length, as they stand. */
export function bytesOf(part: Element): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(part.valueBeforeDecodeView);
}

/** Whether it has this tag: class 1 is universal, 3 context-specific. */
export function hasTag({ idBlock }: Element, tagClass: number, tagNumber: number): boolean {
  return idBlock.tagClass === tagClass && idBlock.tagNumber === tagNumber;
}

/** The value of an INTEGER without the zeros in front, as hex; two encodings of one number are the same. */
export function integerHex(value: ArrayBuffer): string {
  return toHex(new Uint8Array(value)).replace(/^(00)+(?=..)/, '');
}
