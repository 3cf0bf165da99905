import '../app/older-browsers.ts';
import { render } from 'preact';
import { useRef } from 'preact/hooks';
import { switchLanguage, useWords } from '../app/language.ts';
import { Announcer, SkipLink } from '../app/shell.tsx';
import { Verify } from '../pages/verify.tsx';
import { Icon } from '../parts/icon.tsx';

/** The page of the single-file verifier: verification and nothing else. */

function Verifier() {
  const { t, language } = useWords();
  const main = useRef<HTMLElement>(null);
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <>
      <SkipLink main={main} />
      <header class="top one-file-top">
        <div class="top-line">
          <span class="brand">
            <Icon name="seal" />
            <span>{t('product')}</span>
          </span>
          <button
            type="button"
            class="plain"
            lang={other === 'zh' ? 'zh-CN' : 'en'}
            onClick={() => switchLanguage(other)}
          >
            {other === 'zh' ? '中文' : 'English'}
          </button>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Verify />
      </main>
      <footer>
        <p>{t('verify.oneFile')}</p>
      </footer>
      <Announcer />
    </>
  );
}

render(<Verifier />, document.getElementById('app')!);
