import type { Report } from '../../core/report.ts';
import { isolated } from '../../core/visible.ts';
import { useWords } from '../app/language.ts';
import { useStore } from '../app/store.ts';
import { timeText } from '../parts/format.ts';
import { useKindWords } from '../parts/kind-words.ts';
import { bundleInForce, trusted } from './trusted.ts';
import { useVerdictWords } from './verdict-words.ts';

const at = (seconds: number): string => timeText(new Date(seconds * 1000));

/** An agency as the bundle names it; the id alone where it joined later. */
export function useAgencyName(): (id: string) => string {
  const { language } = useWords();
  const bundle = bundleInForce(useStore(trusted));
  return (id) => bundle?.summary.agencies.find((agency) => agency.id === id)?.name[language] ?? id;
}

/** What the verdict says and what it does not, who vouches for it, and between which blocks the record was made. */
export function Says({ report }: { report: Report }) {
  const v = useVerdictWords();
  const nameOf = useAgencyName();
  const { sealedBy, interval, agency, verdict } = report;
  return (
    <>
      {verdict === 'VERIFIED' && interval && agency && (
        <div class="says">
          <p>{v('says.yes', { number: interval.anchored.number, agency: isolated(nameOf(agency)) })}</p>
          <p>{v('says.no')}</p>
        </div>
      )}
      {(sealedBy || interval) && (
        <ul class="vouches">
          {sealedBy && (
            <li>
              {v('vouches.several', {
                seals: sealedBy.seals,
                validators: sealedBy.validators,
                version: sealedBy.version,
              })}
            </li>
          )}
          {sealedBy?.single && <li>{v('vouches.single')}</li>}
          {interval && (
            <>
              <li>
                {v('interval.notBefore', {
                  number: interval.notBefore.number,
                  time: at(interval.notBefore.time),
                })}
              </li>
              <li>
                {v('interval.anchored', {
                  number: interval.anchored.number,
                  time: at(interval.anchored.time),
                  parentTime: at(interval.anchored.parentTime),
                })}
              </li>
            </>
          )}
        </ul>
      )}
    </>
  );
}

/** What the record holds, as far as this receipt shows it. Only there where the receipt holds. */
export function useHidden(report: Report): string | undefined {
  const v = useVerdictWords();
  const { label } = useKindWords();
  const { t, count, language } = useWords();
  const { hidden } = report;
  if (!hidden) return undefined;
  const items = [
    ...(hidden.case ? [t('record.case')] : []),
    ...(hidden.link ? [t('verify.hidden.link')] : []),
    ...hidden.claims.map((name) => isolated(label('claim', name))),
    ...(hidden.files > 0 ? [count('files.count', hidden.files)] : []),
  ];
  if (items.length === 0) return undefined;
  return v('hidden.some', { items: items.join(language === 'zh' ? '、' : ', ') });
}
