import { useWords } from '../app/language.ts';
import { createStore, useStore } from '../app/store.ts';
import { timeText } from '../parts/format.ts';
import { bundleInForce, trusted } from './trusted.ts';

/** A report on paper: everything unfolded and on one sheet after the other, with when and against what it was made. */

export const printing = createStore<{ at: Date | undefined }>({ at: undefined });

/** Draws the whole report, then hands it to the browser's own dialog. */
function printReport(): void {
  printing.set({ at: new Date() });
  addEventListener('afterprint', () => printing.set({ at: undefined }), { once: true });
  // What was just set is drawn before the dialog freezes the page.
  setTimeout(() => print(), 100);
}

export function PrintButton() {
  const { t } = useWords();
  return (
    <p>
      <button type="button" onClick={printReport}>
        {t('verify.print')}
      </button>
    </p>
  );
}

/** Stands on paper alone: when, where and against which trust bundle the verdicts below were reached. */
export function PrintedHead() {
  const { t } = useWords();
  const { at } = useStore(printing);
  const bundle = bundleInForce(useStore(trusted));
  if (!at || !bundle) return null;
  const groups = bundle.summary.fingerprint.match(/.{1,4}/g)?.join(' ') ?? '';
  return (
    <div class="printed">
      <p>{t('verify.printed', { time: timeText(at) })}</p>
      <p>
        {t('trust.fingerprint')}: <code>{groups}</code>
      </p>
      <p>{t('verify.printedCheck')}</p>
    </div>
  );
}
