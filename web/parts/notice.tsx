import { useWords } from '../app/language.ts';
import { askForNotice, closeTold, notices, stopNotice, watchOf } from '../app/notice.ts';
import { useStore } from '../app/store.ts';
import { Icon } from './icon.tsx';

/** Asks to be told when records are anchored; nothing asks for it by itself. */
export function NoticeButton({ recordIds }: { recordIds: readonly string[] }) {
  const { t } = useWords();
  const { watches } = useStore(notices);
  const watch = watchOf(watches, recordIds);
  return (
    <div class="notice">
      {watch && <p class="quiet">{t(`notice.${watch.way}`)}</p>}
      <button
        type="button"
        class="plain"
        onClick={() => (watch ? stopNotice(recordIds) : void askForNotice(recordIds))}
      >
        {t(watch ? 'notice.stop' : 'notice.ask')}
      </button>
    </div>
  );
}

/** What was asked to be told, on whatever page is open. */
export function Told() {
  const { t } = useWords();
  const { told } = useStore(notices);
  return (
    <>
      {told.map((each) => (
        <div key={each} class="box told">
          <p>
            <Icon name="pass" />
            {each.text} <a href={each.href}>{t('notice.open')}</a>
          </p>
          <button
            type="button"
            class="plain small"
            aria-label={t('notice.close')}
            onClick={() => closeTold(each)}
          >
            ×
          </button>
        </div>
      ))}
    </>
  );
}
