import { useWords } from '../app/language.ts';
import { hrefTo } from '../app/routes.ts';
import { PageTitle } from '../parts/page-title.tsx';

export function NotFound() {
  const { t } = useWords();
  return (
    <>
      <PageTitle>{t('notFound.title')}</PageTitle>
      <p>{t('notFound.text')}</p>
      <p>
        <a href={hrefTo('')}>{t('notFound.home')}</a>
      </p>
    </>
  );
}
