import { useWords } from '../app/language.ts';
import { hrefTo } from '../app/routes.ts';
import { session } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import { PageTitle } from '../parts/page-title.tsx';

/** What one can do here, in as many sentences as there are things to do. */
export function Home() {
  const { t } = useWords();
  const { session: current } = useStore(session);
  const signedIn = current.state === 'signed-in';
  const mayMake = signedIn && current.who.role !== 'auditor';
  return (
    <>
      <PageTitle>{t('home.title')}</PageTitle>
      <p class="lead">{t('home.lead')}</p>
      <ul class="doors">
        {mayMake && (
          <li>
            <a href={hrefTo('new')}>{t('nav.new')}</a>
            <p>{t('home.new')}</p>
          </li>
        )}
        {signedIn && (
          <li>
            <a href={hrefTo('records')}>{t('nav.records')}</a>
            <p>{t('home.records')}</p>
          </li>
        )}
        <li>
          <a href={hrefTo('verify')}>{t('nav.verify')}</a>
          <p>{t('home.verify')}</p>
        </li>
        {!signedIn && (
          <li>
            <a href={hrefTo('sign-in')}>{t('shell.signIn')}</a>
            <p>{t('home.signIn')}</p>
          </li>
        )}
        <li>
          <a href={hrefTo('trust')}>{t('nav.trust')}</a>
          <p>{t('home.trust')}</p>
        </li>
      </ul>
    </>
  );
}
