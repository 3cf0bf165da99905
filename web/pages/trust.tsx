import { useEffect } from 'preact/hooks';
import { useWords } from '../app/language.ts';
import { hrefTo } from '../app/routes.ts';
import { useStore } from '../app/store.ts';
import { PageTitle } from '../parts/page-title.tsx';
import { download } from '../parts/receipt-button.tsx';
import { TrustPanel } from '../verify/trust-panel.tsx';
import { bundleInForce, loadServed, trusted } from '../verify/trusted.ts';
import { useVerdictWords } from '../verify/verdict-words.ts';

const VERDICTS = ['VERIFIED', 'MISMATCH', 'INVALID', 'UNDETERMINED', 'NOT_FOUND'] as const;

/** What a verdict rests on, what it says and what it does not. */
export function TrustPage() {
  const { t } = useWords();
  const v = useVerdictWords();
  const bundle = bundleInForce(useStore(trusted));
  useEffect(() => void loadServed(), []);
  return (
    <>
      <PageTitle>{t('trust.page')}</PageTitle>
      <p class="lead">{t('trust.lead')}</p>
      <p>{t('trust.compare')}</p>
      <TrustPanel />
      {bundle && (
        <p>
          <button
            type="button"
            onClick={() =>
              download(
                bundle.bytes,
                `jianzheng-trust-${bundle.summary.fingerprint.slice(0, 16)}.json`,
                'application/json',
              )
            }
          >
            {t('trust.download')}
          </button>
        </p>
      )}
      <h2>{t('trust.verifier')}</h2>
      <p>{t('trust.verifier.text')}</p>
      <p>
        <a href="/verifier.html" download>
          {t('trust.verifier.download')}
        </a>
      </p>
      <h2>{t('trust.verdicts')}</h2>
      <dl class="meanings">
        {VERDICTS.map((verdict) => (
          <div key={verdict}>
            <dt>{v(`verdict.${verdict}`)}</dt>
            <dd>{v(`verdict.${verdict}.means`)}</dd>
          </div>
        ))}
      </dl>
      <h2>{t('trust.says')}</h2>
      <ul>
        <li>{t('trust.says.yes')}</li>
        <li>{t('trust.says.no')}</li>
        <li>{t('trust.says.time')}</li>
        <li>{t('trust.says.single')}</li>
      </ul>
      <p>
        <a href={hrefTo('verify')}>{t('nav.verify')}</a>
      </p>
    </>
  );
}
