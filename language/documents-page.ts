/** What the pages say of certificates and evidence lists. */

export const en = {
  'stamps.download': 'Download the time stamps',
  'certificate.download': 'Download the certificate (PDF)',
  'certificate.shows':
    'The certificate is for people to read and to print. The receipt is inside it: that PDF and the files are enough to verify.',
  'list.title': 'List of electronic data',
  'list.pdf': 'As PDF',
  'list.xlsx': 'As XLSX',
  'list.csv': 'As CSV',
  'document.making': 'Being made…',
  'document.downloaded': 'Downloaded: {name}',
  'verify.sort.certificate': 'certificate, receipt taken out of it',
  'verify.pdf.certificate-no-receipt':
    'This PDF holds no receipt, so it counts as a file. A certificate that was printed, scanned or saved by printing has lost its receipt: ask for the original.',
  'verify.pdf.certificate-two-receipts':
    'This PDF holds receipts that differ. None was chosen, and it counts as a file. Take out its attachments with a PDF reader, and verify each by itself.',
  'verify.pdf.certificate-encrypted':
    'This PDF is encrypted, so no receipt can be taken out, and it counts as a file. Open it with its password, and drop its attachment here.',
  'verify.pdf.certificate-truncated':
    'This PDF was cut off and holds no whole receipt, so it counts as a file. Copy or download it again.',
  'verify.pdf.certificate-too-large':
    'This PDF is larger, or has more in it, than any certificate, so it counts as a file.',
  'verify.record': 'To verify this record, drop its certificate or receipt here, with the files:',
} as const;

export const zh: Record<keyof typeof en, string> = {
  'stamps.download': '下载时间戳',
  'certificate.download': '下载存证证书（PDF）',
  'certificate.shows': '证书供阅读和打印，内含回执：有这份 PDF 和文件即可核验。',
  'list.title': '电子数据清单',
  'list.pdf': 'PDF',
  'list.xlsx': 'XLSX',
  'list.csv': 'CSV',
  'document.making': '正在制作……',
  'document.downloaded': '已下载：{name}',
  'verify.sort.certificate': '证书，已取出其中的回执',
  'verify.pdf.certificate-no-receipt':
    '这份 PDF 中没有回执，因此作为文件处理。打印、扫描或另行打印成 PDF 的证书已失去回执：请索取原件。',
  'verify.pdf.certificate-two-receipts':
    '这份 PDF 中有多份不同的回执，未采用其中任何一份，并作为文件处理。请用 PDF 阅读器取出各附件，分别核验。',
  'verify.pdf.certificate-encrypted':
    '这份 PDF 已加密，无法取出回执，因此作为文件处理。请用口令打开，并将其附件放入此处。',
  'verify.pdf.certificate-truncated':
    '这份 PDF 不完整，其中没有完整的回执，因此作为文件处理。请重新复制或下载。',
  'verify.pdf.certificate-too-large': '这份 PDF 的大小或内容超出任何证书，因此作为文件处理。',
  'verify.record': '要核验以下存证编号，请将其证书或回执与文件一并放入此处：',
};
