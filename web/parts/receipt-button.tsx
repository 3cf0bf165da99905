import { useState } from 'preact/hooks';
import { type Problem, problemIn, type RecordView } from '../api.ts';
import { announce } from '../app/announce.ts';
import { useWords } from '../app/language.ts';
import { api } from '../app/session.ts';
import { ProblemBox } from './problem.tsx';

/** Hands bytes over to the browser's downloads. */
export function download(bytes: BlobPart, name: string, type: string): void {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Not at once: some browsers only begin to read after the click was handled.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Downloads the receipt of an anchored record. */
export function ReceiptButton({ record }: { record: RecordView }) {
  const { t } = useWords();
  const [problem, setProblem] = useState<Problem>();
  const [early, setEarly] = useState(false);
  if (record.state !== 'anchored') return <p class="quiet">{t('receipt.later')}</p>;
  const fetchReceipt = async () => {
    setProblem(undefined);
    try {
      const response = await api.send({ path: `records/${record.recordId}/receipt` });
      setEarly(response.status === 202);
      if (response.status === 202) return;
      const name = `jianzheng-receipt-${record.recordId.slice(0, 16)}.json`;
      download(await response.arrayBuffer(), name, 'application/json');
      announce(t('receipt.downloaded', { name }));
    } catch (error) {
      setProblem(problemIn(error));
    }
  };
  return (
    <>
      <button type="button" class="main" onClick={fetchReceipt}>
        {t('receipt.download')}
      </button>
      {early && <p role="status">{t('receipt.later')}</p>}
      {problem && <ProblemBox problem={problem} again={fetchReceipt} />}
    </>
  );
}
