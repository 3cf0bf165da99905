import { useState } from 'preact/hooks';
import type { SignedBeside } from '../../core/persons/beside.ts';
import { type CountersignatureReport, reasonOf } from '../../core/persons/verify.ts';
import { isolated } from '../../core/visible.ts';
import { useStore } from '../app/store.ts';
import { CopiedText } from '../parts/copied-text.tsx';
import { timeText } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useKindWords } from '../parts/kind-words.ts';
import { PAGE_ROWS, Pager } from '../parts/pager.tsx';
import { SignedRoles } from '../persons/signed-roles.tsx';
import { printing } from './printing.tsx';
import { useAgencyName } from './says.tsx';
import { useVerdictWords } from './verdict-words.ts';

const SIGNS = { SIGNED: 'pass', INVALID: 'fail', UNDETERMINED: 'unknown' } as const;
const at = (seconds: number): string => timeText(new Date(seconds * 1000));

function Reason({ report }: { report: CountersignatureReport }) {
  const v = useVerdictWords();
  const reason = reasonOf(report);
  if (!reason) return null;
  return (
    <p>
      <code>{reason.name}</code> {v(`signed.why.${reason.why}`)}
    </p>
  );
}

function Signature({ report }: { report: CountersignatureReport }) {
  const v = useVerdictWords();
  const { label } = useKindWords();
  const nameOf = useAgencyName();
  const { verdict, role, person, agency, by, interval, claimedAt, recordId, keyList } = report;
  const said = [
    ...(by === undefined ? [] : [v(`signed.by.${by}`)]),
    ...(interval
      ? [v('signed.anchored', { number: interval.anchored.number, time: at(interval.anchored.time) })]
      : []),
    ...(claimedAt === undefined ? [] : [v('signed.claimed', { time: at(claimedAt) })]),
  ];
  return (
    <li data-signature={verdict}>
      <p>
        <Icon name={SIGNS[verdict]} /> <strong>{v(`signed.verdict.${verdict}`)}</strong>
        {role !== undefined && ` · ${isolated(label('role', role))}`}
        {person !== undefined &&
          ` · ${v('signed.person', { person: isolated(person), agency: isolated(nameOf(agency ?? '')) })}`}
      </p>
      <Reason report={report} />
      {said.length > 0 && <p class="quiet small">{said.join(' · ')}</p>}
      {recordId !== undefined && (
        <p class="quiet small">
          {v('signed.record')} <CopiedText text={recordId} what={v('signed.record')} />
        </p>
      )}
      {keyList !== undefined && (
        <p class="quiet small">
          {v('signed.keyList')} <CopiedText text={keyList} what={v('signed.keyList')} />
        </p>
      )}
    </li>
  );
}

/** What persons signed of a record: beside its verdict, and no part of it. */
export function Signed({ signed: { signatures, roles } }: { signed: SignedBeside }) {
  const v = useVerdictWords();
  const [page, setPage] = useState(0);
  const onPaper = useStore(printing).at !== undefined;
  const from = page * PAGE_ROWS;
  const shown = onPaper ? signatures : signatures.slice(from, from + PAGE_ROWS);
  return (
    <section class="panel beside" data-signed={signatures.length}>
      <h3>{v('signed.title')}</h3>
      <p class="quiet">{v('signed.beside')}</p>
      {signatures.length === 0 && <p class="box">{v('signed.none')}</p>}
      {roles.length > 0 && <SignedRoles roles={roles} />}
      <Pager page={page} rows={signatures.length} label={v('signed.title')} turn={setPage} />
      {signatures.length > 0 && (
        <>
          <ol class="files" start={from + 1}>
            {shown.map((report, index) => (
              <Signature key={report.recordId ?? index} report={report} />
            ))}
          </ol>
          <p class="quiet small">{v('signed.not')}</p>
        </>
      )}
    </section>
  );
}

/** What was given of signatures and says nothing, so that nobody takes it for counted. */
export function UnusedSignatures({
  strays,
  fileless,
}: {
  strays: readonly string[];
  fileless: readonly string[];
}) {
  const v = useVerdictWords();
  if (strays.length + fileless.length === 0) return null;
  return (
    <div class="box" data-unused-signatures={strays.length + fileless.length}>
      {strays.length > 0 && <p>{v('signed.strays', { count: strays.length })}</p>}
      {fileless.slice(0, PAGE_ROWS).map((name) => (
        <p key={name}>{v('signed.fileless', { name: isolated(name) })}</p>
      ))}
    </div>
  );
}
