import { useState } from 'preact/hooks';
import { visible } from '../../core/visible.ts';
import { useWords } from '../app/language.ts';
import { useStore } from '../app/store.ts';
import type { ReceiptItem } from './judging.ts';
import { bundleInForce, trusted } from './trusted.ts';

/** More than this would only make the page slow; the file itself is in the reader's hands. */
const MAX_SHOWN = 200_000;

/** JSON laid out for reading; text as it is where it is no JSON. */
function layOut(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.stringify(JSON.parse(text), null, 2).slice(0, MAX_SHOWN);
  } catch {
    return text.slice(0, MAX_SHOWN);
  }
}

function Unfolded({ title, bytes }: { title: string; bytes: Uint8Array }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it by keys
        <pre tabIndex={0}>{visible(layOut(bytes), '\n\t\r')}</pre>
      )}
    </details>
  );
}

/** The material itself, for whoever wants to follow each byte. */
export function Raw({ receipt }: { receipt: ReceiptItem }) {
  const { t } = useWords();
  const bundle = bundleInForce(useStore(trusted));
  return (
    <>
      <h3>{t('verify.raw')}</h3>
      {receipt.bytes && <Unfolded title={t('verify.raw.receipt')} bytes={receipt.bytes} />}
      {bundle && <Unfolded title={t('verify.raw.trust')} bytes={bundle.bytes} />}
    </>
  );
}
