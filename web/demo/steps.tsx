import { useState } from 'preact/hooks';
import { announce } from '../app/announce.ts';
import { act, type DemoState, type Judged, type Rewritten } from './api.ts';
import { Verdict, Wrong } from './parts.tsx';
import { useAct } from './use-act.ts';
import { useDemoWords } from './words.ts';

/** The steps of the walk, from handing in to taking home. */

type Names = (ids: readonly string[]) => string;
const SHOWN_FINDINGS = 4;

export function Submit({ state }: { state: DemoState }) {
  const d = useDemoWords();
  const { running, problem, run } = useAct();
  return (
    <li>
      <h2>{d('submit.title')}</h2>
      <p>{d('submit.text')}</p>
      <button type="button" class="main" disabled={running} onClick={() => run(() => act('submit'))}>
        {d('submit.do')}
      </button>
      <Wrong problem={problem} />
      <ol class="handed" aria-live="polite">
        {state.records.map(({ recordId, state: at, block }) => (
          <li key={recordId} data-state={at}>
            <span class="small quiet">{d('submit.record')}</span> <code>{recordId.slice(0, 16)}…</code>{' '}
            {block !== null
              ? d('submit.anchored', { block })
              : d(at === 'rewritten' ? 'submit.rewritten' : 'submit.received')}
          </li>
        ))}
      </ol>
    </li>
  );
}

export function Verify({ names }: { names: Names }) {
  const d = useDemoWords();
  const { running, problem, run } = useAct();
  const [judged, setJudged] = useState<readonly Judged[]>([]);
  const verify = (altered: boolean) =>
    run(async () => {
      const found = await act<Judged[]>('verify', { altered });
      setJudged(found);
      announce(found.map(({ by, verdict }) => `${names([by])}: ${verdict}`).join('. '));
    });
  return (
    <li>
      <h2>{d('verify.title')}</h2>
      <p>{d('verify.text')}</p>
      <div class="row">
        <button type="button" class="main" disabled={running} onClick={() => verify(false)}>
          {d('verify.do')}
        </button>
        <button type="button" disabled={running} onClick={() => verify(true)}>
          {d('verify.altered')}
        </button>
      </div>
      {running && <p class="quiet">{d('working')}</p>}
      <Wrong problem={problem} />
      {judged.map((one) => (
        <Verdict key={one.by} judged={one} name={names([one.by])} />
      ))}
    </li>
  );
}

export function Down() {
  const d = useDemoWords();
  return (
    <li>
      <h2>{d('down.title')}</h2>
      <p>{d('down.text')}</p>
    </li>
  );
}

export function Rewrite({ state }: { state: DemoState }) {
  const d = useDemoWords();
  const { running, problem, run } = useAct();
  const [found, setFound] = useState<Rewritten>();
  const findings = found?.findings ?? [];
  return (
    <li>
      <h2>{d('rewrite.title')}</h2>
      <p>{d('rewrite.text')}</p>
      <div class="row">
        <button
          type="button"
          class="main"
          disabled={running}
          onClick={() => run(async () => setFound(await act<Rewritten>('rewrite')))}
        >
          {d('rewrite.do')}
        </button>
        {state.rewritten && (
          <button
            type="button"
            disabled={running}
            onClick={() =>
              run(async () => {
                await act('restore');
                setFound(undefined);
              })
            }
          >
            {d('rewrite.undo')}
          </button>
        )}
      </div>
      {running && <p class="quiet">{d('working')}</p>}
      <Wrong problem={problem} />
      {found && (
        <>
          <Verdict judged={found.forged} name={d('rewrite.forged')} />
          <Verdict judged={found.genuine} name={d('rewrite.genuine')} />
          <p>{d('rewrite.audit')}</p>
          <ul class="small" data-findings={findings.length}>
            {findings.slice(0, SHOWN_FINDINGS).map(({ code, subject }) => (
              <li key={`${code} ${subject}`}>
                <code>{code}</code> {subject.slice(0, 24)}
              </li>
            ))}
            {findings.length > SHOWN_FINDINGS && (
              <li>{d('rewrite.more', { count: findings.length - SHOWN_FINDINGS })}</li>
            )}
          </ul>
        </>
      )}
    </li>
  );
}

export function Home({ state }: { state: DemoState }) {
  const d = useDemoWords();
  const anchored = state.records.find(({ block }) => block !== null);
  return (
    <li>
      <h2>{d('home.title')}</h2>
      <p>{d('home.text')}</p>
      {anchored && (
        <>
          <div class="row">
            <a href="/api/file" download>
              {d('home.file')}
            </a>
            <a href={`/api/receipt/${anchored.recordId}`} download>
              {d('home.receipt')}
            </a>
            <a href="/api/trust" download>
              {d('home.trust')}
            </a>
          </div>
          <pre>
            npx jz verify 2026-09.csv --receipt demo-receipt-{anchored.recordId.slice(0, 12)}.json --trust
            demo-trust.json
          </pre>
        </>
      )}
    </li>
  );
}
