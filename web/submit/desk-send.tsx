import { useEffect, useRef } from 'preact/hooks';
import { claimProblems } from '../../core/kind-check.ts';
import { announce } from '../app/announce.ts';
import { useWords } from '../app/language.ts';
import { sizeText } from '../parts/format.ts';
import { useKindWords } from '../parts/kind-words.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { claimsToSend, type Desk } from './desk.ts';
import { stop, submit } from './submit.ts';
import { isLarge } from './unfinished.ts';

/** Warns before the tab is closed on what is being sent. */
function useStayHere(sending: boolean): void {
  useEffect(() => {
    if (!sending) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [sending]);
}

function Sending({ desk }: { desk: Desk }) {
  const words = useWords();
  const { t } = words;
  const all = desk.rows.reduce((sum, row) => sum + row.file.size, 0);
  const sent = desk.rows.reduce((sum, row) => sum + row.sent, 0);
  const hashing = desk.rows.some((row) => isLarge(row) && !row.digests);
  const quarter = all === 0 ? 4 : Math.floor((sent / all) * 4);
  const said = useRef(0);
  useEffect(() => {
    // Four times in all: a voice that counts every percent cannot be listened to.
    if (quarter > said.current && quarter < 4) announce(t('new.sending', { percent: quarter * 25 }));
    said.current = quarter;
  }, [quarter, t]);
  const portion = desk.portions.findIndex(({ state }) => state === 'sending');
  return (
    <>
      <p>
        {desk.portions.length > 1 && `${t('new.portion', { n: portion + 1, all: desk.portions.length })} `}
        {sent < all || all === 0
          ? t('new.sentOf', { sent: sizeText(sent, words), all: sizeText(all, words) })
          : t(hashing ? 'upload.waitingForDigests' : 'new.storing')}
      </p>
      <progress class="wide" max={Math.max(1, all)} value={sent} aria-label={t('new.sendProgress')} />
      {desk.retryIn !== undefined && <p role="status">{t('new.retryIn', { seconds: desk.retryIn })}</p>}
      <button type="button" onClick={stop}>
        {t(desk.rows.some(isLarge) ? 'upload.pause' : 'new.stop')}
      </button>
    </>
  );
}

/** To the field itself: the address keeps naming the page. */
const goTo = (claim: string) => (event: Event) => {
  event.preventDefault();
  document.getElementById(`claim-${claim}`)?.focus();
};

/** The button that submits, and what happens after it. */
export function DeskSend({ desk }: { desk: Desk }) {
  const { t } = useWords();
  const sending = desk.stage === 'sending';
  useStayHere(sending);
  const refused = desk.rows.some((row) => row.refused);
  const { k, label } = useKindWords();
  const wanting = claimProblems(desk.form.kind, claimsToSend(desk.form));
  const problem = desk.portions.find((portion) => portion.problem)?.problem;
  const section = useRef<HTMLElement>(null);
  const stage = useRef(desk.stage);
  useEffect(() => {
    // The button that was pressed has gone: whoever goes by keys goes on from here.
    if (stage.current !== desk.stage) section.current?.focus();
    stage.current = desk.stage;
  }, [desk.stage]);
  if (sending) {
    return (
      <section key="send" class="send" ref={section} tabIndex={-1} aria-label={t('new.sendProgress')}>
        <Sending desk={desk} />
      </section>
    );
  }
  return (
    <section key="send" class="send" ref={section} tabIndex={-1} aria-label={t('new.submit')}>
      {desk.stage === 'stopped' && problem && <ProblemBox problem={problem} />}
      {desk.stage === 'stopped' && (
        <p role="status">{t(!problem && desk.rows.some(isLarge) ? 'upload.paused' : 'new.stopped')}</p>
      )}
      {wanting.length > 0 && desk.rows.length > 0 && (
        <div id="incomplete" class="box">
          <p class="box-title">{t('new.incomplete')}</p>
          <ul>
            {wanting.map(({ claim, reason }) => (
              <li key={claim}>
                <a href={`#claim-${claim}`} onClick={goTo(claim)}>
                  {label('claim', claim)}
                </a>
                : {k(`wrong.${reason}`)}
              </li>
            ))}
          </ul>
        </div>
      )}
      <button
        type="button"
        class="main"
        aria-describedby={wanting.length > 0 ? 'incomplete' : undefined}
        disabled={desk.rows.length === 0 || refused || wanting.length > 0}
        onClick={() => void submit()}
      >
        {desk.stage === 'stopped' ? t('new.goOn') : t('new.submit')}
      </button>
      <p class="quiet">{desk.rows.length === 0 ? t('new.submit.none') : t('new.submit.hint')}</p>
    </section>
  );
}
