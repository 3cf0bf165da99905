import { toHex } from '../core/bytes.ts';
import { sha256 } from '../core/digests.ts';
import { grouped, headFingerprint } from '../core/fingerprint.ts';
import type { SealCache } from '../core/qbft.ts';
import { RECEIPT_MEDIA_TYPE } from '../core/receipt.ts';
import type { Trust } from '../core/trust.ts';
import { labelOf } from '../language/kinds.ts';
import { filesTable } from './certificate-files.ts';
import { agencyWords, blockWords, claimWords, facts, heading, note, sentence } from './parts.ts';
import { type Proved, provedBy } from './proved.ts';
import { drawQr } from './qr.ts';
import { INK, openSheet, type Sheet, type Style } from './sheet.ts';
import { type Both, timeWords, verdictWords, words } from './words.ts';

/**
 * The certificate (存证证书): what a receipt proves, for people, in both languages, and the receipt itself attached. The
 * same receipt, bundle and address give the same bytes.
 */

const QR_SIZE = 92;
const TITLE = 24;

export type CertificateInput = {
  /** The receipt's bytes. */
  readonly receipt: Uint8Array;
  readonly trust: Trust;
  /** Where verification pages are, as in `https://evidence.example/`; without one the code holds the record ID alone. */
  readonly page?: string | undefined;
  readonly sealCache?: SealCache;
};

/** What the code on a certificate says. @param page the root of an agency's pages */
export function verificationAddress(page: string | undefined, recordId: string): string {
  if (page === undefined) return recordId;
  return `${page.replace(/\/+$/, '')}/#/verify?record=${recordId}`;
}

const receiptName = (recordId: string): string => `jianzheng-receipt-${recordId.slice(0, 16)}.json`;

function titleBlock(sheet: Sheet, trust: Trust, address: string): void {
  const { doc, left, width } = sheet;
  const { consortium } = trust.document;
  const top = doc.y;
  const title = words('title');
  sheet.tags.artifact(() => doc.rect(left, top + 4, 3, 74).fill(INK.accent));
  const x = left + 14;
  // One line beside the code; the whole name stands among the facts.
  const fitting = (name: string, y: number, style: Style) => {
    const [first = '', ...rest] = sheet.wrap(sheet.shown(name), width - QR_SIZE - 40, style);
    sheet.tags.inside('P', () => sheet.line(rest.length > 0 ? `${first}…` : first, x, y, style));
  };
  fitting(consortium.zh, top, { size: 9.5, colour: INK.quiet });
  if (consortium.en !== consortium.zh)
    fitting(consortium.en, top + 14, { size: 8, colour: INK.quiet, lang: 'en' });
  sheet.tags.inside('H1', () => {
    sheet.line(title.zh, x, top + 26, { size: TITLE, bold: true });
    sheet.line(title.en, x, top + 62, { size: 12, colour: INK.quiet, lang: 'en' });
  });
  const qrX = left + width - QR_SIZE;
  const scan = words('scan');
  drawQr(sheet, { text: address, alt: `${scan.zh} ${scan.en}: ${address}` }, qrX, top - 6, QR_SIZE);
  sheet.tags.inside('P', () =>
    sheet.line(`${scan.zh} ${scan.en}`, qrX, top + QR_SIZE - 9, {
      size: 6.5,
      colour: INK.quiet,
      width: QR_SIZE,
      align: 'center',
    }),
  );
  doc.y = top + QR_SIZE + 8;
  note(sheet, words('intro'));
}

function recordPart(sheet: Sheet, proved: Proved, trust: Trust): void {
  const { shown } = sheet;
  heading(sheet, words('part.record'));
  const kind: Both = {
    zh: labelOf('kind', proved.kind, 'zh'),
    en: labelOf('kind', proved.kind, 'en'),
  };
  const { batch, link } = proved;
  const caseText: Both | undefined =
    proved.case === undefined
      ? undefined
      : link
        ? words('case.position', { case: shown(proved.case), position: link.position })
        : { zh: shown(proved.case), en: '' };
  facts(sheet, [
    [words('label.recordId'), { zh: proved.recordId, en: '' }],
    [
      words('label.consortium'),
      { zh: shown(trust.document.consortium.zh), en: shown(trust.document.consortium.en) },
    ],
    [words('label.agency'), agencyWords(sheet, trust, proved.agency)],
    ...(caseText ? ([[words('label.case'), caseText]] as const) : []),
    [words('label.kind'), kind],
    ...Object.entries(proved.claims).map(
      ([name, value]) => [claimWords(sheet, name), { zh: shown(value), en: '' }] as const,
    ),
    [
      words('label.batch'),
      words('batch.text', { sequence: batch.sequence, place: batch.index + 1, size: batch.size }),
    ],
    [words('label.root'), { zh: batch.root, en: '' }],
  ]);
}

function timePart(sheet: Sheet, { interval, sealedBy }: Proved): void {
  heading(sheet, words('part.time'));
  const { notBefore, anchored } = interval;
  const from = timeWords(notBefore.time);
  const to = timeWords(anchored.time);
  facts(sheet, [
    [
      words('label.interval'),
      words('interval.text', { from: from.zh, to: to.zh }, { from: from.en, to: to.en }),
    ],
    [words('label.notBefore'), blockWords('interval.notBefore', notBefore)],
    [words('label.block'), blockWords('interval.anchored', anchored)],
    [words('label.blockHash'), { zh: anchored.hash, en: '' }],
  ]);
  note(sheet, words(sealedBy.single ? 'interval.single' : 'interval.several'));
}

function vouchPart(sheet: Sheet, { sealedBy }: Proved, trust: Trust): void {
  heading(sheet, words('part.vouches'));
  const { seals, validators, version, single, signers } = sealedBy;
  sentence(
    sheet,
    single ? verdictWords('vouches.single') : verdictWords('vouches.several', { seals, validators, version }),
    single,
  );
  const names = signers.map((address): Both => {
    const agency = trust.agencies.find(({ validator }) => validator === address);
    return agency ? agencyWords(sheet, trust, agency.id) : words('signer.joinedLater', { address });
  });
  const upTo = words('bundle.text', { version: trust.sets.length });
  facts(sheet, [
    [
      words('label.signers'),
      { zh: names.map(({ zh }) => zh).join('、'), en: names.map(({ en }) => en).join(', ') },
    ],
    [words('label.founding'), { zh: grouped(trust.foundingHash), en: '' }],
    [words('label.bundle'), { zh: grouped(headFingerprint(trust)), en: `${upTo.zh} ${upTo.en}` }],
  ]);
  note(sheet, words('compare'));
}

function meaningPart(sheet: Sheet, proved: Proved, trust: Trust): void {
  heading(sheet, words('part.means'));
  const { number } = proved.interval.anchored;
  const agency = agencyWords(sheet, trust, proved.agency);
  const said = words('means.verified', { number, agency: agency.zh }, { number, agency: agency.en });
  sentence(sheet, said, true);
  for (const key of ['means.not', 'means.not.time', 'means.not.silent', 'means.changed'] as const)
    sentence(sheet, words(key));
}

function verifyPart(sheet: Sheet, proved: Proved, address: string, receipt: Uint8Array): void {
  heading(sheet, words('part.verify'));
  sentence(sheet, words('verify.step.page'));
  if (address !== proved.recordId) sentence(sheet, { zh: address, en: '' });
  sentence(sheet, words('verify.step.command'));
  sentence(sheet, { zh: 'jz verify CERTIFICATE.pdf FILE... --trust TRUST.json', en: '' });
  sentence(sheet, words('verify.step.trust'));
  const attached = {
    name: receiptName(proved.recordId),
    size: receipt.length,
    digest: toHex(sha256(receipt)),
  };
  note(sheet, words('verify.attached', attached));
}

/**
 * Makes the certificate of a receipt.
 * @returns a PDF in the form of PDF/A-3a and PDF/UA-1, with the receipt attached
 * @throws FormatError `certificate-receipt-invalid`, `certificate-receipt-undetermined`
 */
export async function makeCertificate({
  receipt,
  trust,
  page,
  sealCache,
}: CertificateInput): Promise<Uint8Array> {
  const proved = provedBy(receipt, trust, sealCache);
  const { recordId, interval } = proved;
  const at = new Date(interval.anchored.time * 1000);
  const title = words('title');
  const sheet = openSheet({
    title: `${title.zh} ${title.en} ${recordId.slice(0, 16)}`,
    subject: recordId,
    author: trust.document.consortium.zh,
    keywords: `${recordId} ${trust.foundingHash}`,
    at,
  });
  // The option is there, and missing from the types alone.
  const attachment: PDFKit.Mixins.PDFAttachmentOptions & { relationship: string } = {
    name: receiptName(recordId),
    type: RECEIPT_MEDIA_TYPE,
    description: `${words('label.recordId').zh} ${recordId}`,
    creationDate: at,
    modifiedDate: at,
    relationship: 'Source',
  };
  sheet.doc.file(Buffer.from(receipt), attachment);
  const address = verificationAddress(page, recordId);
  titleBlock(sheet, trust, address);
  recordPart(sheet, proved, trust);
  timePart(sheet, proved);
  vouchPart(sheet, proved, trust);
  filesTable(sheet, proved);
  meaningPart(sheet, proved, trust);
  verifyPart(sheet, proved, address, receipt);
  return sheet.end((number, pages) => {
    const id = words('foot.record', { id: recordId });
    const of = words('foot.page', { page: number, pages });
    return { left: id.zh, right: `${of.zh}  ${of.en}` };
  });
}
