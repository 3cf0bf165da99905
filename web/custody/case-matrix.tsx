import type { RecordSayings } from '../../core/record-sayings.ts';
import { hrefTo } from '../app/routes.ts';
import { shortId } from '../parts/format.ts';
import { GivenText } from '../parts/given-text.tsx';
import { Icon } from '../parts/icon.tsx';
import { useAgencyText } from './agencies.ts';
import { useCustodyWords } from './custody-words.ts';
import { OpinionWord, RecordLink } from './opinion-table.tsx';
import type { CaseRecordView, StatementView } from './views.ts';

type Sayings = RecordSayings<StatementView>;

/** What the record's own agency says of it now. */
function OwnWord({ sayings }: { sayings: Sayings | undefined }) {
  const c = useCustodyWords();
  const correction = sayings?.correction?.statement;
  if (!correction) return <>{c('case.stands')}</>;
  return (
    <>
      {c(`case.${correction.kind}`)}{' '}
      {correction.kind === 'superseded' && <RecordLink id={correction.replacement} />}
    </>
  );
}

type Chosen = { readonly ids: ReadonlySet<string>; toggle(recordId: string): void };

function Row({
  record,
  sayings,
  attesters,
  chosen,
}: {
  record: CaseRecordView;
  sayings: Sayings | undefined;
  attesters: readonly string[];
  chosen: Chosen | undefined;
}) {
  const c = useCustodyWords();
  const { recordId, position, name } = record;
  return (
    <tr data-record={recordId}>
      {chosen && (
        <td>
          <input
            type="checkbox"
            aria-label={c('case.choose', { position: position ?? '?' })}
            checked={chosen.ids.has(recordId)}
            disabled={record.block === null}
            onChange={() => chosen.toggle(recordId)}
          />
        </td>
      )}
      <td>{position ?? '?'}</td>
      <th scope="row">
        <a href={hrefTo(`records/${recordId}`)}>
          {name === null ? <code>{shortId(recordId)}</code> : <GivenText kind="name" text={name} />}
        </a>
        {record.block === null && <div class="quiet small">{c('case.notAnchored')}</div>}
      </th>
      <td>
        <OwnWord sayings={sayings} />
      </td>
      {attesters.map((attester) => {
        const opinion = sayings?.opinions.get(attester)?.statement.opinion;
        return <td key={attester}>{opinion ? <OpinionWord opinion={opinion} /> : '–'}</td>;
      })}
      <td>
        {sayings?.disagreement && (
          <span class="late">
            <Icon name="warning" />
            {c('case.disagreement')}
          </span>
        )}
      </td>
    </tr>
  );
}

/** Who says what about which record: a row for each record, a column for each agency that has said something. */
export function CaseMatrix({
  agency,
  records,
  sayings,
  chosen,
}: {
  /** Whose case it is. */
  agency: string;
  records: readonly CaseRecordView[];
  sayings: ReadonlyMap<string, Sayings>;
  /** Where records can be chosen. */
  chosen?: Chosen | undefined;
}) {
  const c = useCustodyWords();
  const nameOf = useAgencyText();
  const attesters = [
    ...new Set(records.flatMap(({ recordId }) => [...(sayings.get(recordId)?.opinions.keys() ?? [])])),
  ].sort();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than its screen is scrolled with the keyboard
    <section class="scroll" tabIndex={0} aria-label={c('case.matrix')}>
      <table class="matrix">
        <thead>
          <tr>
            {chosen && <th scope="col">{c('case.col.choose')}</th>}
            <th scope="col">{c('case.col.position')}</th>
            <th scope="col">{c('case.col.record')}</th>
            <th scope="col">{nameOf(agency)}</th>
            {attesters.map((attester) => (
              <th key={attester} scope="col">
                {nameOf(attester)}
              </th>
            ))}
            <th scope="col">{c('case.col.all')}</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <Row
              key={record.recordId}
              record={record}
              sayings={sayings.get(record.recordId)}
              attesters={attesters}
              chosen={chosen}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}
