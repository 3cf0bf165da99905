import type { EvidenceList, ListFormat } from './evidence-list.ts';
import { listPdf } from './list-pdf.ts';
import { listCsv, listXlsx } from './list-tables.ts';

/** Makes an evidence list in one of its forms. */
export async function makeList(list: EvidenceList, format: ListFormat): Promise<Uint8Array> {
  if (format === 'csv') return listCsv(list);
  return format === 'xlsx' ? listXlsx(list) : listPdf(list);
}
