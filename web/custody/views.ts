import type { HandoffState } from '../../core/handoff-state.ts';
import type { Statement } from '../../core/statement-events.ts';

/** What the service answers about hand-offs and statements. Times are ISO texts. */

export type HandoffView = {
  readonly handoff: number;
  readonly agency: string;
  readonly recordId: string;
  readonly commitment: string | null;
  readonly from: string;
  readonly to: string;
  readonly purpose: string;
  readonly previous: number | null;
  readonly state: HandoffState;
  readonly answerBy: string;
  readonly reportBy: string | null;
  readonly reports: number;
  readonly asked: { readonly by: string; readonly clock: 'answer' | 'report'; readonly until: string } | null;
  readonly recordedOverdue: readonly string[];
};

export type HandoffPage = {
  readonly items: readonly HandoffView[];
  /** Time and number of the last block. */
  readonly at: string | null;
  readonly block: number | null;
  readonly next: string | null;
};

export type StatementView = {
  readonly id: string;
  readonly block: number;
  readonly time: string;
  readonly says: readonly string[];
  readonly statement: Statement;
};

export type ActView = {
  readonly id: number;
  readonly method: string;
  readonly state: 'open' | 'said' | 'refused';
  readonly createdAt: string;
  readonly block: number | null;
  /** Deadlines that the service counted in working days, and by which calendar. */
  readonly counted: readonly {
    readonly term: 'answerBy' | 'reportBy' | 'until';
    readonly workingDays: number;
    readonly time: string;
    readonly calendar: string;
  }[];
  readonly refusal: { readonly error: string; readonly what: string; readonly next: string } | null;
};

export type CaseRecordView = {
  readonly recordId: string;
  readonly position: number | null;
  readonly name: string | null;
  readonly held: 'own' | 'receipt';
  readonly block: number | null;
  readonly time: string | null;
};

/** A case across agencies. */
export type TimelineView = {
  readonly case: string | null;
  readonly agency: string;
  readonly commitment: string;
  readonly at: string | null;
  readonly block: number | null;
  readonly records: readonly CaseRecordView[];
  readonly items: readonly StatementView[];
  readonly truncated: boolean;
};
