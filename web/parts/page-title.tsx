import { useEffect, useRef } from 'preact/hooks';
import { useWords } from '../app/language.ts';

/** The heading of a page, which also names the browser's tab. `focused`: it is what the reader goes on from. */
export function PageTitle({ children, focused = false }: { children: string; focused?: boolean }) {
  const { t } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focused) heading.current?.focus();
  }, [focused]);
  useEffect(() => {
    document.title = `${children} · ${t('product')}`;
  }, [children, t]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
