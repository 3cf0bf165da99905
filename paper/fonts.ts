import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The typeface of everything on paper: Noto Sans SC (SIL Open Font License 1.1), which holds the characters of
 * GB 18030's Chinese and Latin. Only what a document uses is embedded in it.
 */

type Weight = 'regular' | 'bold';

const FILES: Readonly<Record<Weight, string>> = {
  regular: import.meta.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
  bold: import.meta.resolve('@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf'),
};

const read = new Map<Weight, Uint8Array>();

/** The bytes of a weight, some 10 MB: read with the first document, and kept. */
export function fontBytes(weight: Weight): Uint8Array {
  const known = read.get(weight);
  if (known) return known;
  const bytes = readFileSync(fileURLToPath(FILES[weight]));
  read.set(weight, bytes);
  return bytes;
}
