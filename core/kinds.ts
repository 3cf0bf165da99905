/**
 * What kinds of records ask to be said: fields, as claims of the record, and the roles that must stand behind it. They
 * follow the rules of procedure for electronic data (公安机关办理刑事案件电子数据取证规则, 2019, and 法发〔2016〕22号):
 * who, two of them, when, where, from what, with which tool and parameters, before which witness or why before none.
 * Names are in clear in the record, values are salted. docs/FORMAT.md section 17.
 */

/** `line`, `text`: any text, of one line or several. `time`: RFC 3339 with offset. `sha256`: 64 hex digits. */
export const FIELD_FORMS = ['line', 'text', 'time', 'sha256'] as const;
export type FieldForm = (typeof FIELD_FORMS)[number];

export const ROLES = ['collectors', 'witness', 'custodian', 'reviewer', 'experts'] as const;
export type RoleName = (typeof ROLES)[number];

export type Field = {
  /** Name of the claim. */
  readonly name: string;
  readonly form: FieldForm;
  /** A record of this kind cannot be submitted without it. Fields of a role are demanded by the role. */
  readonly demanded: boolean;
};

export type Role = {
  readonly name: RoleName;
  /** The claims that name the persons, one person each; all of them are demanded. */
  readonly claims: readonly string[];
  /** The claim that may say instead why there is nobody. */
  readonly instead: string | null;
};

export type KindTemplate = {
  readonly kind: string;
  readonly fields: readonly Field[];
  readonly roles: readonly Role[];
};

const must = (name: string, form: FieldForm = 'line'): Field => ({ name, form, demanded: true });
const may = (name: string, form: FieldForm = 'line'): Field => ({ name, form, demanded: false });

const COLLECTORS: Role = { name: 'collectors', claims: ['collector1', 'collector2'], instead: null };
const WITNESS: Role = { name: 'witness', claims: ['witness'], instead: 'noWitnessReason' };
const REVIEWER: Role = { name: 'reviewer', claims: ['reviewer'], instead: null };
const CUSTODIAN: Role = { name: 'custodian', claims: ['custodian'], instead: null };
const EXPERTS: Role = { name: 'experts', claims: ['expert1', 'expert2'], instead: null };

const SPAN = [must('startedAt', 'time'), must('endedAt', 'time')];
const TOOL = [must('tool'), must('toolVersion'), may('parameters', 'text')];
const TWO = [may('collector1'), may('collector2')];
const WITNESSED = [may('witness'), may('noWitnessReason', 'text')];

export const KINDS: readonly KindTemplate[] = [
  {
    kind: 'on-site-inspection',
    fields: [
      must('department'),
      ...TWO,
      ...SPAN,
      must('place'),
      must('device'),
      may('deviceState', 'text'),
      ...TOOL,
      must('process', 'text'),
      ...WITNESSED,
      may('mediumSha256', 'sha256'),
      may('recording'),
      may('note', 'text'),
    ],
    roles: [COLLECTORS, WITNESS],
  },
  {
    kind: 'remote-survey',
    fields: [
      must('department'),
      ...TWO,
      ...SPAN,
      must('place'),
      must('target', 'text'),
      may('account'),
      must('accessMethod', 'text'),
      may('clockDifference'),
      ...TOOL,
      must('process', 'text'),
      ...WITNESSED,
      may('recording'),
      may('note', 'text'),
    ],
    roles: [COLLECTORS, WITNESS],
  },
  {
    kind: 'seizure-list',
    fields: [
      must('department'),
      must('document'),
      ...TWO,
      must('seizedAt', 'time'),
      must('place'),
      must('holder'),
      must('items', 'text'),
      must('identifiers', 'text'),
      must('sealing', 'text'),
      may('deviceState', 'text'),
      ...WITNESSED,
      may('custodian'),
      may('storedAt'),
      may('mediumSha256', 'sha256'),
      may('note', 'text'),
    ],
    roles: [COLLECTORS, WITNESS, CUSTODIAN],
  },
  {
    kind: 'power-use',
    fields: [
      must('department'),
      ...TWO,
      must('collectedAt', 'time'),
      must('place'),
      must('meters', 'text'),
      may('accountHolder'),
      must('periodStart', 'time'),
      must('periodEnd', 'time'),
      must('interval'),
      must('unit'),
      must('sourceSystem'),
      may('clockDifference'),
      ...TOOL,
      may('reviewer'),
      may('note', 'text'),
    ],
    roles: [COLLECTORS, REVIEWER],
  },
  {
    kind: 'network-traffic',
    fields: [
      must('department'),
      ...TWO,
      must('collectedAt', 'time'),
      must('observationPoint'),
      must('periodStart', 'time'),
      must('periodEnd', 'time'),
      must('criteria', 'text'),
      must('entries'),
      may('clockDifference'),
      ...TOOL,
      may('reviewer'),
      may('note', 'text'),
    ],
    roles: [COLLECTORS, REVIEWER],
  },
  {
    kind: 'expert-opinion',
    fields: [
      must('institution'),
      must('licence'),
      may('expert1'),
      may('expert2'),
      must('entrustedBy'),
      must('acceptedAt', 'time'),
      must('issuedAt', 'time'),
      may('place'),
      must('material', 'text'),
      may('materialSha256', 'sha256'),
      must('question', 'text'),
      must('method', 'text'),
      ...TOOL,
      must('opinion', 'text'),
      may('reviewer'),
      may('note', 'text'),
    ],
    roles: [EXPERTS, REVIEWER],
  },
];

/** What the pages ask for where the kind has no template; nothing of it is demanded. */
export const GENERAL_FIELDS: readonly Field[] = [
  may('place'),
  may('collector'),
  may('device'),
  may('note', 'text'),
];

/** What the pages offer to claim of photographs beside any kind's fields, in the camera's words: nobody else's. */
export const PHOTO_FIELDS: readonly Field[] = [may('cameraTime'), may('cameraPlace')];

/** The template of a kind; none for `evidence`, and for kinds that another agency or a later version made. */
export function templateOf(kind: string): KindTemplate | undefined {
  return KINDS.find((template) => template.kind === kind);
}
