import { useState } from 'preact/hooks';
import { type Problem, problemIn } from '../api.ts';
import { announce } from '../app/announce.ts';
import { useWords } from '../app/language.ts';
import { api } from '../app/session.ts';
import { ProblemBox } from './problem.tsx';
import { download } from './receipt-button.tsx';

/** Downloads a document that the service makes for it, which takes a moment. @param path below `/api/v1/` */
type DocumentProps = {
  path: string;
  /** Of the file as it is saved. */
  name: string;
  label: string;
  plain?: boolean;
  /** What it is, where the label alone does not tell one button from another. */
  about?: string;
};

export function DocumentButton({ path, name, label, plain, about }: DocumentProps) {
  const { t } = useWords();
  const [problem, setProblem] = useState<Problem>();
  const [making, setMaking] = useState(false);
  const [early, setEarly] = useState(false);
  const fetchDocument = async () => {
    setProblem(undefined);
    setMaking(true);
    try {
      const response = await api.send({ path });
      setEarly(response.status === 202);
      if (response.status === 202) return;
      const type = response.headers.get('Content-Type') ?? 'application/octet-stream';
      download(await response.arrayBuffer(), name, type);
      announce(t('document.downloaded', { name }));
    } catch (error) {
      setProblem(problemIn(error));
    } finally {
      setMaking(false);
    }
  };
  return (
    <>
      <button
        type="button"
        class={plain ? 'plain small' : ''}
        aria-disabled={making}
        aria-label={about}
        onClick={() => void (making || fetchDocument())}
      >
        {making ? t('document.making') : label}
      </button>
      {early && <p role="status">{t('receipt.later')}</p>}
      {problem && <ProblemBox problem={problem} again={fetchDocument} />}
    </>
  );
}
