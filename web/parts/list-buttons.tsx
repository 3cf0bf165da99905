import { useWords } from '../app/language.ts';
import { DocumentButton } from './document-button.tsx';

const FORMATS = ['pdf', 'xlsx', 'csv'] as const;

/** The evidence list of a record or of a case, in each of its forms. */
export function ListButtons({ of }: { of: { record: string } | { case: string } }) {
  const { t } = useWords();
  return (
    <fieldset>
      <legend>{t('list.title')}</legend>
      <div class="row">
        {FORMATS.map((format) => (
          <DocumentButton
            key={format}
            plain
            path={`evidence-list?${new URLSearchParams({ ...of, format })}`}
            name={`jianzheng-evidence-list.${format}`}
            label={t(`list.${format}`)}
          />
        ))}
      </div>
    </fieldset>
  );
}
