import { useEffect, useState } from 'preact/hooks';
import { useWords } from '../app/language.ts';
import { GivenText } from '../parts/given-text.tsx';
import { type Desk, setForm } from './desk.ts';
import { discardEarlier, hasEarlier } from './large.ts';
import { identityOf, nameOf, unfinished } from './unfinished.ts';

/** Names that are shown; a folder may have thousands. */
const SHOWN = 10;

/** What was begun before the browser was closed: which files are missing, or that it can go on. */
export function DeskUnfinished({ desk }: { desk: Desk }) {
  const { t } = useWords();
  const [earlier, setEarlier] = useState(false);
  useEffect(() => {
    let gone = false;
    void hasEarlier().then((found) => {
      if (gone || !found) return;
      setEarlier(true);
      const { form } = unfinished.get() ?? {};
      if (form && desk.rows.length === 0) setForm(form);
    });
    return () => {
      gone = true;
    };
  }, []);
  const kept = unfinished.get();
  if (!earlier || !kept || desk.stage !== 'filling') return null;
  const there = new Set(desk.rows.map(identityOf));
  const missing = kept.files.filter((identity) => !there.has(identity));
  return (
    <section class="box" aria-labelledby="unfinished">
      <h2 id="unfinished" class="box-title">
        {t('upload.earlier')}
      </h2>
      <div role="status">
        {missing.length === 0 ? (
          <p>{t('upload.earlier.ready')}</p>
        ) : (
          <>
            <p>{t('upload.earlier.choose')}</p>
            <ul>
              {missing.slice(0, SHOWN).map((identity) => (
                <li key={identity}>
                  <GivenText kind="name" text={nameOf(identity)} />
                </li>
              ))}
              {missing.length > SHOWN && <li>{t('upload.earlier.more', { n: missing.length - SHOWN })}</li>}
            </ul>
          </>
        )}
      </div>
      <button
        type="button"
        class="plain"
        onClick={() => {
          discardEarlier();
          setEarlier(false);
        }}
      >
        {t('upload.earlier.drop')}
      </button>
    </section>
  );
}
