import { useRef, useState } from 'preact/hooks';
import { announce } from '../app/announce.ts';
import { useWords } from '../app/language.ts';

/** Without a secure origin there is no clipboard interface; a selection can be copied all the same. */
async function copy(text: string, shown: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection()?.selectAllChildren(shown);
    return document.execCommand('copy');
  }
}

/** A digest or an identifier in full, with a button that copies it. `what` names it for the button. */
export function CopiedText({
  text,
  what,
  grouped = false,
}: {
  text: string;
  what: string;
  grouped?: boolean;
}) {
  const { t } = useWords();
  const shown = useRef<HTMLElement>(null);
  const [done, setDone] = useState(false);
  const onClick = async () => {
    const copied = shown.current !== null && (await copy(text, shown.current));
    if (!copied) return;
    setDone(true);
    announce(t('copied', { what }));
    setTimeout(() => setDone(false), 2000);
  };
  return (
    <span class="copied">
      <code ref={shown} class={grouped ? 'groups' : undefined}>
        {grouped ? text.match(/.{1,4}/g)?.map((group, index) => <span key={index}>{group} </span>) : text}
      </code>
      <button type="button" class="plain small" aria-label={t('copy.what', { what })} onClick={onClick}>
        {done ? t('copy.done') : t('copy')}
      </button>
    </span>
  );
}
