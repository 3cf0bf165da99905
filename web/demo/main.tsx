import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { switchLanguage, useWords } from '../app/language.ts';
import { Announcer, SkipLink } from '../app/shell.tsx';
import { Icon } from '../parts/icon.tsx';
import { type DemoState, readState } from './api.ts';
import { NetworkPanel } from './network.tsx';
import { Wrong } from './parts.tsx';
import { Down, Home, Rewrite, Submit, Verify } from './steps.tsx';
import { useDemoWords } from './words.ts';

const GLANCE_MS = 1_000;

/** The state of the network, looked at again and again; the last known one while the demo does not answer. */
function useDemo(): { state: DemoState | undefined; lost: boolean } {
  const [state, setState] = useState<DemoState>();
  const [lost, setLost] = useState(false);
  useEffect(() => {
    let timer: number;
    let over = false;
    const look = async () => {
      try {
        const found = await readState();
        if (over) return;
        setState(found);
        setLost(false);
      } catch {
        if (!over) setLost(true);
      }
      if (!over) timer = window.setTimeout(look, GLANCE_MS);
    };
    look();
    return () => {
      over = true;
      window.clearTimeout(timer);
    };
  }, []);
  return { state, lost };
}

function Header() {
  const { t, language } = useWords();
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <header class="top demo-top">
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
  );
}

function Demo() {
  const d = useDemoWords();
  const { language } = useWords();
  const { state, lost } = useDemo();
  const main = useRef<HTMLElement>(null);
  const names = (ids: readonly string[]) =>
    ids
      .map((id) => state?.agencies.find((agency) => agency.id === id)?.name[language] ?? id)
      .join(language === 'zh' ? '、' : ', ');
  return (
    <>
      <SkipLink main={main} />
      <Header />
      <main id="main" ref={main} tabIndex={-1}>
        <p class="mark">{d('mark')}</p>
        <h1>{d('title')}</h1>
        <p class="lead">{d('lead')}</p>
        <Wrong problem={lost ? d('network.lost') : undefined} />
        {state && (
          <>
            <NetworkPanel state={state} names={names} />
            <ol class="walk">
              <Submit state={state} />
              <Verify names={names} />
              <Down />
              <Rewrite state={state} />
              <Home state={state} />
            </ol>
          </>
        )}
      </main>
      <Announcer />
    </>
  );
}

render(<Demo />, document.getElementById('app')!);
