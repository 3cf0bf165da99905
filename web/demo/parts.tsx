import { useWords } from '../app/language.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { useVerdictWords, type VerdictKey } from '../verify/verdict-words.ts';
import type { Judged } from './api.ts';
import { useDemoWords } from './words.ts';

const SIGNS: Readonly<Record<Judged['verdict'], IconName>> = {
  VERIFIED: 'pass',
  MISMATCH: 'fail',
  INVALID: 'fail',
  UNDETERMINED: 'unknown',
  NOT_FOUND: 'unknown',
};

/** What went wrong; read out at once. */
export function Wrong({ problem }: { problem: string | undefined }) {
  if (problem === undefined) return null;
  return (
    <p class="box box-bad" role="alert">
      <Icon name="warning" /> {problem}
    </p>
  );
}

/** One agency's verdict: the word, who vouches, and the checks that failed. */
export function Verdict({ judged, name }: { judged: Judged; name: string }) {
  const v = useVerdictWords();
  const d = useDemoWords();
  const { language } = useWords();
  const { verdict, seals, validators, failed } = judged;
  const checks = failed
    .map((check) => v(`check.${check}` as VerdictKey))
    .join(language === 'zh' ? '、' : ', ');
  return (
    <div class={`judged judged-${verdict}`} data-verdict={verdict} data-by={judged.by}>
      <p class="judged-word">
        <Icon name={SIGNS[verdict]} /> {name}
        {language === 'zh' ? '：' : ': '}
        <strong>{v(`verdict.${verdict}`)}</strong>
      </p>
      {verdict === 'VERIFIED' && seals !== null && validators !== null && (
        <p class="small">{d('verify.seals', { seals, validators })}</p>
      )}
      {checks !== '' && <p class="small">{d('verify.failed', { checks })}</p>}
    </div>
  );
}
