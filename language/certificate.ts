/** What a certificate and an evidence list on paper say. Both languages stand on every page. */

export const en = {
  title: 'Evidence Certificate',
  'foot.page': 'Page {page} of {pages}',
  'foot.record': 'Record ID {id}',
  scan: 'Scan to verify',

  intro:
    'This certificate renders an evidence receipt for people to read. Anyone can print such a page: what proves is the receipt attached to this PDF, once it has been verified.',

  'part.record': 'Record',
  'part.time': 'Time',
  'part.vouches': 'Who vouches',
  'part.files': 'Files',
  'part.means': 'What this means',
  'part.verify': 'How to verify',

  'label.recordId': 'Record ID',
  'label.agency': 'Submitted by',
  'label.consortium': 'Consortium',
  'label.case': 'Case',
  'label.kind': 'Kind',
  'label.batch': 'Batch',
  'label.block': 'Block',
  'label.blockHash': 'Block hash',
  'label.root': 'Root of the batch',
  'label.notBefore': 'Earlier block',
  'label.interval': 'Interval',
  'label.founding': 'Founding fingerprint',
  'label.bundle': 'Bundle fingerprint',
  'label.signers': 'Sealed by',

  'claim.place': 'Place',
  'claim.collector': 'Collected by',
  'claim.device': 'Device',
  'claim.note': 'Note',
  'case.position': '{case}, record {position} of the case',
  'batch.text': 'No. {sequence} of the agency; place {place} of {size}',
  'bundle.text': 'of everything up to validator set {version}',
  'signer.joinedLater': '{address} (joined later)',
  'interval.text': 'Between {from} and {to}.',
  'interval.single': 'With a single operator, both times are that operator’s claim.',
  'interval.several':
    'A block’s time is the word of the validator that proposed it, and lies after its parent’s. It is not an official time stamp.',
  compare:
    'Compare both fingerprints with those you got from elsewhere, for instance from the agency in person. Those printed here prove nothing by themselves.',

  'files.number': 'No.',
  'files.name': 'Name, size, type',
  'files.digests': 'Digests',
  'files.hidden': '{count} further files of this record are not shown by the attached receipt.',
  'files.escaped':
    'Characters that this typeface cannot draw, or that are not seen, are printed as their number, as in \\u{1f600}.',
  'files.noSm3': 'not recorded',
  'files.none': 'The attached receipt shows none of the files of this record.',
  bytes: '{size} bytes',

  'means.verified':
    'If the attached receipt verifies, and a file has the size and every digest of an entry above: these bytes existed when block {number} was sealed and have not changed since; “{agency}” submitted them.',
  'means.not': 'It does not say that what they show is true, or who made them.',
  'means.not.time':
    'It does not say when a file came into being: only that it did so no later than the block above.',
  'means.not.silent': 'If the receipt fails, that says nothing about a file, neither for it nor against it.',
  'means.changed': 'A file that was opened and saved again is another file, even if it looks the same.',

  'verify.step.page':
    'Open the verification page of an agency, or the verifier as a single file, and drop this PDF and the files there. Nothing is uploaded.',
  'verify.step.command': 'Or, without any service:',
  'verify.step.trust':
    'Take the trust bundle from a source of your own. Nothing in this PDF is one, and none inside it would be trusted.',
  'verify.attached': 'Attached to this PDF: {name} ({size} bytes, SHA-256 {digest})',
} as const;

export const zh: Record<keyof typeof en, string> = {
  title: '存证证书',
  'foot.page': '第 {page} 页，共 {pages} 页',
  'foot.record': '存证编号 {id}',
  scan: '扫码核验',

  intro:
    '本证书将存证回执的内容排印出来，供人阅读。这样的页面任何人都能排印，具有证明力的是附于本 PDF 中、经核验成立的回执。',

  'part.record': '存证信息',
  'part.time': '时间',
  'part.vouches': '由谁作证',
  'part.files': '文件清单',
  'part.means': '证明什么，不证明什么',
  'part.verify': '如何核验',

  'label.recordId': '存证编号',
  'label.agency': '提交机构',
  'label.consortium': '联盟',
  'label.case': '案件',
  'label.kind': '类型',
  'label.batch': '批次',
  'label.block': '上链区块',
  'label.blockHash': '区块哈希',
  'label.root': '批次根',
  'label.notBefore': '在先区块',
  'label.interval': '时间区间',
  'label.founding': '创始指纹',
  'label.bundle': '信任根指纹',
  'label.signers': '封签机构',

  'claim.place': '采集地点',
  'claim.collector': '采集人',
  'claim.device': '采集设备',
  'claim.note': '说明',
  'case.position': '{case}，本案第 {position} 条记录',
  'batch.text': '该机构第 {sequence} 批；位于 {size} 条中的第 {place} 条',
  'bundle.text': '涵盖至验证者集合第 {version} 版的全部内容',
  'signer.joinedLater': '{address}（后加入）',
  'interval.text': '介于{from}与{to}之间。',
  'interval.single': '仅有一个运行方时，上述两个时间均为该运行方的单方陈述。',
  'interval.several': '区块时间由提出该区块的验证者所报，且晚于父区块时间，不是国家授时或可信时间戳。',
  compare: '请将两个指纹与您从其他途径（例如当面向机构）取得的指纹核对。仅凭此处所印的指纹不能证明任何事。',

  'files.number': '序号',
  'files.name': '名称、大小、类型',
  'files.digests': '摘要（完整性校验值）',
  'files.hidden': '本存证记录另有 {count} 个文件未在所附回执中披露。',
  'files.escaped': '本字体无法显示或本不可见的字符，以其编号印出，例如 \\u{1f600}。',
  'files.noSm3': '未记录',
  'files.none': '所附回执未披露本存证记录的任何文件。',
  bytes: '{size} 字节',

  'means.verified':
    '如所附回执核验成立，且某文件的大小及全部摘要与上表某项一致，则说明：第 {number} 号区块封签时，这些数据已经存在，此后未曾改变；提交方为“{agency}”。',
  'means.not': '它不说明数据所反映的内容属实，也不说明数据由谁制作。',
  'means.not.time': '它不说明文件形成于何时，只说明不晚于上述区块。',
  'means.not.silent': '如回执核验未通过，这不代表文件有问题，也不代表文件没有问题。',
  'means.changed': '文件打开后再次保存，即使看上去相同，也已经是另一个文件。',

  'verify.step.page':
    '打开任一机构的核验页面，或打开单文件核验器，将本 PDF 与相关文件一并拖入。文件不会上传。',
  'verify.step.command': '也可不依赖任何服务，使用命令：',
  'verify.step.trust': '信任根须从您自己的可靠来源取得。本 PDF 中没有信任根，即使有也不会被采信。',
  'verify.attached': '本 PDF 所附文件：{name}（{size} 字节，SHA-256 {digest}）',
};
