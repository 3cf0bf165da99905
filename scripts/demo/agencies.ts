import type { Names } from '../../core/founding-document.ts';

/** The four made-up agencies of the demo, in the order of their ids, which is that of their seats: the first proposes. */
export const AGENCIES = [
  { id: 'court', name: { en: 'Demo court', zh: '演示法院' } },
  { id: 'grid', name: { en: 'Demo power grid', zh: '演示电网企业' } },
  { id: 'police', name: { en: 'Demo police', zh: '演示公安机关' } },
  { id: 'telecom', name: { en: 'Demo telecom regulator', zh: '演示通信管理部门' } },
] as const satisfies readonly { id: string; name: Names }[];

export type AgencyId = (typeof AGENCIES)[number]['id'];

export const CONSORTIUM: Names = { en: 'Demo consortium', zh: '演示联盟' };

export function isAgency(id: unknown): id is AgencyId {
  return AGENCIES.some((agency) => agency.id === id);
}
