/** Statements of agencies about records, cases and hand-offs, each a file of its own (docs/FORMAT.md, section 15). */

export { type OpenedStatement, openStatement } from '../../core/statement.ts';
export type { Statement, StatementKind } from '../../core/statement-events.ts';
