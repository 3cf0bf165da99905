import { fill, type Language } from './language.ts';

/** Kinds of records, the roles behind them and the fields they ask for. */

export const en = {
  'kind.evidence': 'Evidence',
  'kind.on-site-inspection': 'On-site inspection',
  'kind.remote-survey': 'Remote survey',
  'kind.seizure-list': 'Equipment seizure list',
  'kind.power-use': 'Power-use data',
  'kind.network-traffic': 'Network-traffic list',
  'kind.expert-opinion': 'Expert opinion',

  'role.collectors': 'Collectors',
  'role.witness': 'Witness',
  'role.custodian': 'Custodian',
  'role.reviewer': 'Reviewer',
  'role.experts': 'Experts',
  'role.named': '{demanded} demanded, {named} named',
  'role.excused': '{demanded} demanded, none named; a reason is given',
  'role.claimed': 'Names are the submitting agency’s statement, not signatures.',

  'claim.department': 'Department in charge',
  'claim.cameraTime': 'Time according to the camera',
  'claim.cameraPlace': 'Place according to the camera',
  'claim.collector': 'Collected by',
  'claim.collector1': 'First collector (name, number)',
  'claim.collector2': 'Second collector (name, number)',
  'claim.witness': 'Witness',
  'claim.noWitnessReason': 'Reason for no witness',
  'claim.custodian': 'Custodian',
  'claim.reviewer': 'Reviewer',
  'claim.expert1': 'First expert (name, licence)',
  'claim.expert2': 'Second expert (name, licence)',
  'claim.startedAt': 'Begun at',
  'claim.endedAt': 'Ended at',
  'claim.collectedAt': 'Collected at',
  'claim.seizedAt': 'Seized at',
  'claim.acceptedAt': 'Accepted at',
  'claim.issuedAt': 'Issued at',
  'claim.periodStart': 'Period from',
  'claim.periodEnd': 'Period to',
  'claim.place': 'Place of collection',
  'claim.storedAt': 'Kept at (place)',
  'claim.device': 'Device',
  'claim.deviceState': 'State of the device when found',
  'claim.tool': 'Tool',
  'claim.toolVersion': 'Version of the tool',
  'claim.parameters': 'Parameters',
  'claim.process': 'Method and course',
  'claim.mediumSha256': 'SHA-256 of the original medium',
  'claim.materialSha256': 'SHA-256 of the material',
  'claim.recording': 'Video recording',
  'claim.note': 'Note',
  'claim.target': 'Target (addresses, domains, system)',
  'claim.account': 'Account used',
  'claim.accessMethod': 'Way of access',
  'claim.clockDifference': 'Difference from standard time',
  'claim.document': 'Number of the seizure document',
  'claim.holder': 'Holder',
  'claim.items': 'Items (name, quantity)',
  'claim.identifiers': 'Models and serial numbers',
  'claim.sealing': 'How it is sealed',
  'claim.meters': 'Meter numbers',
  'claim.accountHolder': 'Account holder',
  'claim.interval': 'Interval of measurement',
  'claim.unit': 'Unit of measurement',
  'claim.sourceSystem': 'Source system',
  'claim.observationPoint': 'Point of observation',
  'claim.criteria': 'Criteria for the list',
  'claim.entries': 'Number of entries',
  'claim.institution': 'Institution',
  'claim.licence': 'Licence of the institution',
  'claim.entrustedBy': 'Entrusted by',
  'claim.material': 'Material examined',
  'claim.question': 'Question',
  'claim.method': 'Method and standard',
  'claim.opinion': 'Opinion',

  'field.hidden': 'in the record, not shown',
  'field.notProvided': 'not provided',
  'field.notProvidedDemanded': 'not provided, though this kind of record demands it',
  'field.noTemplate': 'no template is known here for this kind: nothing is demanded of it',

  'field.ofNoTemplate': '{kind}: no template is known here for this kind, nothing is demanded of it',

  'wrong.missing': 'missing',
  'wrong.missing-either': 'missing, and no reason given in its place',
  'wrong.no-time': 'no time with its offset, such as 2026-03-01T09:30:00+08:00',
  'wrong.no-sha256': 'not 64 lower-case hex digits',
  'wrong.before-start': 'earlier than the beginning',
  'wrong.one': '{label} ({claim}): {reason}',
  'wrong.separator': '; ',
} as const;

export type KindTextKey = keyof typeof en;

export const zh: Record<KindTextKey, string> = {
  'kind.evidence': '证据',
  'kind.on-site-inspection': '现场检查',
  'kind.remote-survey': '远程勘验',
  'kind.seizure-list': '查封扣押清单',
  'kind.power-use': '用电数据',
  'kind.network-traffic': '网络流量名单',
  'kind.expert-opinion': '鉴定意见',

  'role.collectors': '取证人员',
  'role.witness': '见证人',
  'role.custodian': '保管人',
  'role.reviewer': '复核人',
  'role.experts': '鉴定人',
  'role.named': '应有 {demanded} 人，已列明 {named} 人',
  'role.excused': '应有 {demanded} 人，未列明；已说明原因',
  'role.claimed': '所列姓名是提交机构的陈述，并非签名。',

  'claim.department': '办案部门',
  'claim.cameraTime': '拍摄时间（相机所载）',
  'claim.cameraPlace': '拍摄位置（相机所载）',
  'claim.collector': '采集人',
  'claim.collector1': '取证人员一（姓名、证号）',
  'claim.collector2': '取证人员二（姓名、证号）',
  'claim.witness': '见证人',
  'claim.noWitnessReason': '无见证人的原因',
  'claim.custodian': '保管人',
  'claim.reviewer': '复核人',
  'claim.expert1': '鉴定人一（姓名、执业证号）',
  'claim.expert2': '鉴定人二（姓名、执业证号）',
  'claim.startedAt': '开始时间',
  'claim.endedAt': '结束时间',
  'claim.collectedAt': '提取时间',
  'claim.seizedAt': '查封扣押时间',
  'claim.acceptedAt': '受理时间',
  'claim.issuedAt': '出具时间',
  'claim.periodStart': '数据起始时间',
  'claim.periodEnd': '数据截止时间',
  'claim.place': '采集地点',
  'claim.storedAt': '保管地点',
  'claim.device': '采集设备',
  'claim.deviceState': '设备发现时的状态',
  'claim.tool': '工具',
  'claim.toolVersion': '工具版本',
  'claim.parameters': '参数',
  'claim.process': '方法与过程',
  'claim.mediumSha256': '原始存储介质的 SHA-256',
  'claim.materialSha256': '检材的 SHA-256',
  'claim.recording': '录像',
  'claim.note': '备注',
  'claim.target': '勘验对象（地址、域名、系统）',
  'claim.account': '使用的账号',
  'claim.accessMethod': '访问方式',
  'claim.clockDifference': '与标准时间的误差',
  'claim.document': '查封扣押文书号',
  'claim.holder': '持有人',
  'claim.items': '物品（名称、数量）',
  'claim.identifiers': '型号与序列号',
  'claim.sealing': '封存方式',
  'claim.meters': '电能表编号',
  'claim.accountHolder': '户名',
  'claim.interval': '采集间隔',
  'claim.unit': '计量单位',
  'claim.sourceSystem': '来源系统',
  'claim.observationPoint': '观测点',
  'claim.criteria': '列入名单的条件',
  'claim.entries': '条目数',
  'claim.institution': '鉴定机构',
  'claim.licence': '鉴定机构许可证号',
  'claim.entrustedBy': '委托方',
  'claim.material': '检材',
  'claim.question': '鉴定事项',
  'claim.method': '方法与标准',
  'claim.opinion': '鉴定意见',

  'field.hidden': '存证记录中有此项，未出示',
  'field.notProvided': '未提供',
  'field.notProvidedDemanded': '未提供，而此类记录必须提供',
  'field.noTemplate': '此处没有该类别的模板，对其不作要求',

  'field.ofNoTemplate': '{kind}：此处没有该类别的模板，对其不作要求',

  'wrong.missing': '缺少',
  'wrong.missing-either': '缺少，且未说明原因',
  'wrong.no-time': '不是带时区的时间，例如 2026-03-01T09:30:00+08:00',
  'wrong.no-sha256': '不是 64 位小写十六进制',
  'wrong.before-start': '早于开始时间',
  'wrong.one': '{label}（{claim}）：{reason}',
  'wrong.separator': '；',
};

type Wrong = {
  readonly claim: string;
  readonly reason: 'missing' | 'missing-either' | 'no-time' | 'no-sha256' | 'before-start';
};

/** What is wrong with the claims of a record, in one line. */
export function incompleteText(problems: readonly Wrong[], language: Language): string {
  const texts = language === 'zh' ? zh : en;
  return problems
    .map(({ claim, reason }) =>
      fill(texts['wrong.one'], {
        claim,
        label: labelOf('claim', claim, language),
        reason: texts[`wrong.${reason}`],
      }),
    )
    .join(texts['wrong.separator']);
}

const has = (key: string): key is KindTextKey => Object.hasOwn(en, key);

/** The label of a kind, a role or a claim; what no dictionary knows keeps the name it was given. */
export function labelOf(what: 'kind' | 'role' | 'claim', name: string, language: Language): string {
  const key = `${what}.${name}`;
  return has(key) ? (language === 'zh' ? zh : en)[key] : name;
}
