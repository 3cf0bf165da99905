/** What `jz certificate` and `jz list` say, and what is wrong with a PDF that is given as a certificate. */

export const en = {
  'certificate.summary': 'make the certificate (PDF) of a receipt, offline',
  'certificate.description':
    'Verifies a receipt with a trust bundle and makes its certificate: a PDF in Chinese and English for people to read, with the receipt inside, so that `jz verify` and the verification page take the PDF alone. The same receipt and bundle give the same bytes. No certificate is made of a receipt that does not verify.',
  'certificate.receipt': 'receipt, or a certificate to make again',
  'certificate.out': 'PDF to write',
  'certificate.page':
    'address of a service whose verification page the code leads to (or JIANZHENG_URL); without one the code holds the record ID alone',
  'certificate.written': 'Certificate written to {path}',
  'list.summary': 'the evidence list (PDF, XLSX, CSV) of receipts, a record or a case',
  'list.description':
    'Lists files with their integrity values, source and remarks in Chinese and English. Of receipts or certificates given here, each verified first, offline; or, with --record or --case, of what the service has.',
  'list.receipts': 'receipts or certificates of one case',
  'list.out': 'file to write; its extension says the format',
  'list.format': 'format, where the extension does not say it',
  'list.record': 'ask the service for the list of this record ID',
  'list.case': 'ask the service for the list of this case',
  'list.written': 'List written to {path}',
  'error.list-needs-one': 'List what?',
  'error.list-needs-one.next': 'Give receipts with --trust FILE, or --record ID, or --case CASE.',
  'error.list-format-unknown': 'The format cannot be told from the name {path}.',
  'error.list-format-unknown.next': 'Let it end in .pdf, .xlsx or .csv, or give --format.',
  'error.list-several-cases': 'These receipts are not shown to be of one case.',
  'error.list-several-cases.next': 'A list is of one record or of one case: make one for each.',
  'error.certificate-receipt-invalid': 'The receipt {path} does not verify: {checks}.',
  'error.certificate-receipt-invalid.next':
    'No certificate was made. `jz verify -r RECEIPT` shows each check; ask the agency for the receipt again.',
  'error.certificate-receipt-undetermined':
    'Whether the receipt {path} holds cannot be decided with this trust bundle: {checks}.',
  'error.certificate-receipt-undetermined.next':
    'No certificate was made. Get the bundle’s later links (`jz trust update`), then run it again.',
  'error.certificate-not-pdf': '{path} is no PDF.',
  'error.certificate-not-pdf.next': 'Give the certificate as the agency issued it, or its receipt.',
  'error.certificate-too-large': '{path} is larger, or has more in it, than any certificate.',
  'error.certificate-too-large.next':
    'Save its attachment with a PDF reader and give that with --receipt, or ask the agency for the receipt.',
  'error.certificate-encrypted': '{path} is encrypted, so no receipt can be taken out of it.',
  'error.certificate-encrypted.next':
    'Open it with its password, save its attachment, and give that with --receipt; or ask the agency for the receipt.',
  'error.certificate-truncated': '{path} was cut off: its end is missing, and it holds no whole receipt.',
  'error.certificate-truncated.next': 'Copy or download it again. This says nothing about any file.',
  'error.certificate-no-receipt': '{path} holds no receipt.',
  'error.certificate-no-receipt.next':
    'A printed and scanned certificate, or one that was printed to PDF, has lost it: ask for the original, or for the receipt under its record ID.',
  'error.certificate-two-receipts': '{path} holds receipts that differ, and none of them was chosen.',
  'error.certificate-two-receipts.next':
    'A certificate has one. Save its attachments with a PDF reader and verify each with --receipt.',
  'error.verify-many-certificates': '{first} and {second} are both certificates.',
  'error.verify-many-certificates.next':
    'Verify with one at a time; name it with --receipt, and the other one counts as a file.',
} as const;

export const zh: Record<keyof typeof en, string> = {
  'certificate.summary': '由回执制作存证证书（PDF），离线',
  'certificate.description':
    '以信任根核验回执，并制作存证证书：供人阅读的中英文 PDF，内附回执，因此 `jz verify` 与核验页面只需这一份 PDF。同一回执与同一信任根所得文件逐字节相同。未通过核验的回执不能制作证书。',
  'certificate.receipt': '回执，或需要重新制作的证书',
  'certificate.out': '写入的 PDF 文件',
  'certificate.page': '二维码所指核验页面的服务地址（或用 JIANZHENG_URL 指定）；不指定则二维码只含存证编号',
  'certificate.written': '证书已写入 {path}',
  'list.summary': '制作回执、存证记录或案件的电子数据清单（PDF、XLSX、CSV）',
  'list.description':
    '以中英文列出文件及其完整性校验值、来源和备注。可由此处的回执或证书离线制作，逐份先行核验；也可用 --record 或 --case 向服务获取。',
  'list.receipts': '同一案件的回执或证书',
  'list.out': '写入的文件，由扩展名决定格式',
  'list.format': '格式，用于扩展名未表明时',
  'list.record': '向服务获取此存证编号的清单',
  'list.case': '向服务获取此案件的清单',
  'list.written': '清单已写入 {path}',
  'error.list-needs-one': '未指定清单对象。',
  'error.list-needs-one.next': '请指定回执和 --trust FILE，或 --record ID，或 --case CASE。',
  'error.list-format-unknown': '从名称 {path} 无法得知格式。',
  'error.list-format-unknown.next': '请以 .pdf、.xlsx 或 .csv 结尾，或用 --format 指定。',
  'error.list-several-cases': '未能表明这些回执属于同一案件。',
  'error.list-several-cases.next': '一份清单对应一条存证记录或一个案件：请分别制作。',
  'error.certificate-receipt-invalid': '回执 {path} 未通过核验：{checks}。',
  'error.certificate-receipt-invalid.next':
    '未制作证书。可用 `jz verify -r RECEIPT` 查看各核验项，并向该机构重新索取回执。',
  'error.certificate-receipt-undetermined': '以此信任根无法判定回执 {path} 是否成立：{checks}。',
  'error.certificate-receipt-undetermined.next':
    '未制作证书。请先取得信任根的后续链接（`jz trust update`），再重新运行。',
  'error.certificate-not-pdf': '{path} 不是 PDF。',
  'error.certificate-not-pdf.next': '请提供机构出具的证书原件，或其回执。',
  'error.certificate-too-large': '{path} 的大小或内容超出任何证书。',
  'error.certificate-too-large.next': '请用 PDF 阅读器另存其附件，并以 --receipt 指定；或向该机构索取回执。',
  'error.certificate-encrypted': '{path} 已加密，无法从中取出回执。',
  'error.certificate-encrypted.next': '请用口令打开并另存其附件，以 --receipt 指定；或向该机构索取回执。',
  'error.certificate-truncated': '{path} 不完整：缺少结尾，其中没有完整的回执。',
  'error.certificate-truncated.next': '请重新复制或下载。这不说明任何文件有问题。',
  'error.certificate-no-receipt': '{path} 中没有回执。',
  'error.certificate-no-receipt.next':
    '打印后扫描或另行打印成 PDF 的证书已失去回执：请索取原件，或凭存证编号索取回执。',
  'error.certificate-two-receipts': '{path} 中有多份不同的回执，未采用其中任何一份。',
  'error.certificate-two-receipts.next':
    '一份证书只有一份回执。请用 PDF 阅读器另存各附件，分别以 --receipt 核验。',
  'error.verify-many-certificates': '{first} 与 {second} 都是证书。',
  'error.verify-many-certificates.next': '请每次以一份证书核验：用 --receipt 指定它，另一份则作为文件。',
};
