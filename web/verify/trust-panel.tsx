import { useRef } from 'preact/hooks';
import { isolated } from '../../core/visible.ts';
import { useWords } from '../app/language.ts';
import { useStore } from '../app/store.ts';
import { CopiedText } from '../parts/copied-text.tsx';
import { GivenText } from '../parts/given-text.tsx';
import { Icon } from '../parts/icon.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { AuthoritiesPanel } from './authorities-panel.tsx';
import { judge } from './bench.ts';
import { bundleSource } from './bundle-source.ts';
import { type Bundle, bundleInForce, loadServed, takeOwn, takeServed, trusted } from './trusted.ts';

function Summary({ bundle }: { bundle: Bundle }) {
  const { t, count, language } = useWords();
  const { summary } = bundle;
  return (
    <dl class="facts">
      <div>
        <dt>{t('trust.fingerprint')}</dt>
        <dd>
          <CopiedText grouped text={summary.fingerprint} what={t('trust.fingerprint')} />
        </dd>
      </div>
      <div>
        <dt>{t('trust.consortium')}</dt>
        <dd>
          <GivenText text={summary.consortium[language]} />
        </dd>
      </div>
      <div>
        <dt>{t('trust.agencies')}</dt>
        <dd>
          {summary.agencies
            .map(({ id, name }) => `${isolated(name[language])} (${id})`)
            .join(language === 'zh' ? '、' : ', ')}
        </dd>
      </div>
      <div>
        <dt>{t('trust.set')}</dt>
        <dd>
          {[
            t('trust.set.text', { version: summary.sets }),
            count('trust.validators', summary.validators),
            ...(summary.validators === 1 ? [t('trust.single')] : []),
          ].join(language === 'zh' ? '' : ' ')}
        </dd>
      </div>
    </dl>
  );
}

/** Which bundle verdicts rest on, whose it is, and how to bring one's own. */
export function TrustPanel() {
  const { t } = useWords();
  const state = useStore(trusted);
  const input = useRef<HTMLInputElement>(null);
  const { own, served, problem, refused } = state;
  const bundle = bundleInForce(state);
  const differs = own && served && own.summary.fingerprint !== served.summary.fingerprint;
  return (
    <section class="panel" aria-labelledby="trust-title">
      <h2 id="trust-title">{t('trust.title')}</h2>
      {own && <p>{t('trust.own', { name: isolated(own.name) })}</p>}
      {!own && served && (
        <p>{t(`trust.${bundleSource.kind === 'pinned' ? 'pinned' : 'served'}`, { origin: location.host })}</p>
      )}
      {!own && problem && <ProblemBox problem={problem} again={() => void loadServed().then(judge)} />}
      {!own && problem && <p>{t('trust.needed')}</p>}
      {!bundle && bundleSource.kind === 'none' && <p class="box">{t('trust.none')}</p>}
      {!bundle && !problem && bundleSource.kind !== 'none' && <p class="quiet">{t('loading')}</p>}
      {refused && (
        <p class="box box-bad" role="alert">
          <Icon name="warning" />
          {t('trust.refused', { name: isolated(refused.name), code: refused.code })}
        </p>
      )}
      {differs && <p class="box">{t('trust.differs')}</p>}
      {bundle && <Summary bundle={bundle} />}
      <div class="row">
        <button type="button" onClick={() => input.current?.click()}>
          {t('trust.load')}
        </button>
        {own && served && (
          <button
            type="button"
            onClick={() => {
              takeServed();
              void judge();
            }}
          >
            {t(bundleSource.kind === 'pinned' ? 'trust.usePinned' : 'trust.useServed')}
          </button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        hidden
        data-choose="trust"
        onChange={async ({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = '';
          if (file && (await takeOwn(file.name, file))) await judge();
        }}
      />
      <AuthoritiesPanel />
    </section>
  );
}
