import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ProblemBox } from '../parts/problem.tsx';
import { useWords } from './language.ts';

type Loader = () => Promise<ComponentType>;

/** What was loaded once is there at once the next time. */
const loaded = new Map<Loader, ComponentType>();

/** A page whose code comes when it is needed. */
export function Later({ load }: { load: Loader }) {
  const { t } = useWords();
  const [, draw] = useState(0);
  const [failed, setFailed] = useState(false);
  const fetchPage = () => {
    setFailed(false);
    load().then(
      (page) => {
        loaded.set(load, page);
        draw((count) => count + 1);
      },
      () => setFailed(true),
    );
  };
  useEffect(() => {
    if (!loaded.has(load)) fetchPage();
  }, [load]);
  const Page = loaded.get(load);
  if (Page) return <Page />;
  if (!failed) return <p class="quiet">{t('loading')}</p>;
  const problem = {
    code: 'unreachable',
    status: 0,
    title: t('problem.unreachable'),
    next: t('problem.unreachable.next'),
  };
  return <ProblemBox problem={problem} again={fetchPage} />;
}
