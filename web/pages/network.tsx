import { hrefTo } from '../app/routes.ts';
import { Agencies } from '../network/agencies.tsx';
import { ChainPart } from '../network/chain.tsx';
import { useNetworkWords } from '../network/words.ts';
import { PageTitle } from '../parts/page-title.tsx';

/** The chain and the agencies on it. */
export function Network() {
  const w = useNetworkWords();
  return (
    <>
      <PageTitle>{w('title')}</PageTitle>
      <p class="lead">{w('lead')}</p>
      <p>
        <a href={hrefTo('exchange')}>{w('toExchange')}</a>
      </p>
      <h2>{w('chain.title')}</h2>
      <ChainPart />
      <h2>{w('agencies.title')}</h2>
      <Agencies />
    </>
  );
}
