import type { Problem } from '../api.ts';
import { useWords } from '../app/language.ts';
import { Icon } from './icon.tsx';

/** What went wrong and what to do next; read out at once. */
export function ProblemBox({ problem, again }: { problem: Problem; again?: () => void }) {
  const { t } = useWords();
  return (
    <div class="box box-bad" role="alert">
      <p class="box-title">
        <Icon name="warning" />
        {problem.title}
      </p>
      {problem.detail !== undefined && <p>{problem.detail}</p>}
      {problem.next !== undefined && <p>{problem.next}</p>}
      {again && (
        <button type="button" onClick={again}>
          {t('again')}
        </button>
      )}
      <p class="quiet small">{t('problem.code', { code: problem.code })}</p>
    </div>
  );
}
