import { useEffect, useRef, useState } from 'preact/hooks';
import { type Problem, problemIn } from '../api.ts';
import { useWords } from '../app/language.ts';
import { api } from '../app/session.ts';
import { DropZone } from '../parts/drop-zone.tsx';
import type { FoundFile } from '../parts/dropped.ts';
import { shortId } from '../parts/format.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { download } from '../parts/receipt-button.tsx';
import { keepReceipt, noteAcknowledgement, sortDropped, type Taken } from './import.ts';
import { useNetworkWords } from './words.ts';

function TakenItem({ taken }: { taken: Taken }) {
  const w = useNetworkWords();
  if (taken.what === 'noted') {
    const { recordId, agency } = taken;
    return <li>{w('import.noted', { agency, record: shortId(recordId) })}</li>;
  }
  const { recordId, agency, heldFiles, acknowledgement } = taken.kept;
  const values = { agency, record: shortId(recordId), files: heldFiles.length };
  return (
    <li>
      <p>{w(taken.first ? 'import.kept' : 'import.again', values)}</p>
      <p>{w('import.giveBack', { agency })}</p>
      <button
        type="button"
        onClick={() =>
          download(
            JSON.stringify(acknowledgement),
            `jianzheng-acknowledgement-${recordId.slice(0, 16)}.json`,
            'application/json',
          )
        }
      >
        {w('import.acknowledgement')}
      </button>
    </li>
  );
}

/** Where receipts of other agencies are handed to the own service, and acknowledgements for its own records. */
export function ImportZone({ onTaken }: { onTaken: () => void }) {
  const { language } = useWords();
  const w = useNetworkWords();
  const [sent, setSent] = useState<number>();
  const [problem, setProblem] = useState<Problem>();
  const [said, setSaid] = useState<string>();
  const [taken, setTaken] = useState<readonly Taken[]>([]);
  const left = useRef(new AbortController());
  useEffect(() => () => left.current.abort(), []);

  async function take(found: FoundFile[], unreadable: readonly string[]): Promise<void> {
    const { signal } = left.current;
    const { receipts, acknowledgements, files } = await sortDropped(found);
    if (unreadable.length > 0)
      return setSaid(w('import.unreadable', { names: unreadable.join(language === 'zh' ? '、' : ', ') }));
    if (receipts.length + acknowledgements.length === 0) return setSaid(w('import.none'));
    if (receipts.length > 1 && files.length > 0) return setSaid(w('import.several'));
    const done: Taken[] = [];
    try {
      for (const receipt of receipts)
        done.push(await keepReceipt(api, receipt, files, { onProgress: setSent, signal }));
      for (const file of acknowledgements) done.push(await noteAcknowledgement(api, file, signal));
    } finally {
      if (!signal.aborted) {
        setTaken(done);
        if (done.length > 0) onTaken();
      }
    }
  }

  const onFiles = (found: FoundFile[], unreadable: string[]) => {
    if (found.length + unreadable.length === 0) return;
    setProblem(undefined);
    setSaid(undefined);
    setTaken([]);
    setSent(0);
    take(found, unreadable)
      .catch((error: unknown) => {
        if (!left.current.signal.aborted) setProblem(problemIn(error));
      })
      .finally(() => setSent(undefined));
  };

  return (
    <>
      <DropZone
        title={w('import.title')}
        hint={w('import.hint')}
        onFiles={onFiles}
        disabled={sent !== undefined}
      />
      <div role="status">
        {sent !== undefined && (
          <>
            <p>{w('import.sending')}</p>
            <progress class="wide" max={1} value={sent} aria-label={w('import.progress')} />
          </>
        )}
        {said !== undefined && <p class="box">{said}</p>}
        {taken.length > 0 && (
          <ul class="box plain-list">
            {taken.map((one, index) => (
              <TakenItem key={index} taken={one} />
            ))}
          </ul>
        )}
      </div>
      {problem && <ProblemBox problem={problem} />}
    </>
  );
}
