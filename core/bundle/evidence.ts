import { FormatError } from '../errors.ts';
import type { SealCache } from '../qbft.ts';
import { openStatement } from '../statement.ts';
import type { Statement } from '../statement-events.ts';
import type { Trust } from '../trust.ts';
import type { CaseEvent } from './completeness.ts';

/** The statements that came with a bundle: each is checked like a receipt before it says anything of the case. */

export type EvidenceJudged = {
  readonly path: string;
  /** What was said; missing where the file does not hold. */
  readonly statement?: Statement;
  /** Why it says nothing, as a code of `openStatement`. */
  readonly refused?: string;
};

/** What a statement says of the completeness of a case; undefined for one that says nothing of it. */
function eventOf(statement: Statement): CaseEvent | undefined {
  if (statement.kind === 'closed') {
    const { agency, commitment, count, head } = statement;
    return { kind: 'closed', agency, commitment, count, head };
  }
  if (statement.kind === 'superseded') {
    const { agency, recordId, replacement } = statement;
    return { kind: 'superseded', agency, recordId, replacement };
  }
  if (statement.kind === 'withdrawn') {
    const { agency, recordId } = statement;
    return { kind: 'withdrawn', agency, recordId };
  }
  if (statement.kind !== 'opinion') return undefined;
  const { agency, recordId, attester, number } = statement;
  return { kind: 'opinion', agency, recordId, attester, number };
}

export function judgeEvidence(
  evidence: ReadonlyMap<string, Uint8Array>,
  trust: Trust,
  cache: SealCache,
): { readonly judged: readonly EvidenceJudged[]; readonly events: readonly CaseEvent[] } {
  const judged = [...evidence].map(([path, bytes]): EvidenceJudged => {
    try {
      return { path, statement: openStatement(bytes, trust, cache).statement };
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      return { path, refused: error.code };
    }
  });
  const events = judged.flatMap(({ statement }) => (statement && eventOf(statement)) ?? []);
  return { judged, events };
}
