import { useWords } from '../app/language.ts';

/** Rows on one page of a long list: thousands of rows at once would make every keystroke slow. */
export const PAGE_ROWS = 50;

/** The buttons that turn the pages of a list that is here as a whole. Nothing when one page holds it all. */
export function Pager({
  page,
  rows,
  label,
  turn,
}: {
  page: number;
  rows: number;
  label: string;
  turn: (page: number) => void;
}) {
  const { t } = useWords();
  const pages = Math.ceil(rows / PAGE_ROWS);
  if (pages <= 1) return null;
  const from = page * PAGE_ROWS + 1;
  return (
    <nav class="pager" aria-label={label}>
      <button type="button" disabled={page === 0} onClick={() => turn(page - 1)}>
        {t('pager.back')}
      </button>
      <span>{t('pager.range', { from, to: Math.min(rows, from + PAGE_ROWS - 1), rows })}</span>
      <button type="button" disabled={page >= pages - 1} onClick={() => turn(page + 1)}>
        {t('pager.next')}
      </button>
    </nav>
  );
}
