import { useEffect } from 'preact/hooks';
import { useWords } from '../app/language.ts';

/** The heading of a page, which also names the browser's tab. */
export function PageTitle({ children }: { children: string }) {
  const { t } = useWords();
  useEffect(() => {
    document.title = `${children} · ${t('product')}`;
  }, [children, t]);
  return <h1>{children}</h1>;
}
