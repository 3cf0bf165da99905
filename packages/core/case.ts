/** Whether receipts show a whole case, and the selection of what a receipt shows to others. */

export {
  type CaseCompleteness,
  type CaseEvent,
  type CaseFinding,
  type CaseRecord,
  caseCompleteness,
  caseRecordOf,
} from '../../core/bundle/completeness.ts';
export { type Slot, withDisclosures } from '../../core/bundle/selection.ts';
